import { describe, expect, test } from 'vitest';
import { bodies, inside, openStage, ordersOf, prepaidOrder, type Stage } from './support/stage.js';

const region = { RegionId: 'cn-hangzhou' };
const site = (number: number) => `cn-hangzhou+dir-${3_633_530_000 + number}`;

async function live(stage: Stage, more: Record<string, string | number | boolean> = {}): Promise<string> {
  const { body } = await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true, ...more });
  await stage.advance('31s');
  return String(body.NetworkPackageId);
}

async function shown(stage: Stage, id: string) {
  const reply = await stage.call('ecd', 'DescribeNetworkPackages', { ...region, 'NetworkPackageId.1': id });
  return bodies(reply.body.NetworkPackages)[0];
}

test.each([
  [{ Bandwidth: 1 }, 'InvalidParameter'],
  [{ Bandwidth: 1001 }, 'InvalidParameter'],
  [{ PayType: 'PostPaid', InternetChargeType: 'PayByTraffic', Bandwidth: 201 }, 'InvalidParameter'],
  [{ InternetChargeType: 'PayByTraffic' }, 'InvalidParameter'],
  [{ PeriodUnit: 'Week', Period: 2 }, 'InvalidParameter'],
  [{ PeriodUnit: 'Month', Period: 4 }, 'InvalidParameter'],
  [{ PeriodUnit: 'Year', Period: 4 }, 'InvalidParameter'],
  [{ PeriodUnit: 'month' }, 'InvalidParameter'],
  [{ PeriodUnit: '' }, 'MissingParameter'],
  [{ RegionId: '' }, 'MissingParameter'],
  [{ Bandwidth: '' }, 'MissingParameter'],
  [{ AutoPay: 'perhaps' }, 'InvalidParameter'],
  [{ 'Tag.1.Key': 'acs:mine', 'Tag.1.Value': '' }, 'InvalidParameter'],
  [{ 'Tag.1.Key': 'see', 'Tag.1.Value': 'http://x' }, 'InvalidParameter'],
  [{ OfficeSiteId: 'cn-hangzhou+dir-1' }, 'InvalidOfficeSiteId.NotFound'],
  [{ OfficeSiteId: 'cn-shanghai+dir-3633530001' }, 'InvalidOfficeSiteId.NotFound'],
])('CreateNetworkPackage refuses %o', async (more, code) => {
  const stage = await openStage();
  const refused = await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, ...more });
  expect(refused.body.Code).toBe(code);
  expect(await stage.rows('orders')).toEqual([]);
});

test('an office site has one package, and an unpaid renewal blocks the next', async () => {
  const stage = await openStage();
  const id = await live(stage);
  expect((await stage.call('ecd', 'CreateNetworkPackage', prepaidOrder)).body.Code).toBe(
    'NetworkPackageExisted.OfficeSite',
  );
  const renew = { ...region, 'NetworkPackageId.1': id, Period: 1, PeriodUnit: 'Month', AutoPay: false };
  const first = await stage.call('ecd', 'RenewNetworkPackages', renew);
  expect(await stage.call('ecd', 'RenewNetworkPackages', renew)).toMatchObject({
    status: 403,
    body: { Code: 'Order.Unpaid' },
  });
  expect((await shown(stage, id))?.ExpiredTime).toMatch(/^2026-02-10/);
  await stage.post(`/_sim/orders/${first.body.OrderId}/pay`);
  expect((await shown(stage, id))?.ExpiredTime).toMatch(/^2026-03-10/);
  const other = await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, OfficeSiteId: site(2) });
  expect(other.status).toBe(200);
});

test('where an unpaid order blocks the whole account, it blocks other packages too', async () => {
  const stage = await openStage({ unpaidBlocks: 'account' });
  await stage.call('ecd', 'CreateNetworkPackage', prepaidOrder);
  const other = await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, OfficeSiteId: site(2) });
  expect(other).toMatchObject({ status: 403, body: { Code: 'Order.Unpaid' } });
});

test('one renewal order for several packages', async () => {
  const stage = await openStage();
  const ids = [await live(stage), await live(stage, { OfficeSiteId: site(2) })];
  const renewed = await stage.call('ecd', 'RenewNetworkPackages', {
    ...region,
    'NetworkPackageId.1': ids[0] ?? '',
    'NetworkPackageId.2': ids[1] ?? '',
    Period: 1,
    PeriodUnit: 'Week',
  });
  const details = ordersOf(await stage.call('bss', 'GetOrderDetail', { OrderId: String(renewed.body.OrderId) }));
  expect(details.map((order) => order.InstanceIDs)).toEqual(ids.map((id) => JSON.stringify([id])));
  expect((await shown(stage, ids[1] ?? ''))?.ExpiredTime).toMatch(/^2026-02-17/);
});

