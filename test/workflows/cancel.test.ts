import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MAIN_QUEUE, WORKFLOW_TYPES } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { RUN_QUERY_STATE, type RunInput, type RunResult } from '../../model/workflow-inputs.js';
import { Harness, type PackageHandle } from '../support/harness.js';
import { autoPaid, monthly, type Wish } from './documents.js';
import { callsTo, ordersOf, ordersOfKind, theOrderOf } from './judge.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Real time, for what is on its way while virtual time is held. */
const SOON = { timeout: 20_000, interval: 20 };
const isActive = (state: PackageState) => state.status === 'Active';
const isCancelled = (state: PackageState) => state.status === 'Cancelled';
const isUnknown = (state: PackageState) => state.status === 'OutcomeUnknown';
const isProved = (state: PackageState) => isUnknown(state) && state.reason?.includes('proved that nothing') === true;
const asksApproval = (state: PackageState) => state.waitingFor === 'approval';
const waitsForPayment = (state: PackageState) => state.waitingFor === 'payment';
const tellsOf = (state: PackageState, words: string) => state.timeline.filter(({ what }) => what.includes(words));

const byUse = { payType: 'PostPaid', internetChargeType: 'PayByTraffic', period: undefined, periodUnit: undefined };
const CREATES = [
  { product: 'wuying', action: 'CreateNetworkPackage' },
  { product: 'cen', action: 'CreateCenBandwidthPackage' },
  { product: 'ugn', action: 'CreateSimpleUGNBwPackage' },
] as const;
const PAID_AT_ONCE = [
  ...CREATES.map((one) => ({ ...one, how: 'at-once', order: {} })),
  { ...CREATES[0], how: 'by-use', order: { autoPay: false, ...byUse } },
];
const BY_ORDER = [CREATES[0], CREATES[1]];

/** So that the call is under way while something is said. */
const slowly = (action: string) => ({ action, fault: 'delayAfter', seconds: 4, count: 1 });

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start({ timing: 'sweep: { busy: 30s, idle: 60d }' });
});
afterEach(async () => {
  await harness.control.clearFaults();
  await harness.endPackages();
});
afterAll(() => harness.stop());

/** Until the vendor has been asked, and before it has answered. */
async function underWay(action: string, before: number): Promise<void> {
  await expect.poll(async () => (await callsTo(harness, action)) - before, SOON).toBe(1);
}

async function waitsForListing(pack: PackageHandle): Promise<void> {
  const isTimed = async () => {
    const { events } = await pack.history();
    return events?.some(({ timerStartedEventAttributes: timer }) => timer?.startToFireTimeout?.nanos === 500_000_000);
  };
  await expect.poll(isTimed, SOON).toBe(true);
}

describe('a cancel said before the order is sent', () => {
  it.each(PAID_AT_ONCE)('$product, $how: while a listing is waited for, nothing is ordered', async (one) => {
    await harness.pass(5 * MINUTE_MS);
    const before = await callsTo(harness, one.action);
    const pack = await harness.order(autoPaid(one.product, `${one.product}-${one.how}-listing`, { order: one.order }));
    await waitsForListing(pack);
    await pack.say('cancel');
    const ended = await pack.until(isCancelled);
    expect(ended.reason).toBe('Withdrawn by test before anything was bought.');
    expect((await callsTo(harness, one.action)) - before).toBe(0);
  });

  it('an atomic run that fails takes back what waits for a listing, unbought', async () => {
    const warm = await harness.order(autoPaid('cen', 'warm'));
    await warm.until(isActive);
    await harness.pass(5 * MINUTE_MS);
    const before = await callsTo(harness, 'CreateSimpleUGNBwPackage');
    // The one desk has just been read, so its order is refused while the other's still waits.
    await harness.env.client.workflow.getHandle('desk/ali/cen/global').signal('sweep');
    await harness.pass(10_000);
    await harness.control.faults([{ action: 'CreateCenBandwidthPackage', fault: 'partnerQuotaShort' }]);
    const head = { apiVersion: 'leaseline/v1', kind: 'BandwidthPackage' };
    const packages = [monthly('cen', 'fails'), autoPaid('ugn', 'taken-back')].map((one) => ({ ...head, ...one }));
    const input: RunInput = { packages, atomic: true };
    const run = await harness.env.client.workflow.start(WORKFLOW_TYPES.run, {
      workflowId: 'run/atomic',
      taskQueue: MAIN_QUEUE,
      args: [input],
    });
    const entries = async () => (await run.query<RunResult>(RUN_QUERY_STATE)).entries;
    const isOver = async () => (await entries()).every(({ outcome }) => outcome === 'ended' || outcome === 'left');
    for (let looks = 0; looks < 30 && !((await entries()).length === 2 && (await isOver())); looks += 1) {
      await harness.pass(1_000);
    }
    expect(Object.fromEntries((await entries()).map(({ name, status }) => [name, status]))).toEqual({
      fails: 'Failed',
      'taken-back': 'Cancelled',
    });
    expect(await callsTo(harness, 'CreateSimpleUGNBwPackage')).toBe(before);
  });
});

