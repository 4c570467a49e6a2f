import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS } from '../../model/product.js';
import { Harness, type PackageHandle } from '../support/harness.js';
import { autoPaid, monthly } from './documents.js';
import { callsTo, ordersOfKind } from './judge.js';
import { resizeInConsole } from './vendor-console.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const isQuiet = (state: PackageState) => state.status === 'Active' && state.waitingFor === null;
const RESIZES = {
  wuying: 'ModifyNetworkPackageBandwidth',
  cen: 'ModifyCenBandwidthPackageSpec',
  ugn: 'ModifyUGNBandwidth',
} as const;

describe('a change of bandwidth', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 30s, idle: 30d }', resend: 'afterProof' });
  });
  afterEach(() => harness.control.clearFaults());
  afterAll(() => harness.stop());

  it.each(PRODUCTS)('%s: is done once, and counts when the vendor shows it', async (product) => {
    const pack = await harness.order(autoPaid(product, `${product}-grows`));
    await pack.until(isQuiet);
    await pack.say('resize', { bandwidthMbps: 20 });
    const grown = await pack.until((state) => isQuiet(state) && state.bandwidthMbps === 20);
    expect(grown.spec.order).toMatchObject(product === 'ugn' ? { bandWidth: 20 } : { bandwidth: 20 });
    expect(await ordersOfKind(pack, 'Upgrade')).toHaveLength(1);
  });

  it.each(PRODUCTS)('%s: a lost answer is found by the new bandwidth and not ordered again', async (product) => {
    const pack = await harness.order(autoPaid(product, `${product}-lost`));
    await pack.until(isQuiet);
    await harness.control.faults([{ action: RESIZES[product], fault: 'dropAfter', count: 1 }]);
    const before = await callsTo(harness, RESIZES[product]);
    await pack.say('resize', { bandwidthMbps: 20 });
    await pack.until((state) => isQuiet(state) && state.bandwidthMbps === 20, 2 * HOUR_MS);
    expect((await callsTo(harness, RESIZES[product])) - before).toBe(1);
  });

  it.each(PRODUCTS)('%s: a call that never arrived is sent again, once that is proved', async (product) => {
    const pack = await harness.order(autoPaid(product, `${product}-cut`));
    await pack.until(isQuiet);
    await harness.control.faults([{ action: RESIZES[product], fault: 'dropBefore', count: 1 }]);
    await pack.say('resize', { bandwidthMbps: 20 });
    await pack.until((state) => isQuiet(state) && state.bandwidthMbps === 20, 2 * HOUR_MS);
    expect(await ordersOfKind(pack, 'Upgrade')).toHaveLength(1);
  });

  it('WUYING: an order that waits for a person is paid before the line grows', async () => {
    const pack = await harness.order(monthly('wuying', 'paid-by-hand'));
    await pack.until((state) => state.waitingFor === 'payment');
    await harness.control.payAll();
    await pack.until(isQuiet, HOUR_MS);
    await pack.say('resize', { bandwidthMbps: 20 });
    await pack.until((state) => state.status === 'Active' && state.waitingFor === 'payment');
    await harness.control.payAll();
    await pack.until((state) => isQuiet(state) && state.bandwidthMbps === 20, HOUR_MS);
  });

  it('refuses what no order could have, and a second change meanwhile', async () => {
    const pack = await harness.order(autoPaid('wuying', 'odd'));
    await pack.until(isQuiet);
    await expect(pack.say('resize', { bandwidthMbps: 1 })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('from 2 to 1000') },
    });
    await harness.control.faults([{ action: RESIZES.wuying, fault: 'throttle', count: 3 }]);
    await pack.say('resize', { bandwidthMbps: 30 });
    await expect(pack.say('resize', { bandwidthMbps: 40 })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('under way already') },
    });
    await pack.until((state) => isQuiet(state) && state.bandwidthMbps === 30, HOUR_MS);
  });

  it.each(PRODUCTS)('%s: is done at the time it was planned for, and shown until then', async (product) => {
    const pack = await harness.order(autoPaid(product, `${product}-later`));
    await pack.until(isQuiet);
    const at = new Date((await harness.env.currentTimeMs()) + 5 * DAY_MS).toISOString();
    await pack.say('resize', { bandwidthMbps: 15, at });
    // Whoever changes his mind plans it anew.
    await pack.say('resize', { bandwidthMbps: 20, at });
    expect(await pack.state()).toMatchObject({ plannedResize: { bandwidthMbps: 20, at }, waitingFor: null });
    await harness.passUntil(at, -HOUR_MS);
    expect(await ordersOfKind(pack, 'Upgrade')).toEqual([]);
    const grown = await pack.until((state) => isQuiet(state) && state.bandwidthMbps === 20, 2 * HOUR_MS);
    expect(grown.plannedResize).toBeNull();
    expect(await ordersOfKind(pack, 'Upgrade')).toHaveLength(1);
  });

  it('that is planned can be withdrawn, and is refused for a time when the line is gone', async () => {
    const pack = await harness.order(autoPaid('wuying', 'changed-mind', { lifecycle: { atTermEnd: 'lapse' } }));
    const { expiresAt } = await pack.until(isQuiet);
    const soon = new Date((await harness.env.currentTimeMs()) + HOUR_MS).toISOString();
    const wanted = (at: string) => pack.say('resize', { bandwidthMbps: 20, at });
    await expect(wanted(new Date(Date.parse(expiresAt ?? '') + HOUR_MS).toISOString())).rejects.toMatchObject({
      cause: { message: expect.stringContaining('its term ends at') },
    });
    await expect(wanted('2020-01-01T00:00:00Z')).rejects.toMatchObject({
      cause: { message: expect.stringContaining('lies in the past') },
    });
    await wanted(soon);
    await pack.say('cancel');
    await harness.pass(3 * HOUR_MS);
    expect(await pack.state()).toMatchObject({ status: 'Active', bandwidthMbps: 10, plannedResize: null });
    expect(await ordersOfKind(pack, 'Upgrade')).toEqual([]);
  });

  it('CEN: a plan across the border is not made smaller, and nobody is asked to approve that', async () => {
    const pack = await harness.order(autoPaid('cen', 'across', { order: { bandwidth: 10 } }));
    await pack.until(isQuiet);
    const before = await callsTo(harness, RESIZES.cen);
    await expect(pack.say('resize', { bandwidthMbps: 5 })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('crosses the border') },
    });
    // Planned, it is looked at when it is due.
    await pack.say('resize', {
      bandwidthMbps: 5,
      at: new Date((await harness.env.currentTimeMs()) + HOUR_MS).toISOString(),
    });
    const told = await pack.until((state) => state.waitingFor === 'operator', 3 * HOUR_MS);
    expect(told.reason).toContain('crosses the border');
    expect(await callsTo(harness, RESIZES.cen)).toBe(before);
  });

  it.each(['wuying', 'ugn'] as const)('%s: is made smaller', async (product) => {
    const order = product === 'ugn' ? { bandWidth: 20 } : { bandwidth: 20 };
    const pack = await harness.order(autoPaid(product, `${product}-smaller`, { order }));
    await pack.until(isQuiet);
    await pack.say('resize', { bandwidthMbps: 12 });
    await pack.until((state) => isQuiet(state) && state.bandwidthMbps === 12, 2 * HOUR_MS);
    expect(await ordersOfKind(pack, 'Downgrade')).toHaveLength(1);
  });

  it('CEN: an attached plan grows while it is in use', async () => {
    const attach = { cenId: 'cen-demo000000000002' };
    const pack = await harness.order(autoPaid('cen', 'in-use', { order: { attach } }));
    await pack.until((state) => isQuiet(state) && state.attachedTo.includes(attach.cenId), HOUR_MS);
    await pack.say('resize', { bandwidthMbps: 20 });
    const grown = await pack.until((state) => isQuiet(state) && state.bandwidthMbps === 20, 2 * HOUR_MS);
    expect(grown.attachedTo).toContain(attach.cenId);
  });

  it('a change the vendor has booked for later is shown, and no second one is ordered', async () => {
    await harness.control.post('/behaviour', { wuyingDowngrade: 'nextDay' });
    const pack = await harness.order(autoPaid('wuying', 'booked', { order: { bandwidth: 20 } }));
    await pack.until(isQuiet);
    await pack.say('resize', { bandwidthMbps: 10 });
    const booked = await pack.until((state) => isQuiet(state) && state.reservation !== null, HOUR_MS);
    expect(booked).toMatchObject({ bandwidthMbps: 20, reservation: { bandwidthMbps: 10 } });
    expect(booked.timeline.map(({ what }) => what)).toContainEqual(expect.stringMatching(/^booked: 10 Mbps.* from /));
    await expect(pack.say('resize', { bandwidthMbps: 30 })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('is booked at the vendor already') },
    });
    await harness.control.post('/behaviour', { wuyingDowngrade: 'atOnce' });
  });

  describe.each(PRODUCTS)('%s: changed by somebody else while ours is being approved', (product) => {
    async function approvedAfter(name: string, theirs: number): Promise<PackageHandle> {
      const pack = await harness.order(autoPaid(product, `${product}-${name}`, { approval: 'production' }));
      await pack.until((state) => state.waitingFor === 'approval');
      await pack.say('approve', { by: 'ada' });
      const active = await pack.until(isQuiet, HOUR_MS);
      await pack.say('resize', { bandwidthMbps: 20 });
      await pack.until((state) => state.waitingFor === 'approval');
      await harness.pass(5 * MINUTE_MS);
      await resizeInConsole(harness, active, theirs);
      await pack.say('approve', { by: 'ada' });
      return pack;
    }

    it('it is not made smaller again, and somebody is told', async () => {
      const before = await callsTo(harness, RESIZES[product]);
      const pack = await approvedAfter('theirs', 40);
      const told = await pack.until((state) => state.waitingFor === 'operator', HOUR_MS);
      expect(told.reason).toContain('somebody else made it 40 Mbps meanwhile');
      expect(told.bandwidthMbps).toBe(40);
      expect((await callsTo(harness, RESIZES[product])) - before).toBe(1);
    });

    it('as it was to be, it counts as done and nothing is sent', async () => {
      const before = await callsTo(harness, RESIZES[product]);
      const pack = await approvedAfter('as-wanted', 20);
      const done = await pack.until((state) => isQuiet(state) && state.bandwidthMbps === 20, HOUR_MS);
      expect(done.spec.order).toMatchObject(product === 'ugn' ? { bandWidth: 20 } : { bandwidth: 20 });
      expect((await callsTo(harness, RESIZES[product])) - before).toBe(1);
    });
  });

  it('a refusal leaves the package as it was, and says why', async () => {
    const pack = await harness.order(autoPaid('cen', 'refused'));
    await pack.until(isQuiet);
    await harness.control.faults([{ action: RESIZES.cen, fault: 'insufficientBalanceNoOrder', count: 1 }]);
    await pack.say('resize', { bandwidthMbps: 20 });
    const told = await pack.until((state) => state.waitingFor === 'operator', HOUR_MS);
    expect(told.reason).toContain('refused the resize from 2 to 20 Mbps');
    expect(told.bandwidthMbps).toBe(2);
  });
});
