import { expect, test } from 'vitest';
import { accepted, simulatedClouds } from './support/simulator.js';

const plan = {
  ClientToken: 'op-1/attempt-1',
  Name: 'leaseline-test',
  Bandwidth: 2,
  GeographicRegionAId: 'China',
  GeographicRegionBId: 'North-America',
  BandwidthPackageChargeType: 'PREPAY',
  Period: 1,
  PricingCycle: 'Month',
  Tag: [{ Key: 'leaseline', Value: 'op-1' }],
} as const;

test('a plan is ordered once under one token, paid, seen, attached, renamed, resized, detached and refused deletion', async () => {
  const clouds = await simulatedClouds();
  const { cen, bss } = clouds;
  const placed = accepted(await cen.createCenBandwidthPackage({ ...plan, AutoPay: false }, {}));
  expect(accepted(await cen.createCenBandwidthPackage({ ...plan, AutoPay: false }, {}))).toEqual(placed);
  const orderId = placed.CenBandwidthPackageOrderId ?? '';
  expect((await bss.getOrderDetail({ OrderId: orderId }, {})).value.Orders).toMatchObject([
    { PaymentStatus: 'Unpaid' },
  ]);
  expect(await cen.listAllCenBandwidthPackages({}, {})).toMatchObject({ items: [], complete: true });

  await clouds.control('POST', `orders/${orderId}/pay`);
  const id = { CenBandwidthPackageId: placed.CenBandwidthPackageId };
  const listing = await cen.listAllCenBandwidthPackages({}, {});
  expect(listing).toMatchObject({
    complete: true,
    items: [
      {
        ...id,
        Name: plan.Name,
        Bandwidth: 2,
        Status: 'Idle',
        GeographicRegionAId: 'China',
        GeographicRegionBId: 'North-America',
        CenIds: [],
        Tags: [{ Key: 'leaseline', Value: 'op-1' }],
      },
    ],
  });

  const cenId = 'cen-demo000000000001';
  accepted(await cen.associateCenBandwidthPackage({ ...id, CenId: cenId }, {}));
  const byId = { Filter: [{ Key: 'CenBandwidthPackageId', Value: [placed.CenBandwidthPackageId] }] };
  expect((await cen.listAllCenBandwidthPackages(byId, {})).items).toMatchObject([{ Status: 'InUse', CenIds: [cenId] }]);
  accepted(await cen.modifyCenBandwidthPackageAttribute({ ...id, Name: 'renamed' }, {}));
  accepted(await cen.modifyCenBandwidthPackageSpec({ ...id, Bandwidth: 5 }, {}));
  accepted(await cen.unassociateCenBandwidthPackage({ ...id, CenId: cenId }, {}));
  expect((await cen.listAllCenBandwidthPackages(byId, {})).items).toMatchObject([
    { Status: 'Idle', Name: 'renamed', Bandwidth: 5 },
  ]);
  expect(await cen.deleteCenBandwidthPackage(id, {})).toMatchObject({ kind: 'refused', code: 'Forbidden.Release' });
});

test('billing renews a plan, switches its renewal, prices and makes its refund, and knows the balance', async () => {
  const { cen, bss } = await simulatedClouds();
  const { CenBandwidthPackageId: planId } = accepted(
    await cen.createCenBandwidthPackage({ ...plan, AutoPay: true }, {}),
  );
  const product = { ProductCode: 'cbn', ProductType: 'cbn_bwp_pre' };
  const instance = { ...product, InstanceId: planId };
  const ends = async () => (await cen.listAllCenBandwidthPackages({}, {})).items[0]?.ExpiredTime ?? '';

  const before = await ends();
  const renewal = { ...instance, RenewPeriod: 1, ClientToken: 'renew-1' };
  const renewed = accepted(await bss.renewInstance(renewal, {}));
  expect(accepted(await bss.renewInstance(renewal, {}))).toEqual(renewed);
  expect((await ends()) > before).toBe(true);

  accepted(
    await bss.setRenewal(
      { ...product, InstanceIDs: [planId], RenewalStatus: 'NotRenewal', SubscriptionType: 'Subscription' },
      {},
    ),
  );
  expect((await bss.queryAvailableInstances({ InstanceIDs: [planId] }, {})).value.InstanceList).toMatchObject([
    { InstanceID: planId, RenewStatus: 'NotRenewal' },
  ]);

  const quote = await bss.getSubscriptionPrice(
    {
      ...product,
      SubscriptionType: 'Subscription',
      OrderType: 'NewOrder',
      ModuleList: [{ ModuleCode: 'Bandwidth', Config: 'Bandwidth:2' }],
      ServicePeriodUnit: 'Month',
      ServicePeriodQuantity: 1,
    },
    {},
  );
  expect(quote.value).toMatchObject({ TradePrice: '68', Currency: 'USD' });

  const balance = async () => Number((await bss.queryAccountBalance({})).value.AvailableAmount);
  const poor = await balance();
  const price = await bss.inquiryPriceRefundInstance({ ...instance, ClientToken: 'refund-1' }, {});
  expect(Number(price.value.RefundAmount)).toBeGreaterThan(0);
  const refund = { ...instance, ClientToken: 'refund-1', ImmediatelyRelease: '1' } as const;
  expect(accepted(await bss.refundInstance(refund, {})).OrderId).toMatch(/^\d+$/);
  expect(await balance()).toBeGreaterThan(poor);
});
