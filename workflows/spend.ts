import { patched } from '@temporalio/workflow';
import { assertNever } from '../model/assert-never.js';
import type { DeskRequest } from '../model/desk.js';
import { deskOf } from '../model/desk-region.js';
import { formatDuration } from '../model/format-duration.js';
import type { OperationRecord } from '../model/operation-record.js';
import { NO_FENCE, type Outcome, type VendorAnswer } from '../model/outcome.js';
import { callFacts } from './call-facts.js';
import { heedsCancel, isWithdrawn } from './cancel.js';
import { now } from './clock.js';
import { holds } from './guards.js';
import { inTheWay } from './in-the-way.js';
import type { Lease } from './lease.js';
import { markOf } from './mark.js';
import { whyNoAnswer } from './no-answer.js';
import { untilNextLookMs } from './patience.js';
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS, Pauses } from './pauses.js';
import { Reconciliation } from './reconcile.js';
import { mayBeLeftBehind, mayRepeat } from './repeat.js';
import type { Allowance, NotAllowed, Refused, SendAttempt, SpendPlan, Spent } from './spend-plan.js';
import { blockersText, sentence } from './vendor-words.js';

/**
 * The only way to spend or destroy. What it promises: an attempt is sent at most once, whatever crashes or is reset;
 * while an attempt's fate is open nothing is sent again that could be done twice; an outcome belongs to one attempt,
 * so a refused retry says nothing about the first; and what cannot be proved waits for a person.
 */
export async function spend<T>(lease: Lease, plan: SpendPlan<T>): Promise<Spent<T>> {
  const spent = await spendAllowed(lease, plan, ALWAYS);
  return spent.kind === 'notAllowed' ? { kind: 'withdrawn', by: 'leaseline', lost: spent.lost } : spent;
}

/**
 * The same for what people and rules have let through: before anything is sent that they let through a while ago, they are
 * asked whether they still do.
 */
export async function spendAllowed<T>(
  lease: Lease,
  plan: SpendPlan<T>,
  allowance: Allowance,
): Promise<Spent<T> | NotAllowed> {
  lease.state.lastOperation += 1;
  return new Spending(lease, plan, allowance, lease.state.lastOperation).run();
}

const ALWAYS: Allowance = { stillPasses: async () => true, pass: async () => 'approved' };
/** Between the last look at prices and rules and the order, nobody can step in; it is kept this short. */
const ALLOWED_FOR_MS = 10_000;

/**
 * How long an order waits for a listing from before it. Mostly one takes a fraction of a second, and whoever approved the order
 * looks on; a vendor that cannot be read does not hold it up for long.
 */
const LISTING_WAITS_MS = [500, 3_500] as const;
const LEFT_BEHIND_MS = 60_000;
/** Of something harmless: how often an answer nobody can read is asked for again. */
const REFUSALS_MAX = 5;
const TELL_AFTER_MS = 60 * 60 * 1000;

class Spending<T> {
  #attempt = 0;
  #attemptBegan = '';
  /** When the operation's first fence was taken; null while nobody is known to have taken one. */
  #fencedMs: number | null = null;
  /** Attempts whose fate is open. */
  readonly #unknown = new Set<number>();
  #unknownEver = 0;
  readonly #openedAt = now();
  #allowedMs = Date.now();
  readonly lease: Lease;
  readonly plan: SpendPlan<T>;
  readonly allowance: Allowance;
  readonly operation: number;

  constructor(lease: Lease, plan: SpendPlan<T>, allowance: Allowance, operation: number) {
    this.lease = lease;
    this.plan = plan;
    this.allowance = allowance;
    this.operation = operation;
  }

