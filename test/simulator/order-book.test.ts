import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStage, ordersOf, prepaidOrder, type Stage, scratchDir } from './support/stage.js';
import { ucloudCaller } from './support/ucloud-caller.js';

const region = { RegionId: 'cn-hangzhou' };
const marked = { ...prepaidOrder, 'Tag.1.Key': 'mark', 'Tag.1.Value': 'operation-7', ChannelCookie: 'secret' };
const plan = {
  ClientToken: 'token-7',
  Name: 'backbone',
  Bandwidth: 2,
  GeographicRegionAId: 'China',
  GeographicRegionBId: 'Europe',
  Period: 3,
  PricingCycle: 'Month',
  AutoPay: true,
  'Tag.1.Key': 'mark',
  'Tag.1.Value': 'operation-8',
};
const codes = { ProductCode: 'cbn', ProductType: 'cbn_bwp_pre' };

async function configsOf(stage: Stage): Promise<unknown[]> {
  const configs: unknown[] = [];
  for (const { orderId } of await stage.rows('orders')) {
    const details = ordersOf(await stage.call('bss', 'GetOrderDetail', { OrderId: String(orderId) }));
    configs.push(...details.map((detail) => (detail.Config === '' ? '' : JSON.parse(String(detail.Config)))));
  }
  return configs;
}

test('the billing detail shows the modules of an order, and neither marks nor tokens', async () => {
  const stage = await openStage();
  const wuying = (await stage.call('ecd', 'CreateNetworkPackage', { ...marked, AutoPay: true })).body;
  const cen = (await stage.call('cen', 'CreateCenBandwidthPackage', plan)).body;
  await stage.advance('1m');
  const np = String(wuying.NetworkPackageId);
  const InstanceId = String(cen.CenBandwidthPackageId);
  const terms = { Period: 1, PeriodUnit: 'Week', 'NetworkPackageId.1': np };
  await stage.call('ecd', 'RenewNetworkPackages', { ...region, ...terms });
  await stage.call('bss', 'RenewInstance', { ...codes, InstanceId, RenewPeriod: 2, ClientToken: 'token-8' });
  await stage.call('ecd', 'ModifyNetworkPackageBandwidth', { ...region, NetworkPackageId: np, Bandwidth: 20 });
  const configs = await configsOf(stage);
  expect(configs).toEqual([
    {
      Bandwidth: '10',
      OfficeSiteId: prepaidOrder.OfficeSiteId,
      PayType: 'PrePaid',
      InternetChargeType: 'PayByBandwidth',
      Period: '1',
      PeriodUnit: 'Month',
    },
    {
      Bandwidth: '2',
      GeographicRegionAId: 'China',
      GeographicRegionBId: 'Europe',
      Name: 'backbone',
      Period: '3',
      PricingCycle: 'Month',
    },
    { NetworkPackageId: np, Period: '1', PeriodUnit: 'Week' },
    { InstanceId, RenewPeriod: '2' },
    { NetworkPackageId: np, Bandwidth: '20' },
  ]);
  expect(JSON.stringify(configs)).not.toMatch(/operation-|token-|secret|Tag/);
});

test('each part of an order for several names its own package, and the vendor writes its own renewals', async () => {
  const stage = await openStage();
  const ids: string[] = [];
  for (const number of [1, 2]) {
    const OfficeSiteId = `cn-hangzhou+dir-${3_633_530_000 + number}`;
    const asked = { ...prepaidOrder, OfficeSiteId, AutoPay: true, AutoRenew: number === 1 };
    ids.push(String((await stage.call('ecd', 'CreateNetworkPackage', asked)).body.NetworkPackageId));
  }
  await stage.advance('1m');
  const both = Object.fromEntries(ids.map((id, index) => [`NetworkPackageId.${index + 1}`, id]));
  await stage.call('ecd', 'RenewNetworkPackages', { ...region, ...both, Period: 1, PeriodUnit: 'Month' });
  await stage.advance('52d');
  expect((await configsOf(stage)).slice(2)).toEqual([
    ...ids.map((NetworkPackageId) => ({ NetworkPackageId, Period: '1', PeriodUnit: 'Month' })),
    { NetworkPackageId: ids[0], Period: '1', PeriodUnit: 'Month' },
  ]);
});

test('the billing detail can also show the whole request, or nothing', async () => {
  const stage = await openStage({ orderConfig: 'request' });
  await stage.call('ecd', 'CreateNetworkPackage', marked);
  expect(await configsOf(stage)).toMatchObject([{ 'Tag.1.Value': 'operation-7', AutoPay: 'false' }]);
  await stage.post('/_sim/behaviour', { orderConfig: 'none' });
  expect(await configsOf(stage)).toEqual(['']);
});

