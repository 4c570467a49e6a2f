import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DeskView } from '../../model/desk.js';
import { type DeskName, deskWorkflowId } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { DESK_QUERY_VIEW, DESK_SIGNAL_SWEEP } from '../../model/workflow-inputs.js';
import { Harness, type PackageHandle } from '../support/harness.js';
import { autoPaid, freeOfficeSite, monthly } from './documents.js';
import { callsTo, ordersOf } from './judge.js';

const HOUR_MS = 60 * 60_000;
const isActive = (state: PackageState) => state.status === 'Active';
const desk: DeskName = { account: 'ali', product: 'wuying', region: 'cn-hangzhou' };

describe('a desk', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 10s, idle: 30d }' });
  });
  afterEach(() => harness.control.clearFaults());
  afterAll(() => harness.stop());

  it('never lets two WUYING orders for one office site be under way at once: the second waits and names the first', async () => {
    const officeSiteId = freeOfficeSite();
    // The first one is suspended: until its fate is known, another order there could not be told apart.
    await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'riskRejection', count: 1 }]);
    const first = await harness.order(monthly('wuying', 'lane-first', { order: { officeSiteId } }));
    await first.until((state) => state.status === 'OutcomeUnknown');
    const calls = await callsTo(harness, 'CreateNetworkPackage');
    const second = await harness.order(monthly('wuying', 'lane-second', { order: { officeSiteId } }));
    const held = await second.until((state) => state.reason?.includes('in which package') ?? false);
    expect(held.reason).toContain('package lane-first is');
    expect(held).toMatchObject({ status: 'Ordering', waitingFor: 'cloud' });
    await harness.pass(5 * HOUR_MS);
    expect(await callsTo(harness, 'CreateNetworkPackage')).toBe(calls);
    expect(await ordersOf(second)).toEqual([]);

    await first.say('cancel');
    await first.say('resolve', { none: true });
    await first.until((state) => state.status === 'Cancelled');
    await second.until((state) => state.waitingFor === 'payment');
    expect(await ordersOf(second)).toHaveLength(1);
  });

  it('two orders for different office sites do not wait for one another', async () => {
    await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'riskRejection', count: 1 }]);
    const stuck = await harness.order(monthly('wuying', 'stuck'));
    await stuck.until((state) => state.status === 'OutcomeUnknown');
    const other = await harness.order(autoPaid('wuying', 'not-stuck'));
    await other.until(isActive);
  });

  it('a package that waits behind another can be withdrawn, and nothing was bought', async () => {
    const officeSiteId = freeOfficeSite();
    await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'riskRejection', count: 1 }]);
    const first = await harness.order(monthly('wuying', 'in-the-way', { order: { officeSiteId } }));
    await first.until((state) => state.status === 'OutcomeUnknown');
    const second = await harness.order(monthly('wuying', 'gives-up', { order: { officeSiteId } }));
    await second.until((state) => state.reason?.includes('in which package in-the-way') ?? false);
    await second.say('cancel');
    await second.until((state) => state.status === 'Cancelled');
    expect(await ordersOf(second)).toEqual([]);
  });

  it('a UGN region pair belongs to one package for its whole life, whichever region is named first', async () => {
    const order = { ugnId: 'ugn-demo00000033', regionA: 'cn-bj2', regionB: 'sg' };
    const owner = await harness.order(autoPaid('ugn', 'pair-owner', { order }));
    await owner.until(isActive);
    const swapped = { ...order, regionA: 'sg', regionB: 'cn-bj2' };
    const second = await harness.order(autoPaid('ugn', 'pair-second', { order: swapped }));
    const held = await second.until((state) => state.reason?.includes('in which package') ?? false);
    expect(held.reason).toContain('package pair-owner is');
    expect(await ordersOf(second)).toEqual([]);
    await owner.say('release', { confirm: true });
    await owner.until((state) => state.status === 'Released');
    await second.until(isActive, HOUR_MS);
    expect(await ordersOf(second)).toHaveLength(1);
  });

  it('sweeps once for all that wait, however many they are', async () => {
    const packs = [];
    for (let index = 0; index < 20; index += 1) packs.push(await harness.order(monthly('wuying', `crowd-${index}`)));
    for (const pack of packs) await pack.until((state) => state.waitingFor === 'payment');
    const before = await callsTo(harness, 'DescribeNetworkPackages');
    await harness.pass(HOUR_MS);
    const sweeps = (await callsTo(harness, 'DescribeNetworkPackages')) - before;
    expect(sweeps).toBeGreaterThan(10);
    expect(sweeps).toBeLessThan(120);
    await harness.control.payAll();
    for (const pack of packs) await pack.until(isActive, HOUR_MS, 30_000);
  });

  it('goes on over the runs of its workflow, and forgets who has left', async () => {
    const handle = harness.env.client.workflow.getHandle(deskWorkflowId(desk));
    const { runId } = await handle.describe();
    const pack = await harness.order(monthly('wuying', 'long-wait', { lifecycle: { payment: { within: '300d' } } }));
    await pack.until((state) => state.waitingFor === 'payment');
    for (let rounds = 0; rounds < 12 && (await handle.describe()).runId === runId; rounds += 1) {
      const other = await harness.order(monthly('wuying', `round-${rounds}`));
      await other.until((state) => state.waitingFor === 'payment');
      await harness.pass(6 * HOUR_MS);
      await other.say('cancel');
      await other.until((state) => state.status === 'Cancelled');
    }
    expect((await handle.describe()).runId).not.toBe(runId);
    const names = (await handle.query<DeskView>(DESK_QUERY_VIEW)).registry.map(({ holder }) => holder.packageName);
    expect(names).toContain('long-wait');
    expect(names.filter((name) => name.startsWith('round-'))).toEqual([]);
    await harness.control.payAll();
    await pack.until(isActive, 20 * HOUR_MS, HOUR_MS / 2);
  });
});

