import { expect, test } from 'vitest';
import { bodies, inside, openStage, prepaidOrder, type Stage } from './support/stage.js';
import { ucloudCaller } from './support/ucloud-caller.js';

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

async function wuying(stage: Stage) {
  const reply = await stage.call('ecd', 'DescribeNetworkPackages', { RegionId: 'cn-hangzhou' });
  return bodies(reply.body.NetworkPackages)[0];
}

test('an expired WUYING package says so, can be renewed in its grace, and is released after it', async () => {
  const stage = await openStage();
  const { body } = await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true });
  await stage.advance('32d');
  expect(await wuying(stage)).toMatchObject({ NetworkPackageStatus: 'InUse', BusinessStatus: 'Expired' });
  const renewal = {
    RegionId: 'cn-hangzhou',
    'NetworkPackageId.1': String(body.NetworkPackageId),
    Period: 1,
    PeriodUnit: 'Month',
  };
  await stage.call('ecd', 'RenewNetworkPackages', renewal);
  expect(await wuying(stage)).toMatchObject({
    BusinessStatus: 'Normal',
    ExpiredTime: expect.stringMatching(/^2026-03-11/),
  });
  await stage.advance('28d');
  await stage.advance('16d');
  expect(await wuying(stage)).toBeUndefined();
});

test('three years of automatic renewal cost thirty-six months, one at a time', async () => {
  const stage = await openStage();
  await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true, AutoRenew: true });
  await stage.advance('1095d');
  const orders = await stage.rows('orders');
  expect(orders.filter((order) => order.kind === 'Renew')).toHaveLength(36);
  expect(new Set(orders.map((order) => order.createdAt)).size).toBe(orders.length);
  expect(await wuying(stage)).toMatchObject({ NetworkPackageStatus: 'InUse', BusinessStatus: 'Normal' });
});

test('without money the vendor tries again every day and renews when money comes', async () => {
  const stage = await openStage({ balances: { alibabaMinor: 20_000 } });
  await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true, AutoRenew: true });
  await stage.advance('30d');
  expect(await stage.rows('orders')).toHaveLength(1);
  await stage.post('/_sim/balances', { account: 'alibaba/demo-key', amountMinor: 20_000 });
  await stage.advance('2d');
  expect(await stage.rows('orders')).toMatchObject([{ kind: 'New' }, { kind: 'Renew', paymentStatus: 'Paid' }]);
});

test('an expired CEN plan is locked, then released by force after seven days', async () => {
  const stage = await openStage();
  const plan = { Bandwidth: 2, GeographicRegionAId: 'China', GeographicRegionBId: 'China', AutoPay: true };
  await stage.call('cen', 'CreateCenBandwidthPackage', plan);
  const shown = async () => {
    const reply = await stage.call('cen', 'DescribeCenBandwidthPackages');
    return bodies(inside(reply.body, 'CenBandwidthPackages').CenBandwidthPackage);
  };
  await stage.advance('32d');
  expect(await shown()).toMatchObject([{ BusinessStatus: 'FinancialLocked' }]);
  await stage.advance('7d');
  expect(await shown()).toEqual([]);
});

test('UGN renews itself at expiry, the first time only to the end of the month', async () => {
  const stage = await openStage();
  const call = ucloudCaller(stage.url);
  await call('CreateSimpleUGNBwPackage', line);
  await stage.advance('31d');
  await stage.advance('1h');
  const [row] = bodies((await call('ListSimpleBwPackage')).body.BwPackages);
  expect(row?.ExpireTime).toBe(Date.UTC(2026, 1, 28, 16) / 1000);
  expect(await stage.rows('orders')).toMatchObject([{ kind: 'New' }, { kind: 'Renew', caller: 'vendor-auto-renewal' }]);
});

test('UGN without renewal is throttled after three days and deleted after ten, and the pair is free again', async () => {
  const stage = await openStage({ ugnAutoRenew: false });
  const call = ucloudCaller(stage.url);
  await call('CreateSimpleUGNBwPackage', line);
  await stage.advance('35d');
  expect(await stage.rows('packages')).toMatchObject([{ status: 'Throttled', billing: false }]);
  await stage.advance('7d');
  expect(bodies((await call('ListSimpleBwPackage')).body.BwPackages)).toEqual([]);
  expect((await call('CreateSimpleUGNBwPackage', line)).body.RetCode).toBe(0);
});

test('what happened does not depend on how often anybody looked', async () => {
  const story = async (steps: number) => {
    const stage = await openStage();
    await stage.post('/_sim/clock', { set: '2026-01-10T08:00:00Z' });
    await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true, AutoRenew: true });
    await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, OfficeSiteId: 'cn-hangzhou+dir-3633530002' });
    for (let step = 0; step < steps; step++) await stage.advance(`${240 / steps}d`);
    return (await stage.rows('orders')).map((order) => [
      order.orderId,
      order.kind,
      order.paymentStatus,
      order.resourceId,
    ]);
  };
  expect(await story(1)).toEqual(await story(60));
});

test('the vendor clock is in the Date header, and SDKs that sign with real time still pass', async () => {
  const stage = await openStage();
  await stage.post('/_sim/clock', { set: '2031-05-01T00:00:00Z' });
  const reply = await stage.call('ecd', 'DescribeRegions');
  expect(reply.status).toBe(200);
  expect(reply.headers.get('date')).toMatch(/^Thu, 01 May 2031/);
});

test('a clock that lives elsewhere and answers late is as good as our own', async () => {
  let at = Date.UTC(2028, 1, 29);
  const stage = await openStage({}, { clock: { now: () => Promise.resolve(at) } });
  await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true, Period: 1, PeriodUnit: 'Year' });
  at += 60_000;
  expect(await wuying(stage)).toMatchObject({ NetworkPackageStatus: 'InUse', ExpiredTime: '2029-02-28T00:00:00Z' });
});

test('a person who pays does so on the minute, however late anybody looks, and before the vendor gives up', async () => {
  const stage = await openStage({ personPaysAfterSeconds: 6 * 24 * 3600 });
  await stage.call('ecd', 'CreateNetworkPackage', prepaidOrder);
  await stage.advance('5d');
  expect(await stage.rows('orders')).toMatchObject([{ paymentStatus: 'Unpaid' }]);
  await stage.advance('20d');
  const [order] = await stage.rows('orders');
  expect(order).toMatchObject({ paymentStatus: 'Paid' });
  const waitedMs = Date.parse(String(order?.paidAt)) - Date.parse(String(order?.createdAt));
  expect(waitedMs).toBe(6 * 24 * 3_600_000);
});

test("somebody's own office site is there when it is named, and billed in the account's own currency", async () => {
  const own = 'cn-hangzhou+dir-7';
  const stage = await openStage({
    more: { officeSites: [own] },
    currencyOfAccount: { 'alibaba/demo-key': 'CNY' },
  });
  const bought = await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, OfficeSiteId: own });
  expect(bought.status).toBe(200);
  expect(await stage.rows('orders')).toMatchObject([{ currency: 'CNY' }]);
  const other = await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, OfficeSiteId: 'cn-hangzhou+dir-8' });
  expect(other.status).toBe(404);
});
