import { expect, test } from 'vitest';
import { EcdClient } from '../../clouds/alibaba/ecd.js';
import { accepted, simulatedClouds, today } from './support/simulator.js';

const region = { RegionId: 'cn-hangzhou' } as const;
const order = {
  ...region,
  Bandwidth: 10,
  OfficeSiteId: 'cn-hangzhou+dir-3633530001',
  PayType: 'PrePaid',
  InternetChargeType: 'PayByBandwidth',
  Period: 1,
  PeriodUnit: 'Month',
  Tag: [{ Key: 'leaseline', Value: 'op-1' }],
} as const;

test('a package is ordered, paid by a person, seen, resized, renewed, moved and refused deletion within its term', async () => {
  const clouds = await simulatedClouds({ orderIdDigits: 19 });
  const { ecd, bss } = clouds;
  const placed = accepted(await ecd.createNetworkPackage({ ...order, AutoPay: false }, {}));
  const orderId = placed.OrderId ?? '';
  expect(orderId).toMatch(/^\d{19}$/);
  expect((await bss.getOrderDetail({ OrderId: orderId }, {})).value.Orders).toMatchObject([
    { OrderId: orderId, PaymentStatus: 'Unpaid', InstanceIDs: [] },
  ]);
  expect((await ecd.listAllNetworkPackages(region, {})).items).toEqual([]);

  await clouds.control('POST', `orders/${orderId}/pay`);
  expect((await bss.getOrderDetail({ OrderId: orderId }, {})).value.Orders).toMatchObject([
    { PaymentStatus: 'Paid', InstanceIDs: [placed.NetworkPackageId] },
  ]);
  const id = { ...region, NetworkPackageId: placed.NetworkPackageId };
  const listing = await ecd.listAllNetworkPackages(region, {});
  expect(listing).toMatchObject({
    complete: true,
    items: [
      {
        NetworkPackageId: placed.NetworkPackageId,
        Bandwidth: 10,
        NetworkPackageStatus: 'InUse',
        OfficeSiteId: order.OfficeSiteId,
        Tags: [{ Key: 'leaseline', Value: 'op-1' }],
      },
    ],
  });
  expect(listing.vendorTime).toMatch(/^\d{4}-\d\d-\d\dT/);

  const resize = accepted(await ecd.modifyNetworkPackageBandwidth({ ...id, Bandwidth: 20, AutoPay: true }, {}));
  const renewal = accepted(
    await ecd.renewNetworkPackages(
      { ...region, NetworkPackageId: [placed.NetworkPackageId], Period: 1, PeriodUnit: 'Month', AutoPay: true },
      {},
    ),
  );
  const orders = await bss.queryAllOrders(today(), {});
  expect(orders.complete).toBe(true);
  expect(orders.items.map((item) => [item.OrderId, item.OrderType])).toEqual(
    expect.arrayContaining([
      [orderId, 'New'],
      [resize.OrderId, 'Upgrade'],
      [renewal.OrderId, 'Renew'],
    ]),
  );

  accepted(await ecd.dissociateNetworkPackage(id, {}));
  const site = 'cn-hangzhou+dir-3633530002';
  accepted(await ecd.associateNetworkPackage({ ...id, OfficeSiteId: site }, {}));
  const sites = await ecd.describeOfficeSites({ ...region, OfficeSiteId: [site] }, {});
  expect(sites.value.OfficeSites).toMatchObject([{ OfficeSiteId: site, NetworkPackageId: placed.NetworkPackageId }]);

  expect(await ecd.deleteNetworkPackages({ ...region, NetworkPackageId: [placed.NetworkPackageId] }, {})).toMatchObject(
    {
      kind: 'refused',
      code: 'IncorrectNetworkPackageStatus.DeletionNotSupport',
    },
  );
});

test('what a package, a resize and a renewal would cost', async () => {
  const { ecd } = await simulatedClouds();
  const { NetworkPackageId } = accepted(await ecd.createNetworkPackage({ ...order, AutoPay: true }, {}));
  const instance = { ...region, InstanceId: NetworkPackageId };
  const term = { Period: 1, PeriodUnit: 'Month' };
  const quotes = await Promise.all([
    ecd.describePrice(
      { ...region, ResourceType: 'Bandwidth', Bandwidth: 10, InternetChargeType: 'PayByBandwidth', ...term },
      {},
    ),
    ecd.describeModificationPrice({ ...instance, Bandwidth: 20, ResourceType: 'NetworkPackage' }, {}),
    ecd.describeRenewalPrice({ ...instance, ResourceType: 'Bandwidth', ...term }, {}),
  ]);
  const prices = quotes.map((quote) => quote.value.PriceInfo.Price);
  expect(prices.map((price) => price.Currency)).toEqual(['USD', 'USD', 'USD']);
  expect(prices[0]?.TradePrice).toBe('200');
  expect(prices[2]?.TradePrice).toBe('200');
  expect(Number(prices[1]?.TradePrice)).toBeGreaterThan(0);
});

test('a pay-as-you-go package can be deleted, an unpaid order cancelled', async () => {
  const { ecd, bss } = await simulatedClouds();
  const metered = accepted(
    await ecd.createNetworkPackage({ ...region, Bandwidth: 5, PayType: 'PostPaid', AutoPay: true }, {}),
  );
  accepted(await ecd.deleteNetworkPackages({ ...region, NetworkPackageId: [metered.NetworkPackageId] }, {}));
  const unpaid = accepted(await ecd.createNetworkPackage({ ...order, AutoPay: false }, {}));
  accepted(await bss.cancelOrder({ OrderId: unpaid.OrderId ?? '' }, {}));
  expect((await bss.queryAllOrders({ ...today(), PaymentStatus: 'Cancelled' }, {})).items).toMatchObject([
    { OrderId: unpaid.OrderId, PaymentStatus: 'Cancelled' },
  ]);
});

test('a wrong secret is told from a wrong key', async () => {
  const { alibaba } = await simulatedClouds();
  const wrongSecret = new EcdClient(alibaba({ credentials: { accessKeyId: 'demo-key', accessKeySecret: 'nope' } }));
  const wrongKey = new EcdClient(alibaba({ credentials: { accessKeyId: 'nobody', accessKeySecret: 'nope' } }));
  await expect(wrongSecret.describeNetworkPackages(region, {})).rejects.toMatchObject({
    kind: 'refused',
    code: 'SignatureDoesNotMatch',
  });
  await expect(wrongKey.describeNetworkPackages(region, {})).rejects.toMatchObject({
    kind: 'refused',
    code: 'InvalidAccessKeyId.NotFound',
  });
});

test('risk control suspends, and the order is not called refused', async () => {
  const { ecd } = await simulatedClouds();
  const outcome = await ecd.createNetworkPackage({ ...order, AutoPay: false, PromotionId: 'risk-demo' }, {});
  expect(outcome).toMatchObject({ kind: 'suspended', code: 'RISK.RISK_CONTROL_REJECTION' });
});
