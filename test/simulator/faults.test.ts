import { expect, test } from 'vitest';
import { faultMenu } from '../../simulator/faults/menu.js';
import { bodies, inside, openStage, ordersOf, prepaidOrder, type Stage } from './support/stage.js';
import { ucloudCaller } from './support/ucloud-caller.js';

const region = { RegionId: 'cn-hangzhou' };
const site = (number: number) => ({ OfficeSiteId: `cn-hangzhou+dir-${3_633_530_000 + number}` });
const line = {
  ProjectId: 'org-demo',
  UGNID: 'ugn-demo00000001',
  RegionA: 'hk',
  RegionB: 'sg',
  BandWidth: 2,
  PayMode: 'FixedBw',
  ChargeType: 'Month',
  Quantity: 1,
};

const order = (stage: Stage, more: Record<string, string | number | boolean> = {}) =>
  stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, ...more });
const orderCount = async (stage: Stage) => (await stage.rows('orders')).length;
const packages = async (stage: Stage) =>
  bodies((await stage.call('ecd', 'DescribeNetworkPackages', region)).body.NetworkPackages);

test('the menu lists every fault with a sentence', async () => {
  const stage = await openStage();
  const menu = bodies((await stage.show('faults')).faults);
  expect(menu.map((row) => row.fault)).toEqual(Object.keys(faultMenu));
  const unknown = await stage.post('/_sim/faults', { rules: [{ action: '*', fault: 'meteor' }] });
  expect(unknown.status).toBe(400);
});

test('dropBefore loses the call, dropAfter only its answer', async () => {
  const stage = await openStage();
  await stage.fault('CreateNetworkPackage', 'dropBefore', { count: 1 });
  await expect(order(stage)).rejects.toThrow();
  expect(await orderCount(stage)).toBe(0);
  await stage.fault('CreateNetworkPackage', 'dropAfter', { count: 1 });
  await expect(order(stage)).rejects.toThrow();
  expect(await orderCount(stage)).toBe(1);
  expect((await order(stage)).status).toBe(200);
});

test('a 502 page and a 500 come after the order was taken', async () => {
  const stage = await openStage();
  await stage.fault('CreateNetworkPackage', 'badGatewayAfter', { count: 1 });
  await expect(order(stage)).rejects.toThrow(/JSON/);
  expect(await orderCount(stage)).toBe(1);
  await stage.fault('CreateNetworkPackage', 'internalErrorAfter', { count: 1 });
  expect(await order(stage, site(2))).toMatchObject({ status: 500, body: { Code: 'InternalError' } });
  expect(await orderCount(stage)).toBe(2);
});

test('delayAfter holds the answer back', async () => {
  const stage = await openStage();
  await stage.fault('CreateNetworkPackage', 'delayAfter', { seconds: 0.05 });
  expect((await order(stage)).status).toBe(200);
  expect(bodies((await stage.show('faults')).hits)).toMatchObject([
    { fault: 'delayAfter', action: 'CreateNetworkPackage' },
  ]);
});

test('throttled and unavailable calls are not processed', async () => {
  const stage = await openStage();
  await stage.fault('CreateNetworkPackage', 'throttle', { count: 1 });
  const bare = await order(stage);
  expect(bare).toMatchObject({ status: 400, body: { Code: 'Throttling.User' } });
  expect(bare.headers.get('x-acs-retry-after')).toBeNull();
  await stage.fault('CreateNetworkPackage', 'throttleWithRetryAfter', { count: 1, seconds: 3 });
  expect((await order(stage)).headers.get('x-acs-retry-after')).toBe('3000');
  await stage.fault('CreateNetworkPackage', 'serviceUnavailable', { count: 1 });
  expect(await order(stage)).toMatchObject({ status: 503, body: { Code: 'ServiceUnavailable' } });
  expect(await orderCount(stage)).toBe(0);
});