test('the judge reads what an order was for, by when it must be paid, and what paying it did', async () => {
  const stage = await openStage();
  const { body } = await stage.call('ecd', 'CreateNetworkPackage', { ...marked, AutoRenew: true });
  const first = async () => (await stage.rows('orders'))[0];
  expect(await first()).toMatchObject({
    requestId: body.RequestId,
    request: { 'Tag.1.Value': 'operation-7', AutoPay: 'false' },
    purpose: { type: 'new', term: { count: 1, unit: 'Month' }, neverDelivered: false },
    unpaidUntil: expect.stringMatching(/^2026-01-17/),
    suspended: false,
    changes: [],
  });
  await stage.post(`/_sim/orders/${body.OrderId}/pay`);
  const { expiresAt } = (await stage.rows('packages'))[0] ?? {};
  const unchanged = { resourceId: body.NetworkPackageId, bandwidthBeforeMbps: 10, bandwidthAfterMbps: 10 };
  expect(await first()).toMatchObject({
    unpaidUntil: null,
    changes: [{ ...unchanged, expiresBefore: null, expiresAfter: expiresAt }],
  });
  await stage.advance('32d');
  expect((await stage.rows('orders'))[1]).toMatchObject({
    caller: 'vendor-auto-renewal',
    requestId: null,
    purpose: { type: 'renew', term: { count: 1, unit: 'Month' }, toMonthEnd: false },
    changes: [{ ...unchanged, expiresBefore: expiresAt, expiresAfter: expect.stringMatching(/^2026-03-10/) }],
  });
});

test('UGN: a renewal, a resize and a refund in the book', async () => {
  const stage = await openStage();
  const call = ucloudCaller(stage.url);
  const own = { ProjectId: 'org-demo', UGNID: 'ugn-demo00000001' };
  const terms = { PayMode: 'FixedBw', ChargeType: 'Month', Quantity: 1 };
  await call('CreateSimpleUGNBwPackage', { ...own, RegionA: 'hk', RegionB: 'sg', BandWidth: 2, ...terms });
  await stage.advance('1m');
  const id = String((await stage.rows('packages'))[0]?.resourceId);
  await call('CreateRenew', { ResourceId: id, Quantity: 2 });
  await call('ModifyUGNBandwidth', { ...own, PackageID: id, BandWidth: 5 });
  await call('DeleteUGNBwPackage', { ...own, BwPackageID: id });
  expect((await stage.rows('orders')).slice(1)).toMatchObject([
    {
      purpose: { type: 'renew', term: { count: 2, unit: 'Month' } },
      changes: [
        { expiresBefore: expect.stringMatching(/^2026-02-10/), expiresAfter: expect.stringMatching(/^2026-04-10/) },
      ],
    },
    { purpose: { type: 'resize', bandwidthMbps: 5 }, changes: [{ bandwidthBeforeMbps: 2, bandwidthAfterMbps: 5 }] },
    { purpose: { type: 'refund' }, changes: [], requestId: expect.any(String) },
  ]);
});

test('an order that risk control holds says since when, and when it was let go', async () => {
  const stage = await openStage();
  await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, PromotionId: 'risk-demo' });
  const [held] = await stage.rows('orders');
  expect(held).toMatchObject({
    suspended: true,
    suspendedAt: held?.createdAt,
    resumedAt: null,
    purpose: { type: 'suspendedNew', autoPay: false, bandwidthMbps: 10, term: { count: 1, unit: 'Month' } },
  });
  await stage.advance('1h');
  await stage.post(`/_sim/orders/${held?.orderId}/resume`);
  const [resumed] = await stage.rows('orders');
  expect(resumed).toMatchObject({ suspended: false, suspendedAt: held?.createdAt, purpose: { type: 'new' } });
  expect(Date.parse(String(resumed?.resumedAt))).toBeGreaterThan(Date.parse(String(held?.createdAt)));
});

test('a ledger from before these fields is still read', async () => {
  const dir = scratchDir();
  const before = await openStage({}, { stateDir: dir });
  await before.call('ecd', 'CreateNetworkPackage', prepaidOrder);
  const copy = scratchDir();
  const text = readFileSync(join(dir, 'ledger.jsonl'), 'utf8');
  const older = text
    .replace(/"suspendedAt":null,"resumedAt":null,/, '')
    .replace(/"requestId":"[^"]+",/, '')
    .replace(/,"changes":\[\]/, '');
  expect(older).not.toMatch(/suspendedAt|requestId|changes/);
  writeFileSync(join(copy, 'ledger.jsonl'), older);
  const after = await openStage({}, { stateDir: copy });
  expect(await after.rows('orders')).toMatchObject([{ requestId: null, suspendedAt: null, changes: [] }]);
});
