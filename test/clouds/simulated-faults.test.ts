import { expect, test } from 'vitest';
import { accepted, simulatedClouds, today } from './support/simulator.js';

const region = { RegionId: 'cn-hangzhou' } as const;
const metered = { ...region, Bandwidth: 5, PayType: 'PostPaid', AutoPay: true } as const;

async function withFault(action: string, fault: string, more: object = {}) {
  const clouds = await simulatedClouds({ orderIdDigits: 19 });
  await clouds.control('POST', 'faults', { rules: [{ action, fault, count: 1, ...more }] });
  return clouds;
}

test.each([
  ['dropBefore', 0],
  ['dropAfter', 1],
  ['badGatewayAfter', 1],
  ['internalErrorAfter', 1],
  ['serviceUnavailable', 0],
])('%s: unknown either way, and the vendor got one order at most', async (fault, bought) => {
  const { ecd } = await withFault('CreateNetworkPackage', fault);
  expect((await ecd.createNetworkPackage(metered, {})).kind).toBe('unknown');
  expect((await ecd.listAllNetworkPackages(region, {})).items).toHaveLength(bought);
});

test('throttled says how long to wait, and nothing was bought', async () => {
  const { ecd } = await withFault('CreateNetworkPackage', 'throttleWithRetryAfter', { seconds: 2 });
  expect(await ecd.createNetworkPackage(metered, {})).toMatchObject({ kind: 'throttled', afterMs: 2000 });
  expect((await ecd.listAllNetworkPackages(region, {})).items).toEqual([]);
});

test('an order id sent as a 19-digit number is the order that billing knows', async () => {
  const { ecd, bss } = await withFault('CreateNetworkPackage', 'orderIdAsNumber');
  const { OrderId } = accepted(await ecd.createNetworkPackage(metered, {}));
  const known = (await bss.queryAllOrders(today(), {})).items.map((order) => order.OrderId);
  expect(known).toEqual([OrderId]);
});

test('one package as a bare object is still a list of one', async () => {
  const { ecd } = await withFault('DescribeNetworkPackages', 'bareObject');
  const { NetworkPackageId } = accepted(await ecd.createNetworkPackage(metered, {}));
  const { items } = await ecd.listAllNetworkPackages(region, {});
  expect(items.map((item) => item.NetworkPackageId)).toEqual([NetworkPackageId]);
});

test('billing that fails on HTTP 200 is not read as no orders', async () => {
  const { bss } = await withFault('QueryOrders', 'successFalse');
  await expect(bss.queryAllOrders(today(), {})).rejects.toMatchObject({ name: 'CloudReadError' });
});

const ugnOrder = {
  ProjectId: 'org-demo',
  UGNID: 'ugn-demo00000001',
  RegionA: 'cn-bj2',
  RegionB: 'hk',
  BandWidth: 5,
  PayMode: 'FixedBw',
  ChargeType: 'Month',
  Quantity: 1,
} as const;

test.each([
  ['dropAfter', 'unknown', 1],
  ['badGatewayAfter', 'unknown', 1],
  ['internalErrorAfter', 'unknown', 1],
  ['serviceUnavailable', 'unknown', 0],
  ['throttle', 'throttled', 0],
  ['retCodeAsString', 'accepted', 1],
])('UGN, %s: %s', async (fault, kind, bought) => {
  const { ugn } = await withFault('CreateSimpleUGNBwPackage', fault);
  expect((await ugn.createSimpleUGNBwPackage(ugnOrder, {})).kind).toBe(kind);
  expect((await ugn.listAllSimpleBwPackages({ ProjectId: 'org-demo' }, {})).items).toHaveLength(bought);
});

test('UBill, RetCode 0 around a failure: the flag is not called switched', async () => {
  const { ugn, ubill } = await withFault('ModifyAutoRenewFlag', 'autoRenewPartialFailure');
  accepted(await ugn.createSimpleUGNBwPackage(ugnOrder, {}));
  const [bought] = (await ugn.listAllSimpleBwPackages({ ProjectId: 'org-demo' }, {})).items;
  const flag = { ResourceId: bought?.PackageID ?? '', Flag: 'TURN_OFF' } as const;
  expect((await ubill.modifyAutoRenewFlag(flag, {})).kind).not.toBe('accepted');
  expect((await ubill.modifyAutoRenewFlag(flag, {})).kind).toBe('accepted');
});

test.each([
  ['missingItem', false, 1],
  // A wrong site adds up as well: only what knows of something else can tell.
  ['emptyList', true, 0],
  ['duplicateItem', true, 2],
])('CEN, %s: only a listing that adds up is complete', async (fault, complete, shown) => {
  const { cen } = await withFault('DescribeCenBandwidthPackages', fault);
  for (const GeographicRegionBId of ['Europe', 'North-America']) {
    const plan = { ClientToken: GeographicRegionBId, Bandwidth: 2, GeographicRegionAId: 'China', GeographicRegionBId };
    const prepaid = { BandwidthPackageChargeType: 'PREPAY', Period: 1, AutoPay: true };
    accepted(await cen.createCenBandwidthPackage({ ...plan, ...prepaid }, {}));
  }
  const listing = await cen.listAllCenBandwidthPackages({}, {});
  expect(listing.complete).toBe(complete);
  expect(listing.items).toHaveLength(shown);
});