  async run(): Promise<Spent<T> | NotAllowed> {
    if (!(await this.#open())) return this.#withdrawn();
    const pauses = new Pauses(this.plan.repeat);
    for (;;) {
      const stopped = await this.#askAgain();
      // Looking for a lost attempt, and waiting for a lane, may take days, so it is asked once more. Older builds sent then.
      if (stopped === null && !this.#isFresh && patched('asked-after-waiting')) continue;
      const ended = stopped ?? (await this.#attemptOnce(pauses.nextMs(this.lease.expiresAt)));
      if (ended !== null) return ended;
    }
  }

  get #isFresh(): boolean {
    return Date.now() - this.#allowedMs < ALLOWED_FOR_MS;
  }

  /** @returns null when what is about to be sent is still let through, at the price it costs now */
  async #askAgain(): Promise<Spent<T> | NotAllowed | null> {
    const { lease, allowance } = this;
    if (this.#isFresh) return null;
    const passes = await allowance.stillPasses();
    this.#allowedMs = Date.now();
    if (passes && lease.inbox.cancel !== null && heedsCancel(this.plan)) return this.#giveUp();
    if (this.#unknown.size > 0 && (!passes || !this.#mayRepeat(0))) {
      const ended = await this.#reconcile('it may not be sent again as it was');
      if (ended !== null) return ended;
    }
    if (passes) return null;
    // Nobody else waits behind what waits for people.
    await this.#settle();
    const decision = await allowance.pass();
    if (decision !== 'approved') return { kind: 'notAllowed', decision, lost: this.#unknownEver };
    this.#allowedMs = Date.now();
    return (await this.#open()) ? null : this.#withdrawn();
  }

  /** @returns null when the next attempt may be sent */
  async #attemptOnce(pauseMs: number): Promise<Spent<T> | null> {
    const { lease, plan } = this;
    this.#attempt += 1;
    plan.show();
    this.#record('open', null);
    lease.acted();
    this.#attemptBegan = now();
    const outcome = await this.#sendOnce();
    lease.acted();
    if (outcome === null) {
      this.#record('throttled', 'withdrawn before it was sent');
      return this.#giveUp();
    }
    switch (outcome.kind) {
      case 'accepted':
        return this.#done(outcome.value, `${plan.what}: accepted by the vendor`, outcome.requestId);
      case 'refused':
        return this.#refused(outcome);
      case 'throttled': {
        this.#record('throttled', sentence(outcome));
        const blockers = await blockersText(outcome.code, this.plan.blocking);
        const why = `not accepted yet: ${sentence(outcome)}${blockers}`;
        if (!(await this.#pause(Math.max(outcome.afterMs, pauseMs), why))) return this.#giveUp();
        if (outcome.code === NO_FENCE) {
          // The desk may be gone, and with it every lane: a visit opens it anew, and it is told what to watch.
          const { watching } = lease.state;
          if (watching !== null) await lease.ask({ kind: 'watch', holder: lease.holder, watch: watching });
          if (!(await this.#open())) return this.#giveUp();
        }
        return this.#goOn();
      }
      case 'suspended': {
        this.#unknown.add(this.#attempt);
        this.#record('suspended', sentence(outcome));
        this.#tell(`suspended. ${sentence(outcome)}`, 'suspended', outcome.requestId);
        const why = `The vendor suspended the ${plan.what}: ${sentence(outcome)}`;
        const ended = await this.#reconciliation().untilSomebodyKnows(why);
        if (ended !== null) return this.#settled(ended);
        // It may still come back to life, so even a person's "none" sends nothing: ordering anew is a decision of its own.
        await this.#settle();
        // A renewal that is withdrawn is tried again a day later; one that is held must not be.
        const isHeld = plan.fingerprint === null && lease.inbox.cancel !== null && patched('held-though-withdrawn');
        if (lease.inbox.cancel !== null && !isHeld) return this.#withdrawn();
        return { ...outcome, kind: 'refused', heldSince: this.#attemptBegan };
      }
      case 'unknown':
        return this.#lost(outcome.why, pauseMs, outcome.refusal ?? null);
      default:
        return assertNever(outcome);
    }
  }

  async #refused(outcome: Refused): Promise<Spent<T> | null> {
    const { lease, plan } = this;
    this.#record('refused', sentence(outcome));
    const isFirst = this.#unknown.size === 0 || !holds('attemptWise');
    const left = plan.mayLeaveOrder?.(outcome.code) ?? 'no';
    if (isFirst && left === 'look') {
      const { found } = await this.#reconciliation().lookOnce();
      return found === null ? this.#refusedFor(outcome) : this.#settled(found);
    }
    const mayHaveLeft = left !== 'no';
    if (isFirst && this.#hasLostOne(0)) return this.#refusedAfterLoss(outcome);
    if (isFirst && !mayHaveLeft) return this.#refusedFor(outcome);
    this.#tell(`refused. ${sentence(outcome)}`, 'refused', outcome.requestId);
    if (mayHaveLeft) this.#unknown.add(this.#attempt);
    const why = mayHaveLeft ? 'the vendor may have kept an unpaid order' : 'an earlier attempt is not settled by that';
    // What such a refusal leaves behind is there at once; only a lost answer may still be acted on later.
    const windowMs = isFirst ? Math.min(lease.settings.orderProofWindowMs, LEFT_BEHIND_MS) : undefined;
    const ended = await this.#reconciliation().untilProved(why, true, windowMs);
    return ended === null ? this.#refusedFor(outcome) : this.#settled(ended);
  }

  /**
   * An earlier answer was lost and nothing was found of it, and now the vendor refuses: perhaps because of what that one
   * made and no list shows. Only a person can see it.
   */
  async #refusedAfterLoss(outcome: Refused): Promise<Spent<T>> {
    const why = `An earlier answer was lost, and the ${this.plan.what} sent after it was refused: ${sentence(outcome)} What the first one made may be in its way, though no list shows it.`;
    const ended = await this.#reconciliation().untilSomebodyKnows(why);
    return ended === null ? this.#refusedFor(outcome) : this.#settled(ended);
  }

  /** More answers of this purchase were lost than these: what came of one of them may be shown nowhere. */
  #hasLostOne(besides: number): boolean {
    return this.plan.fingerprint !== null && this.#unknownEver > besides && holds('attemptWise');
  }

  async #refusedFor(outcome: Refused): Promise<Spent<T>> {
    const blockers = await blockersText(outcome.code, this.plan.blocking);
    await this.#settle();
    this.#tell(`refused. ${sentence(outcome)}${blockers}`, 'refused', outcome.requestId);
    return blockers === '' ? outcome : { ...outcome, remedy: `${outcome.remedy ?? ''}${blockers}` };
  }

  /** The answer of an attempt is lost. */
  async #lost(why: string, pauseMs: number, refusal: VendorAnswer | null): Promise<Spent<T> | null> {
    const { lease, plan, operation } = this;
    this.#record('unknown', why);
    // Whoever holds the fence may send. If we get it now, the attempt never did and never will.
    const [fence] = await lease.ask({ kind: 'fence', holder: lease.holder, operation, attempt: this.#attempt });
    // A desk that was lost meanwhile and opened anew has forgotten who held it: its grant proves nothing.
    if (fence?.kind === 'granted' && fence.memorySince <= this.#attemptBegan) {
      this.#record('throttled', `${why}; proved not sent`);
      lease.tell(`${plan.what}: ${why}; it was surely not sent, so it is sent now`);
      if (!(await this.#pause(pauseMs, 'surely not sent'))) return this.#giveUp();
      return this.#goOn();
    }
    if (fence?.kind === 'taken' && fence.since !== null) this.#fencedMs ??= Date.parse(fence.since);
    this.#unknown.add(this.#attempt);
    this.#unknownEver += 1;
    lease.tell(`${plan.what}: the outcome is not known (${why})`);
    if (refusal !== null && plan.repeat !== 'harmless') return this.#reconcileRefusal(why, refusal);
    if (!this.#mayRepeat(pauseMs)) return this.#reconcile(why);

    const looked = await this.#reconciliation().lookOnce();
    if (looked.found !== null) return this.#settled(looked.found);
    if (mayBeLeftBehind(plan, looked)) return this.#reconcile(why);
    if (this.#unknownEver >= (plan.giveUpAfter ?? (refusal === null ? Infinity : REFUSALS_MAX))) {
      await this.#settle();
      const message = `no answer came ${this.#unknownEver} times.`;
      return { kind: 'refused', ...(refusal ?? { code: 'NoAnswer', message, requestId: null, remedy: null }) };
    }
    const again = plan.repeat === 'token' ? 'the same request is sent again with its token' : 'it is sent again';
    if (!(await this.#pause(pauseMs, `the outcome is not known (${why}); ${again}`))) return this.#giveUp();
    return null;
  }

  /** This attempt was surely not done. An earlier one may have been, and may be what is in this one's way. */
  async #goOn(): Promise<Spent<T> | null> {
    if (this.#unknown.size === 0) return null;
    if (!this.#mayRepeat(0)) return this.#reconcile('an earlier answer was lost');
    const looked = await this.#reconciliation().lookOnce();
    if (looked.found !== null) return this.#settled(looked.found);
    return mayBeLeftBehind(this.plan, looked) ? this.#reconcile('an earlier answer was lost') : null;
  }

  #mayRepeat(pauseMs: number): boolean {
    return mayRepeat(this.plan.repeat, this.#fencedMs, pauseMs);
  }

  /** @returns null when every attempt is settled as not done and the next one may be sent */
  async #reconcile(why: string): Promise<Spent<T> | null> {
    const ended = await this.#reconciliation().untilProved(why, false);
    if (ended !== null) return this.#settled(ended);
    this.#unknown.clear();
    this.#fencedMs = null;
    return this.lease.inbox.cancel === null ? null : this.#withdrawn();
  }

  /** An answer nobody can read, of which nothing came, was a refusal: the same again would bring the same. */
  async #reconcileRefusal(why: string, refusal: VendorAnswer): Promise<Spent<T>> {
    if (this.#hasLostOne(1)) {
      return this.#refusedAfterLoss({ kind: 'refused', ...refusal });
    }
    const ended = await this.#reconciliation().untilProved(`${refusal.code}: ${why}`, true);
    return ended === null ? this.#refusedFor({ kind: 'refused', ...refusal }) : this.#settled(ended);
  }

  #reconciliation(): Reconciliation<T> {
    return new Reconciliation(this.lease, this.plan, {
      attempt: this.#sendAttempt(),
      // Of a workflow that was reset, it may have been sent long before it began anew.
      begunAt: new Date(Math.min(Date.parse(this.#openedAt), this.#fencedMs ?? Infinity)).toISOString(),
      attemptsLost: this.#unknownEver,
      absent: (by) => {
        for (const attempt of this.#unknown) this.#recordOf(attempt, 'absent', by);
      },
    });
  }

  #settled(ended: { readonly value: T; readonly story: string }): Promise<Spent<T>> {
    return this.#done(ended.value, ended.story);
  }

  /** Takes the lane. A busy one makes the package wait and say behind whom. */
  async #open(): Promise<boolean> {
    const { lease, plan, operation } = this;
    // What makes no resource needs no lane; and a desk that opened for the first order is there.
    if (plan.lane === null && plan.fingerprint === null && operation > 1) return true;
    let listings = 0;
    const begunMs = Date.now();
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const { lane, fingerprint } = plan;
      const [answer] = await lease.ask({ kind: 'open', holder: lease.holder, operation, lane, fingerprint });
      if (answer?.kind === 'done' && answer.isStale === true && listings < LISTING_WAITS_MS.length) {
        // What a listing shows before the fence is taken is surely not what the order made.
        await lease.until(() => lease.inbox.cancel !== null, LISTING_WAITS_MS[listings] ?? 0);
        listings += 1;
        if (isWithdrawn(lease, plan)) return false;
        continue;
      }
      const why = inTheWay(answer, lane);
      if (why === null) return true;
      if (!(await this.#pause(Math.max(pauseMs, untilNextLookMs(Date.now() - begunMs, 0)), why))) return false;
    }
  }

  /** @returns false when a person withdrew it meanwhile */
  async #pause(pauseMs: number, why: string): Promise<boolean> {
    const { lease, plan } = this;
    plan.show();
    // What does not come about by itself for so long is worth a person's look; it is tried on meanwhile.
    lease.state.waitingFor = Date.now() - Date.parse(this.#openedAt) > TELL_AFTER_MS ? 'operator' : 'cloud';
    lease.state.reason = `${plan.what}: ${why}; next try in ${formatDuration(Math.ceil(pauseMs / 1000) * 1000)}.`;
    const heeds = heedsCancel(plan);
    return !(await lease.until(() => heeds && lease.inbox.cancel !== null, pauseMs));
  }

  /** @returns null when somebody withdrew it just before */
  async #sendOnce(): Promise<Outcome<T> | null> {
    try {
      await this.lease.show();
      if (isWithdrawn(this.lease, this.plan)) return null;
      return await this.plan.send(this.#sendAttempt());
    } catch (error) {
      return whyNoAnswer(error, this.lease.spec.account);
    }
  }

  async #done(value: T, story: string, requestId: string | null = null): Promise<Spent<T>> {
    const { lease, plan } = this;
    this.#record('accepted', null);
    const { orderId: before } = lease.state;
    const requests = plan.done(value);
    const orderId = lease.state.orderId === before ? null : lease.state.orderId;
    this.#tell(story.replace(`${plan.what}: `, ''), 'accepted', requestId, orderId);
    await this.#settle(requests);
    return { kind: 'done', value, lost: this.#unknownEver };
  }

  /** Withdrawn, unless something may have been done already: then its fate comes first. */
  async #giveUp(): Promise<Spent<T> | null> {
    if (this.#unknown.size > 0 && this.plan.repeat !== 'harmless') return this.#reconcile('it is being withdrawn');
    return this.#withdrawn();
  }

  async #withdrawn(): Promise<Spent<T>> {
    const { lease } = this;
    const by = lease.inbox.cancel?.by ?? 'an operator';
    lease.inbox.cancel = null;
    await this.#settle();
    return { kind: 'withdrawn', by, lost: this.#unknownEver };
  }

  /** Leaves the lane, and tells the desk whatever else has changed in the same visit. */
  async #settle(also: readonly DeskRequest[] = []): Promise<void> {
    const { lease, operation, plan } = this;
    const isOpen = plan.lane !== null || plan.fingerprint !== null;
    // Whatever the result is owned first: between the two nobody may take it for a stray.
    const requests = [...also, ...(isOpen ? [{ kind: 'settle' as const, holder: lease.holder, operation }] : [])];
    if (requests.length > 0) await lease.ask(...requests);
  }

  #sendAttempt(): SendAttempt {
    const { lease, operation } = this;
    const mark = markOf(lease, operation);
    const fence = { desk: deskOf(lease.spec), holder: lease.holder, operation, attempt: this.#attempt };
    return { fence, mark, token: holds('stableToken') ? mark : `${mark}-${this.#attempt}` };
  }

  #tell(story: string, outcome: OperationRecord['outcome'], requestId: string | null, orderId: string | null = null) {
    const { lease, plan, operation } = this;
    const facts = callFacts(lease, plan, { operation, attempt: this.#attempt, outcome, requestId, orderId });
    lease.tell(`${plan.what}: ${story}`, 'vendor', facts);
  }

  #record(outcome: OperationRecord['outcome'], detail: string | null): void {
    this.#recordOf(this.#attempt, outcome, detail);
  }

  #recordOf(attempt: number, outcome: OperationRecord['outcome'], detail: string | null): void {
    const { operation, plan } = this;
    this.lease.record({ operation, attempt, what: plan.what, outcome, openedAt: this.#openedAt, detail });
  }
}