describe('a cancel said while the order is being sent', () => {
  it.each(PAID_AT_ONCE)(
    '$product, $how: came too late, says so, and withdraws nothing that comes later',
    async (one) => {
      const { product, action, how } = one;
      await harness.control.faults([slowly(action)]);
      const before = await callsTo(harness, action);
      const wish: Wish = { order: one.order, approval: 'production' };
      const pack = await harness.order(autoPaid(product, `${product}-${how}-late`, wish));
      await pack.until(asksApproval);
      await pack.say('approve', { by: 'ada' });
      await underWay(action, before);
      await pack.say('cancel', { by: 'bob' });
      await pack.until(isActive);
      expect(await ordersOf(pack)).toHaveLength(1);
      if (how === 'by-use') await pack.say('resize', { bandwidthMbps: 20 });
      else await pack.say('renew');
      await pack.until(asksApproval, 10 * MINUTE_MS);
      await harness.pass(HOUR_MS);
      const asking = await pack.state();
      expect(asksApproval(asking)).toBe(true);
      expect(tellsOf(asking, 'cancel came too late: it is bought')).toMatchObject([{ who: 'bob' }]);
    },
  );

  it('CEN: a plan that is bought all the same is attached, although the attachment is throttled at first', async () => {
    const cenId = 'cen-demo000000000007';
    const { action } = CREATES[1];
    await harness.control.faults([
      slowly(action),
      { action: 'AssociateCenBandwidthPackage', fault: 'throttle', count: 2 },
    ]);
    const before = await callsTo(harness, action);
    const pack = await harness.order(autoPaid('cen', 'attached-late', { order: { attach: { cenId } } }));
    await underWay(action, before);
    await pack.say('cancel');
    expect(await pack.until(isActive)).toMatchObject({ attachedTo: [cenId], reason: null });
  });

  it.each(BY_ORDER)('$product: an order the vendor was to pay and could not is cancelled', async (one) => {
    const { product, action } = one;
    await harness.control.faults([slowly(action), { action, fault: 'insufficientBalanceUnpaidOrder', count: 1 }]);
    const before = await callsTo(harness, action);
    const pack = await harness.order(autoPaid(product, `${product}-poor`));
    await underWay(action, before);
    await pack.say('cancel');
    const ended = await pack.until(isCancelled);
    expect(ended.reason).toContain('Withdrawn by test; its order');
    expect((await theOrderOf(pack)).paymentStatus).toBe('Cancelled');
  });
});

describe('a cancel said while payment is waited for', () => {
  const FAULTS = ['throttle', 'dropBefore'] as const;
  const CASES = BY_ORDER.flatMap(({ product }) => FAULTS.map((fault) => ({ product, fault })));

  it.each(CASES)('$product, $fault: the cancellation is not withdrawn by the wish it fulfils', async (one) => {
    const pack = await harness.order(monthly(one.product, `${one.product}-${one.fault}`));
    await pack.until(waitsForPayment);
    await harness.control.faults([{ action: 'CancelOrder', fault: one.fault, count: 4 }]);
    await pack.say('cancel');
    // Said again in impatience, it hinders nothing either.
    await pack.say('cancel', { by: 'ada' });
    const ended = await pack.until(isCancelled);
    expect(ended.reason).toMatch(/Withdrawn by .*; its order/);
    expect((await theOrderOf(pack)).paymentStatus).toBe('Cancelled');
  });

  it.each(BY_ORDER)('$product: refused by the vendor it is kept, said, and tried ever more rarely', async (one) => {
    const pack = await harness.order(monthly(one.product, `${one.product}-refused`));
    await pack.until(waitsForPayment);
    const before = await callsTo(harness, 'CancelOrder');
    await harness.control.faults([{ action: 'CancelOrder', fault: 'invalidAccessKey' }]);
    await pack.say('cancel');
    const told = await pack.until(({ reason }) => reason?.includes('has not cancelled it yet') === true);
    expect(told.reason).toMatch(/Order \d+ is withdrawn by test, .* do not pay it\. Next try at .* UTC\./);
    await harness.pass(2 * DAY_MS);
    expect(await pack.state()).toMatchObject({ status: 'AwaitingPayment' });
    const tries = (await callsTo(harness, 'CancelOrder')) - before;
    expect(tries).toBeGreaterThan(3);
    expect(tries).toBeLessThan(10);
    await harness.control.clearFaults();
    await pack.until(isCancelled, DAY_MS + HOUR_MS, HOUR_MS);
    expect((await theOrderOf(pack)).paymentStatus).toBe('Cancelled');
  });

  it('of an order that is paid before it can be cancelled says that it came too late', async () => {
    const pack = await harness.order(monthly('wuying', 'paid-first'));
    await pack.until(waitsForPayment);
    await harness.control.faults([{ action: 'CancelOrder', fault: 'throttle' }]);
    await pack.say('cancel');
    await harness.control.payAll();
    await harness.control.clearFaults();
    const active = await pack.until(isActive);
    expect(tellsOf(active, 'cancel came too late: it is bought')).toHaveLength(1);
  });
});

