import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { movableClock } from '../../simulator/clock.js';
import { bodies, openStage, prepaidOrder, type Stage, scratchDir } from './support/stage.js';
import { ucloudCaller } from './support/ucloud-caller.js';

const region = { RegionId: 'cn-hangzhou' };
const plan = { ClientToken: 'once', Bandwidth: 2, GeographicRegionAId: 'China', GeographicRegionBId: 'Europe' };
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

const lateCalls = async (stage: Stage) => bodies((await stage.show('faults')).lateCalls);
const orders = (stage: Stage) => stage.rows('orders');
const secondsBetween = (from: unknown, to: unknown) => (Date.parse(String(to)) - Date.parse(String(from))) / 1000;

/** The next call of this action is cut off and kept. */
async function cutOff(stage: Stage, action: string, call: () => Promise<unknown>, seconds = 30): Promise<void> {
  await stage.fault(action, 'lateCommit', { count: 1, seconds });
  await expect(call()).rejects.toThrow();
}

test('the caller is cut off at once, and the order is placed when its time has come', async () => {
  const stage = await openStage();
  await stage.fault('CreateNetworkPackage', 'lateCommit', { count: 1 });
  await expect(stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true })).rejects.toThrow();
  await stage.advance('29s');
  expect(await orders(stage)).toEqual([]);
  expect(await lateCalls(stage)).toMatchObject([{ committedAt: null, outcome: null, orderIds: [] }]);
  await stage.advance('1h');
  const [call] = await lateCalls(stage);
  const [order] = await orders(stage);
  const [hit] = bodies((await stage.show('faults')).hits);
  expect(secondsBetween(call?.receivedAt, call?.dueAt)).toBe(30);
  expect(call).toMatchObject({ action: 'CreateNetworkPackage', outcome: 'done', committedAt: call?.dueAt });
  expect(call).toMatchObject({ caller: 'demo-key', requestId: hit?.requestId, orderIds: [order?.orderId] });
  expect(order).toMatchObject({ createdAt: call?.dueAt, paidAt: call?.dueAt, requestId: hit?.requestId });
  expect(await stage.rows('packages')).toMatchObject([{ status: 'InUse', createdAt: call?.dueAt }]);
  expect(await orders(stage)).toHaveLength(1);
});

test('a vendor call is enough to bring it about, and sees what came of it', async () => {
  const stage = await openStage();
  await cutOff(stage, 'CreateNetworkPackage', () =>
    stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true }),
  );
  await stage.advance('31s');
  const { body } = await stage.call('ecd', 'DescribeNetworkPackages', region);
  expect(bodies(body.NetworkPackages)).toMatchObject([{ NetworkPackageStatus: 'Creating' }]);
});

test('a clock that lives elsewhere may leap far over the time it was due', async () => {
  let at = Date.UTC(2028, 1, 29);
  const stage = await openStage({}, { clock: { now: () => Promise.resolve(at) } });
  await cutOff(stage, 'CreateNetworkPackage', () =>
    stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true }),
  );
  at += 45 * 86_400_000;
  expect(await orders(stage)).toMatchObject([{ createdAt: '2028-02-29T00:00:30.000Z', paymentStatus: 'Paid' }]);
  expect(await stage.rows('packages')).toMatchObject([
    { createdAt: '2028-02-29T00:00:30.000Z', expiresAt: '2028-03-29T00:00:30.000Z' },
  ]);
});

test('a restart in between loses nothing', async () => {
  const dir = scratchDir();
  const before = await openStage({}, { stateDir: dir });
  await cutOff(before, 'CreateCenBandwidthPackage', () => before.call('cen', 'CreateCenBandwidthPackage', plan));
  const copy = scratchDir();
  copyFileSync(join(dir, 'ledger.jsonl'), join(copy, 'ledger.jsonl'));
  const after = await openStage({}, { stateDir: copy, clock: movableClock() });
  expect(await orders(after)).toEqual([]);
  await after.advance('31s');
  const [call] = await lateCalls(after);
  expect(call).toMatchObject({ outcome: 'done', committedAt: call?.dueAt });
  expect(await orders(after)).toMatchObject([{ product: 'cen', createdAt: call?.dueAt, clientToken: 'once' }]);
  const last = scratchDir();
  copyFileSync(join(copy, 'ledger.jsonl'), join(last, 'ledger.jsonl'));
  const third = await openStage({}, { stateDir: last, clock: movableClock() });
  await third.advance('1d');
  expect(await orders(third)).toHaveLength(1);
  expect(await lateCalls(third)).toEqual(await lateCalls(after));
});

