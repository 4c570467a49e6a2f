import { expect, test } from 'vitest';
import type { Body } from './support/alibaba-caller.js';
import { bodies, inside, openStage, ordersOf, type Stage } from './support/stage.js';

const plan = {
  Name: 'backbone',
  Bandwidth: 2,
  GeographicRegionAId: 'China',
  GeographicRegionBId: 'North-America',
  BandwidthPackageChargeType: 'PREPAY',
  Period: 1,
  PricingCycle: 'Month',
} as const;

async function plans(stage: Stage, query: Record<string, string | number> = {}): Promise<Body[]> {
  const reply = await stage.call('cen', 'DescribeCenBandwidthPackages', query);
  return bodies(inside(reply.body, 'CenBandwidthPackages').CenBandwidthPackage);
}

async function livePlan(stage: Stage, more: Record<string, string | number | boolean> = {}): Promise<string> {
  const { body } = await stage.call('cen', 'CreateCenBandwidthPackage', { ...plan, AutoPay: true, ...more });
  await stage.advance('16s');
  return String(body.CenBandwidthPackageId);
}

test('nobody pays by default; paid, the plan is absent first and then Idle, in lower case and to the minute', async () => {
  const stage = await openStage();
  const { body } = await stage.call('cen', 'CreateCenBandwidthPackage', {
    ...plan,
    'Tag.1.Key': 'team',
    'Tag.1.Value': 'net',
  });
  expect(body.CenBandwidthPackageId).toMatch(/^cenbwp-[a-z0-9]{18}$/);
  await stage.advance('1h');
  expect(await plans(stage)).toEqual([]);
  await stage.post(`/_sim/orders/${body.CenBandwidthPackageOrderId}/pay`);
  expect(await plans(stage)).toEqual([]);
  await stage.advance('16s');
  expect(await plans(stage)).toMatchObject([
    {
      CenBandwidthPackageId: body.CenBandwidthPackageId,
      Status: 'Idle',
      BusinessStatus: 'Normal',
      Bandwidth: 2,
      GeographicRegionAId: 'china',
      GeographicRegionBId: 'north-america',
      GeographicSpanId: 'north-america_china',
      IsCrossBorder: true,
      CreationTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/),
      HasReservationData: 'false',
      CenIds: { CenId: [] },
      Tags: { Tag: [{ Key: 'team', Value: 'net' }] },
    },
  ]);
  expect(await stage.rows('charges')).toMatchObject([{ amountMinor: 6_800 }]);
});

test('one ClientToken is one plan, and another request under it is refused', async () => {
  const stage = await openStage();
  const create = (more: Record<string, string | number>) =>
    stage.call('cen', 'CreateCenBandwidthPackage', { ...plan, ClientToken: 'token-1', ...more });
  const first = await create({});
  const again = await create({});
  expect(again.body.CenBandwidthPackageId).toBe(first.body.CenBandwidthPackageId);
  expect(again.body.CenBandwidthPackageOrderId).toBe(first.body.CenBandwidthPackageOrderId);
  expect(await create({ Bandwidth: 3 })).toMatchObject({ status: 400, body: { Code: 'IdempotenceParam.NotMatch' } });
  expect(await stage.rows('orders')).toHaveLength(1);
});

test('what the international site does not sell, and what no site sells', async () => {
  const stage = await openStage();
  const refused = async (more: Record<string, string | number>) =>
    (await stage.call('cen', 'CreateCenBandwidthPackage', { ...plan, ...more })).body.Code;
  expect(await refused({ BandwidthPackageChargeType: 'POSTPAY' })).toBe('UnSupported.ChargeType');
  expect(await refused({ Bandwidth: 1 })).toBe('ParameterIllegal.BandwidthPackage');
  expect(await refused({ Period: 5 })).toBe('InvalidParameter');
  expect(await refused({ Name: '1x' })).toBe('InvalidParameter');
  expect(await refused({ GeographicRegionAId: 'Mars' })).toBe('InvalidParameter');
  expect(await stage.rows('orders')).toEqual([]);
});

test("a partner's short quota is a 500 that leaves nothing", async () => {
  const stage = await openStage({ partnerQuotaShort: true });
  const refused = await stage.call('cen', 'CreateCenBandwidthPackage', plan);
  expect(refused).toMatchObject({ status: 500, body: { Code: 'PayFor.AccountMoneyValidateError' } });
  expect(await stage.rows('orders')).toEqual([]);
});

