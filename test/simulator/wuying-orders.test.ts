import { expect, test } from 'vitest';
import { bodies, openStage, ordersOf, prepaidOrder } from './support/stage.js';

test('an unpaid package is hidden, then Creating, then InUse with an address', async () => {
  const stage = await openStage();
  const created = await stage.call('ecd', 'CreateNetworkPackage', {
    ...prepaidOrder,
    'Tag.1.Key': 'mark',
    'Tag.1.Value': 'a b*~/',
  });
  expect(created.status).toBe(200);
  expect(created.body.NetworkPackageId).toMatch(/^np-[a-z0-9]{13}$/);
  expect(created.body.OrderId).toMatch(/^\d{15}$/);

  const describe = async () =>
    bodies((await stage.call('ecd', 'DescribeNetworkPackages', { RegionId: 'cn-hangzhou' })).body.NetworkPackages);
  expect(await describe()).toEqual([]);
  const unpaid = ordersOf(await stage.call('bss', 'QueryOrders', { PaymentStatus: 'unpaid' }));
  expect(unpaid).toMatchObject([{ OrderId: created.body.OrderId, PaymentStatus: 'Unpaid', PretaxAmount: '200.00' }]);

  expect((await stage.post(`/_sim/orders/${created.body.OrderId}/pay`)).status).toBe(200);
  expect(await describe()).toMatchObject([{ NetworkPackageStatus: 'Creating', EipAddresses: [] }]);
  await stage.advance('31s');
  expect(await describe()).toMatchObject([
    {
      NetworkPackageId: created.body.NetworkPackageId,
      NetworkPackageStatus: 'InUse',
      Bandwidth: 10,
      OfficeSiteId: prepaidOrder.OfficeSiteId,
      Tags: [{ Key: 'mark', Value: 'a b*~/' }],
      EipAddresses: [expect.stringMatching(/^198\.51\./)],
    },
  ]);
  const [detail] = ordersOf(await stage.call('bss', 'GetOrderDetail', { OrderId: String(created.body.OrderId) }));
  expect(detail).toMatchObject({ PaymentStatus: 'Paid', InstanceIDs: JSON.stringify([created.body.NetworkPackageId]) });
  expect(await stage.rows('charges')).toMatchObject([
    { amountMinor: 20_000, resourceId: created.body.NetworkPackageId },
  ]);
});

test('an order nobody pays is cancelled after seven days and cannot come back', async () => {
  const stage = await openStage();
  const { body } = await stage.call('ecd', 'CreateNetworkPackage', prepaidOrder);
  await stage.advance('7d');
  const [order] = ordersOf(await stage.call('bss', 'GetOrderDetail', { OrderId: String(body.OrderId) }));
  expect(order).toMatchObject({ PaymentStatus: 'Cancelled' });
  expect((await stage.post(`/_sim/orders/${body.OrderId}/pay`)).status).toBe(409);
});

test('without times QueryOrders shows the last hour only', async () => {
  const stage = await openStage();
  const { body } = await stage.call('ecd', 'CreateNetworkPackage', prepaidOrder);
  await stage.advance('61m');
  expect(ordersOf(await stage.call('bss', 'QueryOrders'))).toEqual([]);
  const asked = await stage.call('bss', 'QueryOrders', { CreateTimeStart: '2026-01-10T00:00:00Z' });
  expect(ordersOf(asked)).toMatchObject([{ OrderId: body.OrderId }]);
});

test('an unpaid order can be cancelled once', async () => {
  const stage = await openStage();
  const { body } = await stage.call('ecd', 'CreateNetworkPackage', prepaidOrder);
  const cancel = () => stage.call('bss', 'CancelOrder', { OrderId: String(body.OrderId) });
  expect((await cancel()).body).toMatchObject({ Success: true, Code: 'Success' });
  expect(await cancel()).toMatchObject({ status: 400, body: { Code: 'InvalidOrderStatus' } });
});

test('risk control suspends the order: no id comes back, and customer service can bring it to life', async () => {
  const stage = await openStage();
  const refused = await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, PromotionId: 'risk-demo' });
  expect(refused).toMatchObject({ status: 400, body: { Code: 'RISK.RISK_CONTROL_REJECTION' } });
  const [order] = await stage.rows('orders');
  expect(order).toMatchObject({ paymentStatus: 'Suspended', resourceId: null });
  expect(ordersOf(await stage.call('bss', 'QueryOrders'))).toEqual([]);

  await stage.post(`/_sim/orders/${order?.orderId}/resume`);
  expect(ordersOf(await stage.call('bss', 'QueryOrders'))).toMatchObject([{ PaymentStatus: 'Unpaid' }]);
  await stage.post(`/_sim/orders/${order?.orderId}/pay`);
  await stage.advance('1m');
  expect(await stage.rows('packages')).toMatchObject([{ status: 'InUse', billing: true }]);
});

test('listing pages through everything exactly once', async () => {
  const stage = await openStage();
  for (let site = 1; site <= 25; site++) {
    const OfficeSiteId = `cn-hangzhou+dir-${3_633_530_000 + site}`;
    await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, OfficeSiteId, AutoPay: true });
  }
  const seen: unknown[] = [];
  let NextToken = '';
  do {
    const page = await stage.call('ecd', 'DescribeNetworkPackages', {
      RegionId: 'cn-hangzhou',
      MaxResults: 10,
      NextToken,
    });
    seen.push(...bodies(page.body.NetworkPackages).map((row) => row.NetworkPackageId));
    NextToken = String(page.body.NextToken);
  } while (NextToken !== '');
  expect(seen).toHaveLength(25);
  expect(new Set(seen).size).toBe(25);
});