test('a token committed late answers its repeats', async () => {
  const stage = await openStage();
  const create = () => stage.call('cen', 'CreateCenBandwidthPackage', plan);
  await cutOff(stage, 'CreateCenBandwidthPackage', create);
  await stage.advance('31s');
  const { body } = await create();
  expect(await orders(stage)).toMatchObject([
    { orderId: body.CenBandwidthPackageOrderId, resourceId: body.CenBandwidthPackageId },
  ]);
  const other = await stage.call('cen', 'CreateCenBandwidthPackage', { ...plan, Bandwidth: 3 });
  expect(other.body.Code).toBe('IdempotenceParam.NotMatch');
});

test('a repeat of the token that comes first is the one that orders', async () => {
  const stage = await openStage();
  const create = () => stage.call('cen', 'CreateCenBandwidthPackage', plan);
  await cutOff(stage, 'CreateCenBandwidthPackage', create);
  await stage.advance('5s');
  const { body } = await create();
  await stage.advance('1m');
  expect(await lateCalls(stage)).toMatchObject([{ outcome: 'done', orderIds: [] }]);
  expect(await orders(stage)).toMatchObject([{ orderId: body.CenBandwidthPackageOrderId }]);
  expect((await create()).body.CenBandwidthPackageId).toBe(body.CenBandwidthPackageId);
});

test('without a token, late and repeated are two orders', async () => {
  const stage = await openStage();
  const create = () => stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, OfficeSiteId: '' });
  await cutOff(stage, 'CreateNetworkPackage', create);
  await create();
  await stage.advance('1m');
  expect(await orders(stage)).toHaveLength(2);
});

test('what has become impossible in between is refused, and nobody hears it', async () => {
  const stage = await openStage();
  const order = () => stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true });
  await cutOff(stage, 'CreateNetworkPackage', order);
  await order();
  await stage.advance('1m');
  expect(await lateCalls(stage)).toMatchObject([{ outcome: 'NetworkPackageExisted.OfficeSite', orderIds: [] }]);
  expect(await orders(stage)).toHaveLength(1);
});

test('destroying calls come late as well: a refund, a cancellation, a resize, a renewal', async () => {
  const stage = await openStage();
  const paid = { ...plan, AutoPay: true };
  const { CenBandwidthPackageId: id } = (await stage.call('cen', 'CreateCenBandwidthPackage', paid)).body;
  await stage.advance('1m');
  const bss = { ProductCode: 'cbn', ProductType: 'cbn_bwp_pre', InstanceId: String(id) };
  const unpaid = (await stage.call('ecd', 'CreateNetworkPackage', prepaidOrder)).body;
  const late: [string, () => Promise<unknown>][] = [
    [
      'ModifyCenBandwidthPackageSpec',
      () => stage.call('cen', 'ModifyCenBandwidthPackageSpec', { CenBandwidthPackageId: String(id), Bandwidth: 4 }),
    ],
    ['RenewInstance', () => stage.call('bss', 'RenewInstance', { ...bss, RenewPeriod: 1, ClientToken: 'renew' })],
    ['CancelOrder', () => stage.call('bss', 'CancelOrder', { OrderId: String(unpaid.OrderId) })],
    ['RefundInstance', () => stage.call('bss', 'RefundInstance', { ...bss, ClientToken: 'refund' })],
  ];
  for (const [index, [action, call]] of late.entries()) await cutOff(stage, action, call, 30 + index * 10);
  const untouched = await orders(stage);
  expect(untouched).toHaveLength(2);
  await stage.advance('2m');
  expect((await lateCalls(stage)).map((call) => call.outcome)).toEqual(Array(4).fill('done'));
  const after = await orders(stage);
  expect(after.map((order) => order.kind)).toEqual(['New', 'New', 'Upgrade', 'Renew', 'Refund']);
  expect(after.map((order) => order.paymentStatus)).toEqual(['Paid', 'Cancelled', 'Paid', 'Paid', 'Paid']);
  expect((await stage.rows('packages'))[0]).toMatchObject({ resourceId: id, status: 'Released' });
});