test('attaching takes a while and blocks what else is asked meanwhile', async () => {
  const stage = await openStage();
  const CenBandwidthPackageId = await livePlan(stage);
  const CenId = 'cen-demo000000000001';
  expect((await stage.call('cen', 'AssociateCenBandwidthPackage', { CenId, CenBandwidthPackageId })).status).toBe(200);
  expect(await stage.call('cen', 'AssociateCenBandwidthPackage', { CenId, CenBandwidthPackageId })).toMatchObject({
    status: 500,
    body: { Code: 'Operation.Blocking' },
  });
  await stage.advance('6s');
  expect(await plans(stage, { 'Filter.1.Key': 'CenId', 'Filter.1.Value.1': CenId })).toMatchObject([
    { Status: 'InUse', CenIds: { CenId: [CenId] } },
  ]);
  const twin = await livePlan(stage);
  expect((await stage.call('cen', 'AssociateCenBandwidthPackage', { CenId, CenBandwidthPackageId: twin })).status).toBe(
    409,
  );
  const limit = { CenId, LocalRegionId: 'cn-hangzhou', OppositeRegionId: 'us-west-1' };
  expect((await stage.call('cen', 'SetCenInterRegionBandwidthLimit', { ...limit, BandwidthLimit: 3 })).status).toBe(
    409,
  );
  expect((await stage.call('cen', 'SetCenInterRegionBandwidthLimit', { ...limit, BandwidthLimit: 2 })).status).toBe(
    200,
  );
  const unassociate = () => stage.call('cen', 'UnassociateCenBandwidthPackage', { CenId, CenBandwidthPackageId });
  expect((await unassociate()).body.Code).toBe('InvalidOperation.CenBandwidthLimitsNotZero');
  await stage.call('cen', 'SetCenInterRegionBandwidthLimit', { ...limit, BandwidthLimit: 0 });
  expect((await unassociate()).status).toBe(200);
});

test('a bandwidth change is charged at once, and says so when nothing changes', async () => {
  const stage = await openStage();
  const CenBandwidthPackageId = await livePlan(stage);
  const change = (Bandwidth: number) =>
    stage.call('cen', 'ModifyCenBandwidthPackageSpec', { CenBandwidthPackageId, Bandwidth });
  const changed = await change(4);
  expect(Object.keys(changed.body)).toEqual(['RequestId']);
  expect((await change(4)).body.Code).toBe('Operation.Failed');
  expect(await plans(stage)).toMatchObject([{ Bandwidth: 4 }]);
  expect(await stage.rows('charges')).toMatchObject([{ kind: 'New' }, { kind: 'Upgrade' }]);
});

test('a paid plan cannot be deleted, only refunded, and is gone afterwards', async () => {
  const stage = await openStage();
  const CenBandwidthPackageId = await livePlan(stage);
  const del = () => stage.call('cen', 'DeleteCenBandwidthPackage', { CenBandwidthPackageId });
  expect(await del()).toMatchObject({ status: 403, body: { Code: 'Forbidden.Release' } });
  const named = { ProductCode: 'cbn', ProductType: 'cbn_bwp_pre', InstanceId: CenBandwidthPackageId };
  const asked = await stage.call('bss', 'InquiryPriceRefundInstance', named);
  expect(inside(asked.body, 'Data').RefundAmount).toBeGreaterThan(67);
  const refund = await stage.call('bss', 'RefundInstance', { ...named, ClientToken: 'refund-1' });
  const replay = await stage.call('bss', 'RefundInstance', { ...named, ClientToken: 'refund-1' });
  expect(refund.body).toMatchObject({ Code: '200', Data: { OrderId: expect.any(Number) } });
  expect(replay.body.Data).toEqual(refund.body.Data);
  expect(await del()).toMatchObject({ status: 404, body: { Code: 'ParameterBwpInstanceId' } });
  expect((await stage.rows('orders')).map((order) => order.kind)).toEqual(['New', 'Refund']);
});

test('BSS renews, shows the new end, and switches automatic renewal', async () => {
  const stage = await openStage();
  const InstanceId = await livePlan(stage);
  const named = { ProductCode: 'cbn', ProductType: 'cbn_bwp_pre' };
  const instance = async () => {
    const reply = await stage.call('bss', 'QueryAvailableInstances', { InstanceIDs: InstanceId });
    return bodies(inside(reply.body, 'Data').InstanceList)[0];
  };
  expect(await instance()).toMatchObject({
    EndTime: expect.stringMatching(/^2026-02-10/),
    RenewStatus: 'ManualRenewal',
  });
  const renew = { ...named, InstanceId, RenewPeriod: 2, ClientToken: 'renew-1' };
  const renewed = await stage.call('bss', 'RenewInstance', renew);
  expect((await stage.call('bss', 'RenewInstance', renew)).body.Data).toEqual(renewed.body.Data);
  expect(await instance()).toMatchObject({ EndTime: expect.stringMatching(/^2026-04-10/) });
  expect(ordersOf(await stage.call('bss', 'QueryOrders', { OrderType: 'Renew' }))).toHaveLength(1);
  await stage.call('bss', 'SetRenewal', {
    ...named,
    InstanceIDs: InstanceId,
    RenewalStatus: 'AutoRenewal',
    RenewalPeriod: 1,
    RenewalPeriodUnit: 'M',
  });
  expect(await instance()).toMatchObject({ RenewStatus: 'AutoRenewal', RenewalDuration: 1, RenewalDurationUnit: 'M' });
});

test('tags can be added, listed and taken off', async () => {
  const stage = await openStage();
  const id = await livePlan(stage);
  const resource = { ResourceType: 'bandwidthpackage', 'ResourceId.1': id };
  await stage.call('cen', 'TagResources', { ...resource, 'Tag.1.Key': 'a', 'Tag.1.Value': 'b' });
  const listed = async () => {
    const reply = await stage.call('cen', 'ListTagResources', resource);
    return bodies(inside(reply.body, 'TagResources').TagResource);
  };
  expect(await listed()).toMatchObject([{ ResourceId: id, TagKey: 'a', TagValue: 'b' }]);
  await stage.call('cen', 'UntagResources', { ...resource, 'TagKey.1': 'a' });
  expect(await listed()).toEqual([]);
});