test('staleDescribe shows what was, for as long as it says', async () => {
  const stage = await openStage();
  await stage.fault('DescribeNetworkPackages', 'staleDescribe', { seconds: 60 });
  await order(stage, { AutoPay: true });
  expect(await packages(stage)).toEqual([]);
  await stage.advance('61s');
  expect(await packages(stage)).toMatchObject([{ NetworkPackageStatus: 'Creating' }]);
  await stage.advance('61s');
  expect(await packages(stage)).toMatchObject([{ NetworkPackageStatus: 'InUse' }]);
});

test('pages lose an item, repeat one across their border, are empty, or are a bare object', async () => {
  const stage = await openStage();
  for (const number of [1, 2, 3]) await order(stage, { AutoPay: true, ...site(number) });
  const page = async (query: Record<string, string | number> = {}) =>
    (await stage.call('ecd', 'DescribeNetworkPackages', { ...region, ...query })).body;
  const whole = bodies((await page()).NetworkPackages);
  await stage.fault('DescribeNetworkPackages', 'missingItem', { count: 1 });
  expect(bodies((await page()).NetworkPackages)).toHaveLength(2);
  await stage.fault('DescribeNetworkPackages', 'emptyList', { count: 1 });
  expect((await page()).NetworkPackages).toEqual([]);
  await stage.fault('DescribeNetworkPackages', 'duplicateItem', { count: 2, skip: 1 });
  await page();
  const first = await page({ MaxResults: 2 });
  const second = await page({ MaxResults: 2, NextToken: String(first.NextToken) });
  expect(bodies(second.NetworkPackages)[0]).toEqual(whole[1]);
  await stage.fault('DescribeNetworkPackages', 'bareObject', { count: 1 });
  expect((await page({ 'NetworkPackageId.1': String(whole[0]?.NetworkPackageId) })).NetworkPackages).toEqual(whole[0]);
});

test('order ids as numbers keep every digit', async () => {
  const stage = await openStage({ orderIdDigits: 19 });
  await stage.fault('QueryOrders', 'orderIdAsNumber', { count: 1 });
  const created = await order(stage);
  expect(created.body.OrderId).toMatch(/^\d{19}$/);
  await stage.call('bss', 'QueryOrders');
  await stage.fault('CreateNetworkPackage', 'orderIdAsNumber', { count: 1 });
  expect((await order(stage, site(2))).body.OrderId).toBeTypeOf('number');
});

test('BSS says Success:false on HTTP 200', async () => {
  const stage = await openStage();
  await stage.fault('QueryOrders', 'successFalse', { count: 1 });
  expect(await stage.call('bss', 'QueryOrders')).toMatchObject({
    status: 200,
    body: { Success: false, Code: 'NotApplicable' },
  });
  expect(ordersOf(await stage.call('bss', 'QueryOrders'))).toEqual([]);
});

test('risk control, a short balance in three ways, a short partner, and a delivery that never comes', async () => {
  const stage = await openStage();
  const struck = async (fault: string, number: number) => {
    await stage.fault('CreateNetworkPackage', fault, { count: 1 });
    const reply = await order(stage, { AutoPay: true, ...site(number) });
    return [reply.body.Code ?? reply.status, (await stage.rows('orders')).at(-1)?.paymentStatus];
  };
  expect(await struck('riskRejection', 1)).toEqual(['RISK.RISK_CONTROL_REJECTION', 'Suspended']);
  expect(await struck('insufficientBalanceUnpaidOrder', 2)).toEqual([200, 'Unpaid']);
  expect(await struck('insufficientBalance', 3)).toEqual([200, 'Unpaid']);
  expect(await struck('insufficientBalanceAbnormalOrder', 4)).toEqual(['InsufficientBalance', 'Unpaid']);
  expect(await orderCount(stage)).toBe(4);
  await struck('insufficientBalanceNoOrder', 5);
  expect(await orderCount(stage)).toBe(4);
  expect(await struck('paidNeverDelivered', 6)).toEqual([200, 'Paid']);
  await stage.advance('1d');
  expect(await packages(stage)).toMatchObject([{ NetworkPackageStatus: 'Creating' }]);

  await stage.fault('CreateCenBandwidthPackage', 'partnerQuotaShort', { count: 1 });
  const plan = { Bandwidth: 2, GeographicRegionAId: 'China', GeographicRegionBId: 'China' };
  expect((await stage.call('cen', 'CreateCenBandwidthPackage', plan)).body.Code).toBe(
    'PayFor.AccountMoneyValidateError',
  );
});

