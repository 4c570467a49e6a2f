import { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS } from '../../model/product.js';
import { Harness } from '../support/harness.js';
import { autoPaid, monthly } from './documents.js';
import { ordersOf } from './judge.js';

const DAY_MS = 24 * 60 * 60_000;
const asksApproval = (state: PackageState) => state.waitingFor === 'approval';
const gated = { approval: 'production' };

describe('a package that names a policy', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  it.each(PRODUCTS)('%s: nothing is ordered before a person says yes, however long that takes', async (product) => {
    const pack = await harness.order(autoPaid(product, `${product}-approved`, gated));
    const waiting = await pack.until(asksApproval);
    expect(waiting).toMatchObject({ status: 'AwaitingApproval', nextStep: { what: 'approve' } });
    expect(waiting.reason).toContain('Policy production');
    await harness.pass(30 * DAY_MS);
    expect(await ordersOf(pack)).toEqual([]);
    expect(await pack.say('approve', { by: 'ada', comment: 'fine' })).toMatchObject({ message: expect.any(String) });
    const active = await pack.until((state) => state.status === 'Active');
    expect(active.timeline).toContainEqual(expect.objectContaining({ who: 'ada' }));
    expect(await ordersOf(pack)).toHaveLength(1);
  });

  it('an order whose answer is lost, and that costs more by then, is not sent again under the old yes', async () => {
    await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'dropBefore', count: 1 }]);
    const pack = await harness.order(autoPaid('wuying', 'dearer-by-then', gated));
    await pack.until(asksApproval);
    await pack.say('approve', { by: 'ada' });
    await pack.until(({ nextStep, waitingFor }) => nextStep?.what === 'resolve' && waitingFor === 'operator');
    await harness.control.post('/behaviour', { prices: { wuyingMinor: 3_000 } });
    try {
      await pack.say('resolve', { by: 'ada', none: true });
      const again = await pack.until(asksApproval);
      expect(again).toMatchObject({ status: 'AwaitingApproval', approval: { price: { amountMinor: 30_000 } } });
      expect(await ordersOf(pack)).toEqual([]);
      await pack.say('approve', { by: 'ada' });
      await pack.until((state) => state.status === 'Active');
      expect(await ordersOf(pack)).toMatchObject([{ amountMinor: 30_000, paymentStatus: 'Paid' }]);
    } finally {
      await harness.control.post('/behaviour', { prices: { wuyingMinor: 2_000 } });
    }
  });

  it('a no ends it, with the reason, and nothing is bought', async () => {
    const pack = await harness.order(monthly('wuying', 'rejected', gated));
    await pack.until(asksApproval);
    await pack.say('reject', { by: 'ada', reason: 'too dear' });
    const ended = await pack.until((state) => state.status === 'Rejected');
    expect(ended.reason).toBe('Rejected by ada: too dear.');
    expect(await pack.workflow.result()).toMatchObject({ status: 'Rejected' });
    expect(await ordersOf(pack)).toEqual([]);
  });

  it('withdrawn while it waits is Cancelled, and nothing is bought', async () => {
    const pack = await harness.order(monthly('cen', 'withdrawn', gated));
    await pack.until(asksApproval);
    await pack.say('cancel', { by: 'ada' });
    await pack.until((state) => state.status === 'Cancelled');
    expect(await ordersOf(pack)).toEqual([]);
  });

  it('an operator can answer by signal too', async () => {
    const yes = await harness.order(autoPaid('cen', 'by-signal', gated));
    await yes.until(asksApproval);
    await yes.signal('approve');
    await yes.until((state) => state.status === 'Active');
    const no = await harness.order(monthly('cen', 'no-by-signal', gated));
    await no.until(asksApproval);
    await no.signal('reject', { reason: 'not now' });
    await no.until((state) => state.status === 'Rejected');
  });

  it('a refused update says why; a refused signal shows in the timeline with who, what and why', async () => {
    const pack = await harness.order(monthly('wuying', 'ungated'));
    await pack.until((state) => state.waitingFor === 'payment');
    const refused = await pack.say('approve').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(WorkflowUpdateFailedError);
    expect(String((refused as WorkflowUpdateFailedError).cause)).toContain('nobody asked for approval');
    await pack.signal('approve', { by: 'bob' });
    await pack.signal('resolve', { by: 'bob', none: true });
    await pack.signal('release', { by: 'bob' });
    const { timeline, status } = await pack.until((state) => state.timeline.length >= 4);
    expect(status).toBe('AwaitingPayment');
    const bobs = timeline.filter((entry) => entry.who === 'bob').map((entry) => entry.what);
    expect(bobs).toEqual([
      expect.stringContaining('refused the signal approve: nobody asked for approval'),
      expect.stringContaining('refused the signal resolve'),
      expect.stringContaining('refused the signal release: it is not bought yet'),
    ]);
  });

  it.each([
    ['renew', {}, 'only an Active package'],
    ['release', { at: 'tomorrow' }, 'is a date'],
    ['paid', {}, 'waits for no payment'],
    ['configure', {}, 'takes { spec }'],
    ['approve', { nonsense: true }, null],
  ] as const)('while it waits for approval, %s %o is judged', async (name, argument, why) => {
    const pack = await harness.order(monthly('ugn', `judged-${name}`, gated));
    await pack.until(asksApproval);
    const answer = await pack.say(name, argument).catch((error: WorkflowUpdateFailedError) => String(error.cause));
    if (why === null) expect(answer).toMatchObject({ message: expect.any(String) });
    else expect(answer).toContain(why);
  });

  it('a repeated operationId is answered with the first answer, and not repeated', async () => {
    const pack = await harness.order(autoPaid('cen', 'repeated', gated));
    await pack.until(asksApproval);
    const first = await pack.say('approve', { operationId: 'op-1' });
    await pack.until((state) => state.status === 'Active');
    expect(await pack.say('approve', { operationId: 'op-1' })).toEqual(first);
    await pack.signal('approve', { operationId: 'op-1' });
    await pack.signal('pause', { operationId: 'op-1', until: '2099-01-01T00:00:00Z' });
    const { timeline, pause } = await pack.until((state) => state.timeline.at(-1)?.what.includes('op-1') === true);
    expect(timeline.at(-1)?.what).toMatch(/refused the signal pause: operationId op-1 was used for something else/);
    expect(pause).toBeNull();
    expect(timeline.filter((entry) => entry.what.startsWith('approve'))).toHaveLength(1);
    expect(await ordersOf(pack)).toHaveLength(1);
  });
});