describe('a cancel of a change whose answer was lost', () => {
  const CHANGES = [
    { product: 'wuying', say: 'renew', action: 'RenewNetworkPackages', argument: {} },
    { product: 'cen', say: 'renew', action: 'RenewInstance', argument: {} },
    { product: 'ugn', say: 'renew', action: 'CreateRenew', argument: {} },
    { product: 'wuying', say: 'resize', action: 'ModifyNetworkPackageBandwidth', argument: { bandwidthMbps: 20 } },
    { product: 'cen', say: 'resize', action: 'ModifyCenBandwidthPackageSpec', argument: { bandwidthMbps: 4 } },
    { product: 'ugn', say: 'resize', action: 'ModifyUGNBandwidth', argument: { bandwidthMbps: 8 } },
  ] as const;

  it.each(CHANGES)('$product, $say: proved absent it is left, and not sent again', async (one) => {
    const { product, say, action, argument } = one;
    const pack = await harness.order(autoPaid(product, `${product}-${say}-left`));
    const { expiresAt } = await pack.until(isActive);
    await harness.control.faults([{ action, fault: 'dropBefore' }]);
    await pack.say(say, argument);
    const asked = await pack.until(isProved, 3 * HOUR_MS);
    expect(asked.reason).toContain('or cancel');
    await harness.control.clearFaults();
    const before = await callsTo(harness, action);
    await pack.say('cancel');
    const left = await pack.until(isActive);
    expect(left).toMatchObject({ waitingFor: 'operator', expiresAt });
    expect(left.reason).toMatch(new RegExp(`^The ${say === 'renew' ? 'renewal' : 'resize'} .* was withdrawn by test`));
    await harness.pass(2 * HOUR_MS);
    expect(await callsTo(harness, action)).toBe(before);
    expect((await ordersOf(pack)).map(({ kind }) => kind)).toEqual(['New']);
    // The wish is used up: what is asked for next is done.
    await pack.say(say, argument);
    const isNewer = ({ operations }: PackageState) => operations.length > left.operations.length;
    await pack.until((state) => isNewer(state) && isActive(state) && state.waitingFor === null, HOUR_MS);
    expect(await callsTo(harness, action)).toBe(before + 1);
  });

  it('is kept until the proof, and then needs no second word', async () => {
    const pack = await harness.order(autoPaid('wuying', 'said-early'));
    await pack.until(isActive);
    await harness.control.faults([{ action: 'RenewNetworkPackages', fault: 'dropBefore', count: 1 }]);
    await pack.say('renew');
    await pack.until(isUnknown);
    await pack.say('cancel');
    await harness.pass(5 * MINUTE_MS);
    expect(isUnknown(await pack.state())).toBe(true);
    await pack.until(({ reason }) => reason?.includes('was withdrawn by test') === true, HOUR_MS);
    expect(await ordersOfKind(pack, 'Renew')).toEqual([]);
  });

  it('of a renewal that risk control holds does not have it ordered again by itself', async () => {
    const lifecycle = { atTermEnd: 'renew', renew: { before: '9d' } };
    const pack = await harness.order(autoPaid('wuying', 'held', { lifecycle }));
    await pack.until(isActive);
    await harness.control.faults([{ action: 'RenewNetworkPackages', fault: 'riskRejection', count: 1 }]);
    await pack.until(isUnknown, 32 * DAY_MS, 6 * HOUR_MS);
    const before = await callsTo(harness, 'RenewNetworkPackages');
    await pack.say('cancel');
    await pack.say('resolve', { none: true });
    const held = await pack.until(isActive, 2 * HOUR_MS);
    expect(held.reason).toContain('no other one is ordered by itself');
    await harness.pass(3 * DAY_MS);
    expect(await callsTo(harness, 'RenewNetworkPackages')).toBe(before);
  });

  it('of a renewal that turns out to be done says that it came too late', async () => {
    const pack = await harness.order(autoPaid('wuying', 'done-after-all'));
    const { expiresAt } = await pack.until(isActive);
    await harness.control.faults([{ action: 'RenewNetworkPackages', fault: 'lateCommit', count: 1, seconds: 240 }]);
    await pack.say('renew');
    await pack.until(isUnknown);
    await pack.say('cancel');
    const renewed = await pack.until((state) => isActive(state) && state.expiresAt !== expiresAt, HOUR_MS);
    expect(tellsOf(renewed, 'cancel came too late: the renewal for 1 Month was carried out')).toHaveLength(1);
    expect(await ordersOfKind(pack, 'Renew')).toHaveLength(1);
  });
});
