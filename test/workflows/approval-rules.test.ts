import type { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { packageWorkflowId } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS } from '../../model/product.js';
import { Harness, PackageHandle, specOf } from '../support/harness.js';
import { autoPaid } from './documents.js';
import { ordersOf } from './judge.js';
import { rulesOf } from './rules-of.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const asksApproval = (state: PackageState) => state.waitingFor === 'approval';
const isActive = (state: PackageState) => state.status === 'Active';
const gated = { approval: 'four-eyes' };

describe('a policy that names approvers and a quorum', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(async () => {
    await harness.control.post('/behaviour', { prices: { wuyingMinor: 2000 } });
    await harness.stop();
  });

  async function asked(document: object, requestedBy = 'ada'): Promise<{ pack: PackageHandle; state: PackageState }> {
    const pack = await harness.order(document, undefined, requestedBy);
    return { pack, state: await pack.until(asksApproval) };
  }

  const refusal = (answer: Promise<unknown>): Promise<string> =>
    answer.then(
      (taken) => `taken: ${JSON.stringify(taken)}`,
      (error: WorkflowUpdateFailedError) => String(error.cause),
    );

  it.each(PRODUCTS)(
    '%s: nothing is sent before as many different people have said yes as it takes',
    async (product) => {
      const { pack, state } = await asked(autoPaid(product, `${product}-two`, gated));
      expect(state.approval).toMatchObject({ policy: 'four-eyes', quorum: 2, requestedBy: 'ada', approvedBy: [] });
      expect(state.approval?.request).toMatch(/^[0-9a-f]{16}$/);
      expect(await pack.say('approve', { by: 'bob', comment: 'fine' })).toMatchObject({
        message: 'Approved by bob; 1 more must say yes.',
      });
      await harness.pass(HOUR_MS);
      expect(await ordersOf(pack)).toEqual([]);
      const half = await pack.state();
      expect(half).toMatchObject({ status: 'AwaitingApproval', reason: expect.stringContaining('bob did') });
      expect(half.approval?.approvedBy).toMatchObject([{ by: 'bob', comment: 'fine' }]);
      await pack.say('approve', { by: 'cleo' });
      const active = await pack.until(isActive);
      expect(active.approval).toBeNull();
      expect(await ordersOf(pack)).toHaveLength(1);
    },
  );

  it("where a policy lets whoever asked for it say yes, their yes says so for the audit, and nobody else's does", async () => {
    const yesOf = async (name: string, by: string) => {
      const { pack } = await asked(autoPaid('cen', name, { approval: 'production' }));
      await pack.say('approve', { by });
      const { timeline } = await pack.state();
      return timeline.find(({ facts }) => facts?.kind === 'said')?.facts;
    };
    expect(await yesOf('own-yes', 'ada')).toMatchObject({ message: 'approve', requesterAllowedBy: 'production' });
    expect(await yesOf('other-yes', 'bob')).not.toHaveProperty('requesterAllowedBy');
  });

  it('whoever asked for it, who is no approver, and who has said yes already are refused, by update and by signal', async () => {
    const { pack } = await asked(autoPaid('cen', 'refused-yes', gated));
    expect(await refusal(pack.say('approve', { by: 'ada' }))).toContain('ada asked for it, so somebody else must');
    expect(await refusal(pack.say('approve', { by: 'mallory' }))).toContain(
      'mallory is no approver of policy four-eyes',
    );
    expect(await refusal(pack.say('approve'))).toContain('is no approver');
    expect(await refusal(pack.say('reject', { by: 'mallory', reason: 'no' }))).toContain('is no approver');
    await pack.say('approve', { by: 'bob' });
    expect(await refusal(pack.say('approve', { by: 'bob' }))).toContain('bob has approved it already; 1 more');
    await pack.signal('approve', { by: 'ada' });
    const { timeline } = await pack.until((state) =>
      state.timeline.some(({ what }) => what.includes('refused the signal')),
    );
    expect(timeline).toContainEqual(
      expect.objectContaining({ who: 'ada', what: expect.stringContaining('somebody else must approve it') }),
    );
    await harness.pass(HOUR_MS);
    expect(await ordersOf(pack)).toEqual([]);
  });

  it('one no ends it whoever has said yes, and whoever asked may take it back', async () => {
    const { pack } = await asked(autoPaid('cen', 'one-no', gated));
    await pack.say('approve', { by: 'bob' });
    await pack.say('reject', { by: 'cleo', reason: 'too dear' });
    expect((await pack.until((state) => state.status === 'Rejected')).reason).toBe('Rejected by cleo: too dear.');
    const { pack: second } = await asked(autoPaid('cen', 'taken-back', gated), 'dora');
    await second.say('reject', { by: 'dora', reason: 'a mistake' });
    await second.until((state) => state.status === 'Rejected');
    expect([...(await ordersOf(pack)), ...(await ordersOf(second))]).toEqual([]);
  });

  it('yes and no at once: a no that was taken holds, and never are both carried out', async () => {
    const { pack } = await asked(autoPaid('cen', 'at-once', gated));
    await pack.say('approve', { by: 'bob' });
    const [yes, no] = await Promise.all([
      refusal(pack.say('approve', { by: 'cleo' })),
      refusal(pack.say('reject', { by: 'bob', reason: 'no' })),
    ]);
    const isTaken = (answer: string) => answer.startsWith('taken');
    expect(isTaken(yes) || isTaken(no)).toBe(true);
    const ended = await pack.until((state) => isActive(state) || state.status === 'Rejected');
    expect(ended.status).toBe(isTaken(no) ? 'Rejected' : 'Active');
    expect(await ordersOf(pack)).toHaveLength(isTaken(no) ? 0 : 1);
  });

  it('a no once it goes on is refused, never taken and passed over', async () => {
    // The desk's listing is old by then, so the order waits for a new one, and somebody can still speak.
    await harness.pass(40 * DAY_MS);
    const { pack } = await asked(autoPaid('cen', 'late-no', gated));
    const before = (await pack.history()).events?.length ?? 0;
    for (const by of ['bob', 'cleo']) await pack.say('approve', { by });
    await vi.waitFor(async () => {
      const { events = [] } = await pack.history();
      const begun = events
        ?.slice(before)
        .map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name);
      expect(begun).toContain('askDesk');
    });
    const no = await refusal(pack.say('reject', { by: 'bob', reason: 'no' }));
    const ended = await pack.until((state) => isActive(state) || state.status === 'Rejected');
    expect([no.startsWith('taken'), ended.status]).toEqual([false, 'Active']);
    expect(no).toContain('nobody asked for approval');
  });

  it('a yes after enough have said it is refused while the price is read once more, and a no still holds', async () => {
    const { pack } = await asked(autoPaid('wuying', 'third-yes', gated), 'dora');
    await harness.control.faults([{ action: 'DescribePrice', fault: 'throttle' }]);
    for (const by of ['bob', 'cleo']) await pack.say('approve', { by });
    const late = { by: 'ada', operationId: 'third' };
    for (const _again of [1, 2])
      expect(await refusal(pack.say('approve', late))).toContain('it has been answered already');
    await pack.signal('approve', { by: 'ada' });
    const { timeline, approval, waitingFor } = await pack.state();
    expect([approval, waitingFor]).toEqual([null, 'approval']);
    expect(timeline.at(-1)).toMatchObject({ who: 'ada', what: expect.stringContaining('refused the signal approve') });
    await pack.say('reject', { by: 'ada', reason: 'not now' });
    await harness.control.clearFaults();
    expect((await pack.until((state) => state.status === 'Rejected')).reason).toBe('Rejected by ada: not now.');
    expect(await ordersOf(pack)).toEqual([]);
  });

  it('two who say no at once: one is taken, the other is told that it is answered', async () => {
    const { pack } = await asked(autoPaid('cen', 'two-noes', gated));
    const answers = await Promise.all(
      ['bob', 'cleo'].map((by) => refusal(pack.say('reject', { by, reason: `${by} says no` }))),
    );
    expect(answers.filter((answer) => answer.startsWith('taken'))).toHaveLength(1);
    await pack.until((state) => state.status === 'Rejected');
  });

  it('a yes to what is not asked about any more is refused, and names what is', async () => {
    const { pack, state } = await asked(autoPaid('wuying', 'stale', gated));
    const stale = await refusal(pack.say('approve', { by: 'bob', request: '0123456789abcdef' }));
    expect(stale).toContain(`now ${state.approval?.request}`);
    expect(await refusal(pack.say('approve', { by: 'bob', request: 7 }))).toContain('request is a text');
    await pack.say('approve', { by: 'bob', request: state.approval?.request });
  });

  it('a price that has risen beyond the tolerance asks everybody again, and within it nobody', async () => {
    const { pack, state } = await asked(autoPaid('wuying', 'dearer-order', gated));
    expect(state.approval?.price).toMatchObject({ amountMinor: 20_000 });
    await harness.control.post('/behaviour', { prices: { wuyingMinor: 2500 } });
    await pack.say('approve', { by: 'bob' });
    await pack.say('approve', { by: 'cleo' });
    const again = await pack.until((now) => now.approval?.price?.amountMinor === 25_000);
    expect(again.approval?.approvedBy).toEqual([]);
    expect(again.approval?.request).not.toBe(state.approval?.request);
    expect(await ordersOf(pack)).toEqual([]);
    expect(await refusal(pack.say('approve', { by: 'bob', request: state.approval?.request }))).toContain('any more');
    await harness.control.post('/behaviour', { prices: { wuyingMinor: 2700 } });
    await pack.say('approve', { by: 'bob' });
    await pack.say('approve', { by: 'cleo' });
    await pack.until(isActive);
    expect((await ordersOf(pack)).map(({ amountMinor }) => amountMinor)).toEqual([27_000]);
    await harness.control.post('/behaviour', { prices: { wuyingMinor: 2000 } });
  });

  it('what it may cost by the tolerance stands with what was sent, for the audit', async () => {
    const { pack } = await asked(autoPaid('wuying', 'tolerated', gated));
    await pack.say('approve', { by: 'bob' });
    await harness.control.post('/behaviour', { prices: { wuyingMinor: 2100 } });
    await pack.say('approve', { by: 'cleo' });
    const { timeline } = await pack.until(isActive);
    expect((await ordersOf(pack)).map(({ amountMinor }) => amountMinor)).toEqual([21_000]);
    const facts = timeline.flatMap(({ facts }) => facts ?? []);
    expect(facts).toContainEqual(
      expect.objectContaining({ kind: 'asked', price: expect.objectContaining({ amountMinor: 20_000 }) }),
    );
    expect(facts).toContainEqual(
      expect.objectContaining({ kind: 'call', approvedUpTo: { amountMinor: 22_000, currency: 'USD' } }),
    );
    await harness.control.post('/behaviour', { prices: { wuyingMinor: 2000 } });
  });

  it('somebody who was taken from the approvers after their yes is asked about again, not counted', async () => {
    const document = autoPaid('cen', 'left-the-group', gated);
    const { pack } = await asked(document);
    await pack.say('approve', { by: 'bob' });
    const changed = rulesOf(harness, document)({ approvers: ['ada', 'cleo', 'dora'] });
    await pack.say('configure', changed);
    await pack.say('approve', { by: 'cleo' });
    const again = await pack.until((now) => now.approval?.approvedBy.length === 0);
    expect(again.timeline).toContainEqual(
      expect.objectContaining({ what: expect.stringContaining('bob, who approved it, may not any more') }),
    );
    expect(again).toMatchObject({ waitingFor: 'approval', approval: { approvedBy: [] } });
    expect(await ordersOf(pack)).toEqual([]);
    expect(await refusal(pack.say('configure', { spec: { ...changed.spec, approval: null } }))).toContain(
      'cannot change while',
    );
  });

  it('a quorum that is changed while people are asked counts for what they are asked', async () => {
    const document = autoPaid('cen', 'more-people', gated);
    const changed = rulesOf(harness, document);
    const { pack } = await asked(document, 'dora');
    await pack.say('configure', changed({ quorum: 3 }));
    for (const by of ['ada', 'bob']) await pack.say('approve', { by });
    await harness.pass(HOUR_MS);
    expect(await pack.state()).toMatchObject({ waitingFor: 'approval', approval: { quorum: 3 } });
    expect(await ordersOf(pack)).toEqual([]);
    await pack.say('configure', changed({ quorum: 2 }));
    await pack.until(isActive);
  });

  it('whoever asked for it, and said yes while that was allowed, is not counted once it is not', async () => {
    const document = autoPaid('cen', 'own-yes-of-then', gated);
    const changed = rulesOf(harness, document);
    const { pack } = await asked(document);
    await pack.say('configure', changed({ requesterMayApprove: true }));
    await pack.say('approve', { by: 'ada' });
    await pack.say('configure', changed({ requesterMayApprove: false }));
    await pack.say('approve', { by: 'bob' });
    await pack.until((now) => now.approval?.approvedBy.length === 0);
    expect(await ordersOf(pack)).toEqual([]);
  });

  it('whoever asked for it has no say, and so none to give to somebody of their choice', async () => {
    const { pack } = await asked(autoPaid('cen', 'own-choice', gated));
    const none = 'ada asked for it and has no say to give away';
    expect(await refusal(pack.say('delegate', { by: 'ada', to: 'fay' }))).toContain(none);
    await pack.signal('delegate', { by: 'ada', to: 'fay' });
    await pack.until(({ timeline }) => timeline.some(({ what }) => what.includes(none)));
    expect(await refusal(pack.say('approve', { by: 'fay' }))).toContain('fay is no approver');
  });

  it('what was approved of a former name is no approval of what is sent under the new one', async () => {
    const document = autoPaid('cen', 'former', { approval: 'production', lifecycle: { atTermEnd: 'renew' } });
    const { pack } = await asked(document);
    await pack.say('approve');
    await pack.until((state) => isActive(state) && state.waitingFor === null);
    await pack.say('rename', { to: 'later' });
    const workflow = harness.env.client.workflow.getHandle(packageWorkflowId('later'));
    await pack.until(({ status }) => status === 'Renamed');
    const heir = new PackageHandle(harness, Object.assign(workflow, { firstExecutionRunId: '' }));
    const spec = specOf({ ...document, name: 'later', lifecycle: { atTermEnd: 'vendorAutoRenew' } });
    await heir.say('configure', { spec });
    const calls = ({ timeline }: PackageState) =>
      timeline.flatMap(({ n, facts }) => (n !== undefined && facts?.kind === 'call' ? [facts.approved] : []));
    expect(calls(await heir.until((state) => calls(state).length > 0))).toEqual([null]);
  });

  it('a yes can be taken back while others are awaited, and counts no more', async () => {
    const { pack } = await asked(autoPaid('cen', 'taken-back', gated));
    expect(await refusal(pack.say('withdraw', { by: 'bob' }))).toContain('bob has not said yes');
    await pack.say('approve', { by: 'bob' });
    await pack.say('withdraw', { by: 'bob' });
    await pack.say('approve', { by: 'cleo' });
    await harness.pass(HOUR_MS);
    expect(await ordersOf(pack)).toEqual([]);
    expect((await pack.state()).approval?.approvedBy).toMatchObject([{ by: 'cleo' }]);
    await pack.say('approve', { by: 'bob' });
    await pack.until(isActive);
  });

  it('says that it cannot come about when too few are left who may answer', async () => {
    const document = autoPaid('cen', 'nobody-left', gated);
    const { pack } = await asked(document);
    await pack.say('configure', rulesOf(harness, document)({ approvers: ['ada', 'bob'] }));
    expect((await pack.until(({ reason }) => reason?.includes('cannot come about') ?? false)).status).toBe(
      'AwaitingApproval',
    );
    await pack.say('reject', { by: 'ada', reason: 'nobody is left' });
    await pack.until(({ status }) => status === 'Rejected');
  });

  it('reminds while it waits, and nobody answering in time is a no', async () => {
    const { pack, state } = await asked(autoPaid('cen', 'silence', gated));
    expect(Date.parse(state.approval?.endsAt ?? '') - Date.parse(state.approval?.askedAt ?? '')).toBeLessThanOrEqual(
      3 * DAY_MS,
    );
    await harness.pass(2.5 * DAY_MS);
    const reminded = await pack.state();
    expect(reminded.timeline.filter(({ what }) => what.startsWith('reminder: order'))).toHaveLength(2);
    await harness.pass(DAY_MS);
    const ended = await pack.until((now) => now.status === 'Rejected');
    expect(ended.reason).toBe('Nobody approved it in time.');
    expect(await ordersOf(pack)).toEqual([]);
  });

  it('resize: whoever asks for it cannot approve it, and the change waits for the others', async () => {
    const { pack } = await asked(autoPaid('wuying', 'resized-by-two', gated), 'dora');
    for (const by of ['ada', 'bob']) await pack.say('approve', { by });
    await pack.until(isActive);
    await pack.say('resize', { by: 'cleo', bandwidthMbps: 20 });
    const waits = await pack.until(asksApproval);
    expect(waits.approval).toMatchObject({ requestedBy: 'cleo', what: expect.stringContaining('from 10 to 20 Mbps') });
    expect(await refusal(pack.say('approve', { by: 'cleo' }))).toContain('cleo asked for it');
    for (const by of ['ada', 'bob']) await pack.say('approve', { by });
    await pack.until((now) => now.bandwidthMbps === 20 && now.waitingFor === null);
  });
});