test('UCloud: the same troubles in its own words', async () => {
  const stage = await openStage();
  const call = ucloudCaller(stage.url);
  await stage.fault('CreateSimpleUGNBwPackage', 'throttle', { count: 1 });
  expect((await call('CreateSimpleUGNBwPackage', line)).body.RetCode).toBe(153);
  await stage.fault('CreateSimpleUGNBwPackage', 'serviceUnavailable', { count: 1 });
  expect((await call('CreateSimpleUGNBwPackage', line)).body.RetCode).toBe(150);
  expect(await orderCount(stage)).toBe(0);
  await stage.fault('CreateSimpleUGNBwPackage', 'internalErrorAfter', { count: 1 });
  expect((await call('CreateSimpleUGNBwPackage', line)).body.RetCode).toBe(110);
  expect(await orderCount(stage)).toBe(1);
  await stage.advance('11s');
  await stage.fault('ListSimpleBwPackage', 'retCodeAsString', { count: 1 });
  const listed = (await call('ListSimpleBwPackage')).body;
  expect(listed.RetCode).toBe('0');
  await stage.fault('ModifyAutoRenewFlag', 'autoRenewPartialFailure', { count: 1 });
  const flag = { ResourceId: String(bodies(listed.BwPackages)[0]?.PackageID), Flag: 'TURN_OFF' };
  expect((await call('ModifyAutoRenewFlag', flag)).body).toMatchObject({ RetCode: 0, Success: 0, Fail: 1 });
  await stage.fault('CreateRenew', 'riskRejection', { count: 1 });
  expect((await call('CreateRenew', { ResourceId: flag.ResourceId, Quantity: 1 })).body.Message).toContain(
    'RISK_CONTROL',
  );
});

test('the clock jumps under a call', async () => {
  const stage = await openStage();
  await order(stage);
  await stage.fault('QueryOrders', 'clockJump', { count: 1, seconds: 8 * 86_400 });
  await stage.call('bss', 'QueryOrders');
  expect(await stage.rows('orders')).toMatchObject([{ paymentStatus: 'Cancelled' }]);
});

test('rules count, skip, draw lots from their seed, keep to their caller, and can be cleared', async () => {
  const stage = await openStage();
  await stage.fault('*', 'serviceUnavailable', { caller: 'somebody-else' });
  await stage.fault('DescribeRegions', 'serviceUnavailable', { skip: 1, count: 1 });
  const statuses: number[] = [];
  for (let index = 0; index < 3; index++) statuses.push((await stage.call('ecd', 'DescribeRegions')).status);
  expect(statuses).toEqual([200, 503, 200]);

  const drawn = async () => {
    await fetch(`${stage.url}/_sim/faults`, { method: 'DELETE' });
    const rules = [{ action: 'DescribeRegions', fault: 'serviceUnavailable', probability: 0.5 }];
    await stage.post('/_sim/faults', { seed: 7, rules });
    const seen: number[] = [];
    for (let index = 0; index < 20; index++) seen.push((await stage.call('ecd', 'DescribeRegions')).status);
    return seen;
  };
  const lots = await drawn();
  expect(new Set(lots)).toEqual(new Set([200, 503]));
  await fetch(`${stage.url}/_sim/faults`, { method: 'DELETE' });
  expect((await stage.call('ecd', 'DescribeRegions')).status).toBe(200);
  const { byCaller } = await stage.show('calls');
  expect(inside(byCaller, 'demo-key').DescribeRegions).toBe(24);
});
