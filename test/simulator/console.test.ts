import { expect, test } from 'vitest';
import { bodies, inside, openStage, prepaidOrder, type Stage } from './support/stage.js';
import { ucloudCaller } from './support/ucloud-caller.js';

const lines = async (stage: Stage) => bodies((await ucloudCaller(stage.url)('ListSimpleBwPackage')).body.BwPackages);
const plans = async (stage: Stage) => {
  const { body } = await stage.call('cen', 'DescribeCenBandwidthPackages');
  return bodies(inside(body, 'CenBandwidthPackages').CenBandwidthPackage);
};
const desktops = async (stage: Stage, RegionId: string) =>
  bodies((await stage.call('ecd', 'DescribeNetworkPackages', { RegionId })).body.NetworkPackages);
const remove = (stage: Stage, id: unknown) => stage.post(`/_sim/packages/${String(id)}/delete`);

test('somebody buys at the console: paid for, delivered and listed like any other, and nobody called', async () => {
  const stage = await openStage();
  const wuying = { product: 'wuying', region: 'cn-beijing', bandwidthMbps: 5, site: 'cn-beijing+dir-3633530007' };
  const cen = { product: 'cen', bandwidthMbps: 3, name: 'not-ours', areas: ['china', 'north-america'] };
  const ugn = { product: 'ugn', bandwidthMbps: 2, name: 'not ours', regionA: 'sg', regionB: 'jpn-tky' };
  for (const order of [{ ...wuying, name: 'not ours' }, cen, ugn]) {
    const reply = await stage.post('/_sim/packages', order);
    expect(reply.status).toBe(200);
    expect(inside(reply.body, 'order')).toMatchObject({
      caller: 'console',
      paymentStatus: 'Paid',
      kind: 'New',
      requestId: null,
      resourceId: inside(reply.body, 'package').resourceId,
    });
  }
  await stage.advance('1m');
  expect(await desktops(stage, 'cn-beijing')).toMatchObject([
    {
      NetworkPackageStatus: 'InUse',
      Bandwidth: 5,
      OfficeSiteId: wuying.site,
      Tags: [{ Key: 'name', Value: 'not ours' }],
    },
  ]);
  expect(await plans(stage)).toMatchObject([{ Name: 'not-ours', GeographicSpanId: 'north-america_china' }]);
  expect(await lines(stage)).toMatchObject([{ Name: 'not ours', RegionA: 'sg', RegionB: 'jpn-tky' }]);
  expect((await stage.rows('charges')).map((charge) => charge.amountMinor)).toEqual([10_000, 10_200, 40_000]);
  expect(Object.keys(inside((await stage.show('calls')).counts))).not.toContain('CreateNetworkPackage');
});

test('somebody renews at the console: paid for, and the term goes on; not what has no term, and not without money', async () => {
  const stage = await openStage({ balances: { alibabaMinor: 25_000 } });
  const bought = await stage.post('/_sim/packages', { product: 'wuying', bandwidthMbps: 5 });
  await stage.advance('1m');
  const { resourceId, expiresAt } = inside(bought.body, 'package');
  const before = (await stage.rows('packages')).find((row) => row.resourceId === resourceId) ?? { expiresAt };
  const renewed = await stage.post(`/_sim/packages/${String(resourceId)}/renew`, { count: 1, unit: 'Month' });
  expect(renewed.status).toBe(200);
  expect(inside(renewed.body, 'order')).toMatchObject({ kind: 'Renew', caller: 'console', paymentStatus: 'Paid' });
  const after = String(inside(renewed.body, 'package').expiresAt);
  expect(Date.parse(after)).toBeGreaterThan(Date.parse(String(before.expiresAt)));
  expect((await stage.post(`/_sim/packages/${String(resourceId)}/renew`, {})).status).toBe(402);
  expect((await stage.post('/_sim/packages/np-nowhere/renew', {})).status).toBe(404);
});

test('the least one has to say is the product and how much', async () => {
  const stage = await openStage();
  for (const product of ['wuying', 'cen', 'ugn']) {
    expect((await stage.post('/_sim/packages', { product, bandwidthMbps: 2 })).status).toBe(200);
  }
  expect((await stage.rows('packages')).map((row) => row.region)).toEqual(['cn-hangzhou', 'global', 'org-demo']);
});

