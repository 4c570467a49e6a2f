import { request } from 'node:http';
import { expect, test } from 'vitest';
import { realClock } from '../../simulator/clock.js';
import { openStage, prepaidOrder } from './support/stage.js';

/** `fetch` does not let a Host or Origin header be made up. */
function statusWith(url: string, method: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('another host name, another origin and another site are refused', async () => {
  const stage = await openStage();
  const { body } = await stage.call('ecd', 'CreateNetworkPackage', prepaidOrder);
  const pay = `${stage.url}/_sim/orders/${body.OrderId}/pay`;
  expect(await statusWith(pay, 'POST', { host: 'evil.example' })).toBe(403);
  expect(await statusWith(pay, 'POST', { origin: 'http://evil.example' })).toBe(403);
  expect(await statusWith(pay, 'POST', { 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await statusWith(`${stage.url}/_sim/orders`, 'GET', { host: 'evil.example:80' })).toBe(403);
  expect(await stage.rows('orders')).toMatchObject([{ paymentStatus: 'Unpaid' }]);
  expect(await statusWith(pay, 'POST', { origin: stage.url, 'sec-fetch-site': 'same-origin' })).toBe(200);
});

test('a person pays with a plain form and comes back to the page', async () => {
  const stage = await openStage();
  const { body } = await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, ChannelCookie: '<script>' });
  const page = async () => (await fetch(`${stage.url}/_sim/billing`)).text();
  const before = await page();
  const action = /action="(\/_sim\/orders\/\d+\/pay)"/.exec(before)?.[1] ?? '';
  expect(action).toContain(String(body.OrderId));
  const paid = await fetch(`${stage.url}${action}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(paid.status).toBe(303);
  expect(paid.headers.get('location')).toMatch(/^\/_sim\/billing/);
  expect(await page()).toContain('Nothing waits for payment.');
  expect(await stage.rows('orders')).toMatchObject([{ paymentStatus: 'Paid' }]);
});

test('what a caller wrote cannot become markup', async () => {
  const stage = await openStage(
    {},
    { accounts: { alibaba: [{ accessKeyId: '<b>x', accessKeySecret: 's' }], ucloud: [] } },
  );
  const response = await fetch(`${stage.url}/_sim/billing`);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  const text = await response.text();
  expect(text).toContain('&lt;b&gt;x');
  expect(text).not.toContain('<b>x');
});

test('a person without enough money is told so', async () => {
  const stage = await openStage({ balances: { alibabaMinor: 5 } });
  const { body } = await stage.call('ecd', 'CreateNetworkPackage', prepaidOrder);
  expect((await stage.post(`/_sim/orders/${body.OrderId}/pay`)).status).toBe(402);
  expect((await stage.post('/_sim/orders/23/pay')).status).toBe(404);
});

test('an order cancelled at the console never becomes a package', async () => {
  const stage = await openStage();
  const { body } = await stage.call('ecd', 'CreateNetworkPackage', prepaidOrder);
  expect((await stage.post(`/_sim/orders/${body.OrderId}/cancel`)).status).toBe(200);
  expect(await stage.rows('packages')).toMatchObject([{ status: 'Withdrawn', billing: false }]);
});

test('names that callers choose cannot reach into the process', async () => {
  const stage = await openStage();
  await stage.caller({ id: '__proto__' })('ecd', 'polluted');
  await stage.caller({ id: 'x' })('ecd', '__proto__');
  expect((await stage.show('calls')).total).toBe(2);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('nonsense is refused with the rule it broke', async () => {
  const stage = await openStage();
  expect((await stage.post('/_sim/clock', { advance: 'soon' })).status).toBe(400);
  expect((await stage.post('/_sim/clock', { set: 'yesterday' })).status).toBe(400);
  expect((await stage.post('/_sim/behaviour', { delivery: { wuyingSeconds: [9, 1] } })).body.error).toMatch(
    /wuyingSeconds/,
  );
  expect((await stage.post('/_sim/nothing', {})).status).toBe(404);
});

test("the machine's own clock is not moved", async () => {
  const stage = await openStage({}, { clock: realClock() });
  expect((await stage.post('/_sim/clock', { advance: '1d' })).status).toBe(409);
});

test('calls are counted by operation and by caller, refused ones too', async () => {
  const stage = await openStage();
  await stage.call('ecd', 'DescribeRegions');
  await stage.caller({ id: 'stranger' })('ecd', 'DescribeRegions');
  expect(await stage.show('calls')).toEqual({
    counts: { DescribeRegions: 2 },
    byCaller: { 'demo-key': { DescribeRegions: 1 }, stranger: { DescribeRegions: 1 } },
    total: 2,
  });
});