describe('a desk whose list shows less than it counts, as where much is delivered meanwhile', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 10s, idle: 30d }' });
  });
  afterEach(() => harness.control.clearFaults());
  afterAll(() => harness.stop());

  it('calls no package blind that it shows', async () => {
    const packs: PackageHandle[] = [];
    for (const name of ['one', 'other']) packs.push(await harness.order(autoPaid('cen', `cen-${name}-of-two`)));
    for (const pack of packs) await pack.until(isActive);
    await harness.control.faults([{ action: 'DescribeCenBandwidthPackages', fault: 'missingItem' }]);
    const plans = harness.env.client.workflow.getHandle(
      deskWorkflowId({ account: 'ali', product: 'cen', region: 'global' }),
    );
    const blind = async () => {
      const states = await Promise.all(packs.map((pack) => pack.state()));
      return states.filter(({ blindSince }) => blindSince !== null).length;
    };
    for (const before of [0, 0]) {
      expect(await blind()).toBe(before);
      await plans.signal(DESK_SIGNAL_SWEEP);
      await harness.pass(HOUR_MS);
    }
    expect(await blind()).toBe(1);
  });

  it.each([
    ['cen', 'DescribeCenBandwidthPackages'],
    ['ugn', 'ListSimpleBwPackage'],
  ] as const)('%s: reads it again at the busy tick', async (product, action) => {
    await harness.control.faults([{ action, fault: 'missingItem' }]);
    await harness.control.post('/behaviour', { delivery: { [`${product}Seconds`]: [600, 600] } });
    const pack = await harness.order(autoPaid(product, `${product}-in-motion`));
    await pack.until((state) => state.status === 'Provisioning');
    const before = await callsTo(harness, action);
    await harness.pass(90_000);
    // At 10 s; a vendor that could not be read would be left alone for 30 s.
    expect((await callsTo(harness, action)) - before).toBeGreaterThan(6);
    await harness.control.clearFaults();
    await pack.until(isActive, HOUR_MS);
  });
});
