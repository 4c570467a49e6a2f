import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { movableClock } from '../../simulator/clock.js';
import { startSimulator } from '../../simulator/server.js';
import { openStage, prepaidOrder, type Stage, scratchDir, stageAt } from './support/stage.js';

const ledger = 'ledger.jsonl';

/** What a process that was killed now would leave behind. */
function remains(dir: string): string {
  const copy = scratchDir();
  copyFileSync(join(dir, ledger), join(copy, ledger));
  return copy;
}

async function everything(stage: Stage) {
  const [orders, charges, packages, balances, faults] = await Promise.all([
    stage.show('orders'),
    stage.show('charges'),
    stage.show('packages'),
    stage.show('balances'),
    stage.show('faults'),
  ]);
  return {
    orders,
    charges,
    packages,
    balances,
    rules: faults.rules,
    hits: faults.hits,
    calls: await stage.show('calls'),
  };
}

test('killed at any moment, it comes back with every order, charge, package, call, fault and its clock', async () => {
  const dir = scratchDir();
  const before = await openStage({}, { stateDir: dir });
  await before.fault('QueryOrders', 'throttle', { count: 5 });
  await before.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true });
  await before.call('bss', 'QueryOrders');
  await before.call('cen', 'CreateCenBandwidthPackage', {
    ClientToken: 'kept',
    Bandwidth: 2,
    GeographicRegionAId: 'China',
    GeographicRegionBId: 'Europe',
  });
  await before.advance('40d');
  const copy = remains(dir);
  const known = await everything(before);

  const after = await openStage({}, { stateDir: copy, clock: movableClock() });
  expect(await everything(after)).toEqual(known);
  const [first] = await after.rows('orders');
  expect(first).toMatchObject({ createdAt: expect.stringMatching(/^2026-01-10/) });
  expect((await after.show('healthz')).now).toMatch(/^2026-02-19/);
  const again = await after.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, OfficeSiteId: '' });
  expect((await after.rows('orders')).filter((order) => order.orderId === again.body.OrderId)).toHaveLength(1);
});

test('a nonce stays used and a ClientToken stays known after the kill', async () => {
  const dir = scratchDir();
  const before = await openStage({}, { stateDir: dir });
  const plan = { ClientToken: 'kept', Bandwidth: 2, GeographicRegionAId: 'China', GeographicRegionBId: 'Europe' };
  const first = await before.call('cen', 'CreateCenBandwidthPackage', plan);
  await before.caller({ nonce: 'once' })('ecd', 'DescribeRegions');
  const after = await openStage({}, { stateDir: remains(dir) });
  const second = await after.call('cen', 'CreateCenBandwidthPackage', plan);
  expect(second.body.CenBandwidthPackageId).toBe(first.body.CenBandwidthPackageId);
  expect((await after.caller({ nonce: 'once' })('ecd', 'DescribeRegions')).body.Code).toBe('SignatureNonceUsed');
});

test('a torn last line was never answered for, and is dropped', async () => {
  const dir = scratchDir();
  const before = await openStage({}, { stateDir: dir });
  await before.call('ecd', 'CreateNetworkPackage', prepaidOrder);
  const copy = remains(dir);
  appendFileSync(join(copy, ledger), '{"orders":{"put":[{"orderId":"23');
  const after = await openStage({}, { stateDir: copy });
  expect(await after.rows('orders')).toHaveLength(1);
  expect(readFileSync(join(copy, ledger), 'utf8')).not.toContain('"orderId":"23\n');
});

test('a damaged ledger is an error that names the line, never a fresh start', async () => {
  const dir = scratchDir();
  const before = await openStage({}, { stateDir: dir });
  await before.call('ecd', 'CreateNetworkPackage', prepaidOrder);
  const copy = remains(dir);
  const text = readFileSync(join(copy, ledger), 'utf8');
  writeFileSync(join(copy, ledger), text.replace('{', '!'));
  const start = startSimulator({ port: 0, stateDir: copy, clock: movableClock() });
  await expect(start).rejects.toThrow(/damaged at line 1/);
});

test('a second simulator on the same ledger takes it over, and the first one stops answering', async () => {
  const dir = scratchDir();
  const first = await openStage({}, { stateDir: dir });
  await first.call('ecd', 'CreateNetworkPackage', prepaidOrder);
  const second = await openStage({}, { stateDir: dir });
  expect((await first.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, OfficeSiteId: '' })).status).toBe(500);
  expect(await second.rows('orders')).toHaveLength(1);
});

test('what the control plane changed is kept, what it did not touch is taken from the new start', async () => {
  const dir = scratchDir();
  const before = await openStage({ unpaidOrderDays: 3 }, { stateDir: dir });
  await before.post('/_sim/behaviour', { prices: { cenMinor: 1 } });
  const after = await openStage({ unpaidOrderDays: 5 }, { stateDir: remains(dir) });
  expect(await after.show('behaviour')).toMatchObject({
    unpaidOrderDays: 5,
    prices: { cenMinor: 1, ugnMinor: 20_000 },
  });
});

test('a taken port is an error, not a wait', async () => {
  const running = await startSimulator({ port: 0, stateDir: null, clock: movableClock() });
  onTestFinished(() => running.close());
  expect((await stageAt(running.url).show('healthz')).status).toBe('ok');
  const second = startSimulator({ port: running.port, stateDir: null, clock: movableClock() });
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