test('pay-as-you-go never expires, cannot be renewed, and can be deleted', async () => {
  const stage = await openStage();
  const id = await live(stage, { PayType: 'PostPaid', InternetChargeType: 'PayByTraffic' });
  expect(await shown(stage, id)).toMatchObject({ ExpiredTime: '2099-12-31T15:59:59Z', PayType: 'PostPaid' });
  const renew = await stage.call('ecd', 'RenewNetworkPackages', { ...region, 'NetworkPackageId.1': id });
  expect(renew.body.Code).toBe('InvalidChargeType.NotSupport');
  await stage.call('ecd', 'DeleteNetworkPackages', { ...region, 'NetworkPackageId.1': id });
  expect((await shown(stage, id))?.NetworkPackageStatus).toBe('Releasing');
  await stage.advance('21s');
  expect(await shown(stage, id)).toBeUndefined();
  expect(await stage.rows('packages')).toMatchObject([{ status: 'Released', billing: false }]);
});

test('prepaid cannot be deleted while it is paid for', async () => {
  const stage = await openStage();
  const refused = await stage.call('ecd', 'DeleteNetworkPackages', {
    ...region,
    'NetworkPackageId.1': await live(stage),
  });
  expect(refused.body.Code).toBe('IncorrectNetworkPackageStatus.DeletionNotSupport');
});

test('an upgrade costs the difference, a downgrade nothing', async () => {
  const stage = await openStage();
  const id = await live(stage);
  const change = (Bandwidth: number) =>
    stage.call('ecd', 'ModifyNetworkPackageBandwidth', { ...region, NetworkPackageId: id, Bandwidth });
  expect((await change(20)).body.OrderId).toMatch(/^\d+$/);
  expect((await shown(stage, id))?.Bandwidth).toBe(20);
  await change(5);
  expect((await shown(stage, id))?.Bandwidth).toBe(5);
  expect((await stage.rows('orders')).map((order) => order.kind)).toEqual(['New', 'Upgrade', 'Downgrade']);
  expect(await stage.rows('charges')).toHaveLength(2);
});

test('a downgrade may wait for the next day, as a reservation', async () => {
  const stage = await openStage({ wuyingDowngrade: 'nextDay' });
  const id = await live(stage);
  await stage.call('ecd', 'ModifyNetworkPackageBandwidth', { ...region, NetworkPackageId: id, Bandwidth: 5 });
  expect(await shown(stage, id)).toMatchObject({
    Bandwidth: 10,
    ReservationBandwidth: 5,
    ReservationActiveTime: '2026-01-10T16:00:00Z',
  });
  await stage.advance('1d');
  expect(await shown(stage, id)).toMatchObject({ Bandwidth: 5 });
});

test('a package moves between office sites', async () => {
  const stage = await openStage();
  const NetworkPackageId = await live(stage);
  await stage.call('ecd', 'DissociateNetworkPackage', { ...region, NetworkPackageId });
  expect((await shown(stage, NetworkPackageId))?.OfficeSiteId).toBe('');
  await stage.call('ecd', 'AssociateNetworkPackage', { ...region, NetworkPackageId, OfficeSiteId: site(3) });
  const sites = await stage.call('ecd', 'DescribeOfficeSites', { ...region, 'OfficeSiteId.1': site(3) });
  expect(bodies(sites.body.OfficeSites)).toMatchObject([{ NetworkPackageId }]);
});

test('the three price calls, each with the type name it wants', async () => {
  const stage = await openStage();
  const id = await live(stage);
  const price = async (action: string, more: Record<string, string | number>) =>
    inside((await stage.call('ecd', action, { ...region, ...more })).body, 'PriceInfo', 'Price').TradePrice;
  expect(
    await price('DescribePrice', { ResourceType: 'Bandwidth', Bandwidth: 10, Period: 1, PeriodUnit: 'Year' }),
  ).toBe(2000);
  expect(await price('DescribeRenewalPrice', { ResourceType: 'Bandwidth', InstanceId: id, Period: 2 })).toBe(400);
  expect(
    await price('DescribeModificationPrice', { ResourceType: 'NetworkPackage', InstanceId: id, Bandwidth: 20 }),
  ).toBeGreaterThan(190);
  const wrong = await stage.call('ecd', 'DescribeRenewalPrice', {
    ...region,
    ResourceType: 'NetworkPackage',
    InstanceId: id,
  });
  expect(wrong.body.Code).toBe('InvalidParameter');
});

describe('AutoPay with too little money', () => {
  test.each([
    ['unpaidOrder', 200, ['Unpaid']],
    ['abnormalOrder', 400, ['Unpaid']],
    ['noOrder', 400, []],
  ] as const)('%s', async (lowBalance, status, orders) => {
    const stage = await openStage({ lowBalance, balances: { alibabaMinor: 100 } });
    expect((await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true })).status).toBe(status);
    expect((await stage.rows('orders')).map((order) => order.paymentStatus)).toEqual(orders);
    expect(await stage.rows('charges')).toEqual([]);
  });
});