test('the console buys for the account it is told, with its money, under the vendor rules', async () => {
  const stage = await openStage(
    { balances: { alibabaMinor: 5_000 } },
    {
      accounts: {
        alibaba: [
          { accessKeyId: 'a', accessKeySecret: 's' },
          { accessKeyId: 'b', accessKeySecret: 's' },
        ],
        ucloud: [],
      },
    },
  );
  const order = { product: 'wuying', bandwidthMbps: 2, account: 'alibaba/b', site: 'cn-hangzhou+dir-3633530001' };
  const buy = (more: object) => stage.post('/_sim/packages', { ...order, ...more });
  expect(inside((await buy({})).body, 'order').account).toBe('alibaba/b');
  expect(await buy({ account: 'alibaba/c' })).toMatchObject({ status: 404 });
  expect(await buy({ product: 'ugn', site: undefined, account: undefined })).toMatchObject({ status: 404 });
  expect(await buy({ account: 'alibaba/a', bandwidthMbps: 10 })).toMatchObject({ status: 402 });
  await stage.post('/_sim/balances', { account: 'alibaba/b', amountMinor: 1_000_000 });
  expect(await buy({})).toMatchObject({ status: 409, body: { error: expect.stringContaining('already has') } });
  expect(await buy({ bandwidthMbps: 1, site: undefined })).toMatchObject({ status: 409 });
  expect(await buy({ colour: 'red' })).toMatchObject({ status: 400 });
  expect(await stage.rows('orders')).toHaveLength(1);
});

test('somebody deletes at the console: gone at once, in term or not, and no money comes back', async () => {
  const stage = await openStage();
  const bought = (await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true })).body;
  await stage.post('/_sim/packages', { product: 'cen', bandwidthMbps: 2 });
  await stage.post('/_sim/packages', { product: 'ugn', bandwidthMbps: 2 });
  await stage.advance('1m');
  for (const { resourceId } of await stage.rows('packages')) {
    expect((await remove(stage, resourceId)).status).toBe(200);
    expect((await remove(stage, resourceId)).status).toBe(409);
  }
  expect(await desktops(stage, 'cn-hangzhou')).toEqual([]);
  expect(await plans(stage)).toEqual([]);
  expect(await lines(stage)).toEqual([]);
  expect(await stage.rows('packages')).toMatchObject(Array(3).fill({ status: 'Released', billing: false }));
  expect(await stage.rows('charges')).toHaveLength(3);
  const renewal = { RegionId: 'cn-hangzhou', 'NetworkPackageId.1': String(bought.NetworkPackageId) };
  expect((await stage.call('ecd', 'RenewNetworkPackages', renewal)).status).toBe(404);
  // The place it held is free again.
  expect((await stage.call('ecd', 'CreateNetworkPackage', prepaidOrder)).status).toBe(200);
  expect((await stage.post('/_sim/packages', { product: 'ugn', bandwidthMbps: 2 })).status).toBe(200);
});

test('what is deleted while it is being delivered never comes', async () => {
  const stage = await openStage();
  const bought = (await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true })).body;
  expect((await remove(stage, bought.NetworkPackageId)).status).toBe(200);
  await stage.advance('1d');
  expect(await stage.rows('packages')).toMatchObject([{ status: 'Released' }]);
});

test('only what is there can be deleted, by this machine, with POST', async () => {
  const stage = await openStage();
  const unpaid = (await stage.call('ecd', 'CreateNetworkPackage', prepaidOrder)).body;
  expect((await remove(stage, unpaid.NetworkPackageId)).status).toBe(409);
  expect((await remove(stage, 'np-none')).status).toBe(404);
  expect((await stage.post(`/_sim/packages/${unpaid.NetworkPackageId}/polish`)).status).toBe(404);
  const url = `${stage.url}/_sim/packages/${unpaid.NetworkPackageId}/delete`;
  expect((await fetch(url)).status).toBe(405);
  for (const to of [url, `${stage.url}/_sim/packages`]) {
    const body = JSON.stringify({ product: 'cen', bandwidthMbps: 2 });
    expect((await fetch(to, { method: 'POST', body, headers: { origin: 'http://evil.example' } })).status).toBe(403);
  }
});