test('UCloud: ordered, resized, renewed and deleted late', async () => {
  const stage = await openStage();
  const call = ucloudCaller(stage.url, { way: 'json' });
  await cutOff(stage, 'CreateSimpleUGNBwPackage', () => call('CreateSimpleUGNBwPackage', line), 60);
  expect(bodies((await call('ListSimpleBwPackage')).body.BwPackages)).toEqual([]);
  await stage.advance('71s');
  const [row] = bodies((await call('ListSimpleBwPackage')).body.BwPackages);
  const [bought] = await lateCalls(stage);
  expect(row?.CreateTime).toBe(Math.floor(Date.parse(String(bought?.dueAt)) / 1000));
  const id = String(row?.PackageID);
  const own = { ProjectId: 'org-demo', UGNID: line.UGNID };
  await cutOff(stage, 'ModifyUGNBandwidth', () => call('ModifyUGNBandwidth', { ...own, PackageID: id, BandWidth: 5 }));
  await cutOff(stage, 'CreateRenew', () => call('CreateRenew', { ResourceId: id, Quantity: 1 }), 40);
  await cutOff(stage, 'DeleteUGNBwPackage', () => call('DeleteUGNBwPackage', { ...own, BwPackageID: id }), 50);
  await cutOff(stage, 'CreateRenew', () => call('CreateRenew', { ResourceId: id, Quantity: 1 }), 60);
  expect(await orders(stage)).toHaveLength(1);
  await stage.advance('2m');
  expect((await orders(stage)).map((order) => order.kind)).toEqual(['New', 'Upgrade', 'Renew', 'Refund']);
  expect((await lateCalls(stage)).map((one) => one.outcome)).toEqual(['done', 'done', 'done', 'done', '66003']);
});

test('what struck the call on arrival strikes it when it is processed', async () => {
  const stage = await openStage();
  await stage.fault('CreateNetworkPackage', 'riskRejection', { count: 1 });
  await cutOff(stage, 'CreateNetworkPackage', () => stage.call('ecd', 'CreateNetworkPackage', prepaidOrder));
  await stage.advance('31s');
  expect(await lateCalls(stage)).toMatchObject([{ outcome: 'RISK.RISK_CONTROL_REJECTION' }]);
  expect(await orders(stage)).toMatchObject([{ paymentStatus: 'Suspended' }]);
});

test('reading calls are never held back, and nobody is kept whose signature or nonce was wrong', async () => {
  const stage = await openStage();
  await stage.fault('*', 'lateCommit');
  expect((await stage.call('ecd', 'DescribeNetworkPackages', region)).status).toBe(200);
  expect((await stage.call('bss', 'QueryOrders')).status).toBe(200);
  expect((await ucloudCaller(stage.url)('GetBalance')).body.RetCode).toBe(0);
  const forged = stage.caller({ secret: 'guessed' });
  expect((await forged('ecd', 'CreateNetworkPackage', prepaidOrder)).body.Code).toBe('SignatureDoesNotMatch');
  const replayed = stage.caller({ nonce: 'used' });
  await expect(replayed('ecd', 'CreateNetworkPackage', prepaidOrder)).rejects.toThrow();
  expect((await replayed('ecd', 'CreateNetworkPackage', prepaidOrder)).body.Code).toBe('SignatureNonceUsed');
  expect(await lateCalls(stage)).toHaveLength(1);
});
