import { ActivityFailure, TimeoutFailure } from '@temporalio/workflow';
import { assertNever } from '../model/assert-never.js';
import type { DeskRequest, LaneClaim } from '../model/desk.js';
import { deskOf } from '../model/desk-region.js';
import { formatDuration } from '../model/format-duration.js';
import { ordersQueue } from '../model/ids.js';
import type { OperationRecord } from '../model/messages.js';
import { NO_FENCE, type Outcome, type VendorAnswer } from '../model/outcome.js';
import { type Lease, now } from './lease.js';
import { untilNextLookMs } from './patience.js';
import type { SendAttempt } from './products/product.js';

/**
 * The only way to spend or destroy. What it promises: an attempt is sent at most once, whatever crashes or is reset;
 * while an attempt's fate is open nothing is sent again without a token; and what cannot be proved waits for a person.
 */
export interface SpendPlan<T> {
  /** For people: "order", "renewal", "cancellation of order 123". */
  readonly what: string;
  readonly lane: LaneClaim | null;
  /** The vendor answers a repeated token with the first result, so an unknown attempt may be sent again with it. */
  readonly hasToken: boolean;
  send(attempt: SendAttempt): Promise<Outcome<T>>;
  /** Looks whether it was done. `complete` false: could not look properly, which proves nothing. */
  evidence(attempt: SendAttempt): Promise<Evidence<T>>;
  /** What a person names as the result; a sentence when that cannot be right. Absent: a person can only say "none". */
  readonly named?: (resourceId: string) => Promise<{ readonly value: T } | { readonly why: string }>;
  /** Runs as soon as it is known to be done; what it returns goes to the desk in the same visit that settles. */
  done(value: T): readonly DeskRequest[];
  /** What the package shows while it is being sent. */
  show(): void;
}

export interface Evidence<T> {
  readonly found: { readonly value: T } | null;
  readonly complete: boolean;
}

export type Spent<T> =
  | { readonly kind: 'done'; readonly value: T }
  | ({ readonly kind: 'refused' } & VendorAnswer)
  /** A person withdrew it before anything was done. */
  | { readonly kind: 'withdrawn'; readonly by: string };

/** How long a vendor is trusted to remember a token. Its memory is not documented; this is far below what is seen. */
const TOKEN_TRUSTED_MS = 10 * 60 * 1000;
const LONGEST_PAUSE_MS = 15 * 60 * 1000;
const FIRST_PAUSE_MS = 2_000;

export async function spend<T>(lease: Lease, plan: SpendPlan<T>): Promise<Spent<T>> {
  lease.state.lastOperation += 1;
  return new Spending(lease, plan, lease.state.lastOperation).run();
}

/** The mark and the token of an operation: the same after a reset, a crash or continue-as-new. */
export function markOf(lease: Lease, operation: number): string {
  return `${lease.holder.firstExecutionRunId}-${operation}`;
}

class Spending<T> {
  #attempt = 0;
  #attemptBegan = '';
  readonly #openedAt = now();

  readonly lease: Lease;
  readonly plan: SpendPlan<T>;
  readonly operation: number;

  constructor(lease: Lease, plan: SpendPlan<T>, operation: number) {
    this.lease = lease;
    this.plan = plan;
    this.operation = operation;
  }

  async run(): Promise<Spent<T>> {
    const { lease, plan } = this;
    // Without a lane there is nothing to take, and a desk that opened for the first order is there.
    const mustOpen = plan.lane !== null || this.operation === 1;
    if (mustOpen && !(await this.#open())) return this.#withdrawn();
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      this.#attempt += 1;
      plan.show();
      this.#record('open', null);
      lease.acted();
      this.#attemptBegan = now();
      const outcome = await this.#sendOnce();
      lease.acted();
      switch (outcome.kind) {
        case 'accepted':
          return this.#done(outcome.value, `${plan.what}: accepted by the vendor`);
        case 'refused':
          this.#record('refused', sentence(outcome));
          await this.#settle();
          lease.tell(`${plan.what}: refused. ${sentence(outcome)}`, 'vendor');
          return outcome;
        case 'throttled': {
          this.#record('throttled', sentence(outcome));
          const wanted = await this.#pause(
            Math.max(outcome.afterMs, pauseMs),
            `not accepted yet: ${sentence(outcome)}`,
          );
          if (!wanted) return this.#withdrawn();
          // The desk is gone, and with it every lane: it is opened anew.
          if (outcome.code === NO_FENCE && !(await this.#open())) return this.#withdrawn();
          break;
        }
        case 'suspended': {
          this.#record('suspended', sentence(outcome));
          lease.tell(`${plan.what}: suspended. ${sentence(outcome)}`, 'vendor');
          const ended = await this.#askOperator(`The vendor suspended the ${plan.what}: ${sentence(outcome)}`);
          if (ended !== null) return ended;
          // It may still come back to life, so even a person's "none" sends nothing: ordering anew is a decision of its own.
          await this.#settle();
          return { ...outcome, kind: 'refused' };
        }
        case 'unknown': {
          this.#record('unknown', outcome.why);
          const ended = await this.#settleUnknown(outcome.why, pauseMs);
          if (ended !== null) return ended;
          break;
        }
        default:
          assertNever(outcome);
      }
    }
  }

  /** Takes the lane. A busy one makes the package wait and say behind whom. */
  async #open(): Promise<boolean> {
    const { lease, plan, operation } = this;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const [answer] = await lease.ask({ kind: 'open', holder: lease.holder, operation, lane: plan.lane });
      if (answer?.kind !== 'busy') return true;
      const why = `waits for the lane ${plan.lane?.name}, in which package ${answer.holder.packageName} is`;
      if (!(await this.#pause(pauseMs, why))) return false;
    }
  }

  /** @returns false when a person withdrew it meanwhile */
  async #pause(pauseMs: number, why: string): Promise<boolean> {
    const { lease, plan } = this;
    plan.show();
    lease.state.waitingFor = 'cloud';
    lease.state.reason = `${plan.what}: ${why}; next try in ${formatDuration(Math.ceil(pauseMs / 1000) * 1000)}.`;
    return !(await lease.until(() => lease.inbox.cancel !== null, pauseMs));
  }

  async #sendOnce(): Promise<Outcome<T>> {
    try {
      await this.lease.show();
      return await this.plan.send(this.#sendAttempt());
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      const { cause } = error;
      if (cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_START') {
        return notSent(`no worker listens on ${ordersQueue(this.lease.spec.account)}, which sends for this account`);
      }
      return unknown(`the worker gave no answer (${cause?.message ?? error.message})`);
    }
  }

  /** @returns null when the next attempt may be sent */
  async #settleUnknown(why: string, pauseMs: number): Promise<Spent<T> | null> {
    const { lease, plan, operation } = this;
    // Whoever holds the fence may send. If we get it now, the attempt never did and never will.
    const [fence] = await lease.ask({ kind: 'fence', holder: lease.holder, operation, attempt: this.#attempt });
    // A desk that was lost meanwhile and opened anew has forgotten who held it: its grant proves nothing.
    if (fence?.kind === 'granted' && fence.memorySince <= this.#attemptBegan) {
      this.#record('throttled', `${why}; proved not sent`);
      lease.tell(`${plan.what}: ${why}; it was surely not sent, so it is sent now`);
      return null;
    }
    lease.tell(`${plan.what}: the outcome is not known (${why})`);
    const found = await this.#lookForEvidence();
    if (found !== null) return found;
    const since = fence?.kind === 'taken' && fence.since !== null ? Date.parse(fence.since) : Number.NEGATIVE_INFINITY;
    if (plan.hasToken && Date.now() - since + pauseMs < TOKEN_TRUSTED_MS) {
      await this.#pause(pauseMs, `the outcome is not known (${why}); the same request is sent again with its token`);
      return null;
    }
    return this.#askOperator(
      `It is not known whether the ${plan.what} was carried out (${why}). Look at the vendor's console, then resolve with the resource's id, or with none.`,
    );
  }

  /**
   * Nothing is sent until the fate is known: by evidence that turns up, or by a person's word.
   * @returns null when the attempt is settled as not done and the next may be sent
   */
  async #askOperator(reason: string): Promise<Spent<T> | null> {
    const { lease } = this;
    const stand = (why: string) => lease.stand('OutcomeUnknown', 'operator', why, { what: 'resolve', at: null });
    stand(reason);
    await lease.ask(lease.watch('payment', null));
    const askedMs = Date.now();
    for (let lookMs = FIRST_PAUSE_MS; ; lookMs *= 2) {
      const { news } = lease;
      lookMs = Math.min(lookMs, untilNextLookMs(Date.now() - askedMs, lease.settings.fallbackLookMs));
      await lease.until(() => lease.inbox.resolution !== null || lease.news !== news, lookMs);
      const said = lease.inbox.resolution;
      lease.inbox.resolution = null;
      const found = await this.#lookForEvidence();
      if (found !== null) return found;
      if (said === null) continue;
      const settled = said.resourceId === null ? await this.#takeNone(said.by) : await this.#takeNamed(said.resourceId);
      if (typeof settled !== 'string') return settled;
      lease.tell(`not resolved: ${settled}`);
      stand(`${reason} (Last answer not taken: ${settled})`);
    }
  }

  async #takeNamed(resourceId: string): Promise<Spent<T> | string> {
    const { plan } = this;
    if (plan.named === undefined) return `the ${plan.what} makes no resource to name; say none, or wait`;
    const named = await plan.named(resourceId);
    if ('why' in named) return named.why;
    return this.#done(named.value, `${plan.what}: settled by a person, who named ${resourceId}`);
  }

  /** A person says there is none. That is only taken together with a fresh complete listing that agrees. */
  async #takeNone(by: string): Promise<Spent<T> | null | string> {
    const { lease, plan } = this;
    const look = await this.#look();
    if (look === null || !look.complete)
      return 'the vendor could not be read to the end just now; say it again in a while';
    this.#record('absent', `${by} says there is none, and a complete listing agrees`);
    lease.tell(`${plan.what}: settled as not done`, by);
    if (lease.inbox.cancel === null) return null;
    return this.#withdrawn();
  }

  async #lookForEvidence(): Promise<Spent<T> | null> {
    const look = await this.#look();
    if (look?.found == null) return null;
    return this.#done(look.found.value, `${this.plan.what}: found at the vendor`);
  }

  async #look(): Promise<Evidence<T> | null> {
    try {
      return await this.plan.evidence(this.#sendAttempt());
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      this.lease.tell(`the vendor cannot be read: ${error.cause?.message ?? error.message}`);
      return null;
    }
  }

  async #done(value: T, story: string): Promise<Spent<T>> {
    const { lease, plan } = this;
    this.#record('accepted', null);
    lease.tell(story, 'vendor');
    await this.#settle(plan.done(value));
    return { kind: 'done', value };
  }

  async #withdrawn(): Promise<Spent<T>> {
    const { lease } = this;
    const by = lease.inbox.cancel?.by ?? 'an operator';
    lease.inbox.cancel = null;
    await this.#settle();
    return { kind: 'withdrawn', by };
  }

  /** Leaves the lane, and tells the desk whatever else has changed in the same visit. */
  async #settle(also: readonly DeskRequest[] = []): Promise<void> {
    const { lease, operation, plan } = this;
    const leave: DeskRequest[] = plan.lane === null ? [] : [{ kind: 'settle', holder: lease.holder, operation }];
    const requests = [...leave, ...also];
    if (requests.length > 0) await lease.ask(...requests);
  }

  #sendAttempt(): SendAttempt {
    const { lease, operation } = this;
    const mark = markOf(lease, operation);
    const fence = { desk: deskOf(lease.spec), holder: lease.holder, operation, attempt: this.#attempt };
    return { fence, mark, token: mark };
  }

  #record(outcome: OperationRecord['outcome'], detail: string | null): void {
    const { operation, plan } = this;
    const attempt = this.#attempt;
    this.lease.record({ operation, attempt, what: plan.what, outcome, openedAt: this.#openedAt, detail });
  }
}

/** The vendor's words and what to do about them, as one sentence. */
export function sentence(answer: VendorAnswer): string {
  return [`${answer.code}: ${answer.message}`, answer.remedy].filter((part) => part !== null).join(' ');
}

function unknown(why: string): Outcome<never> {
  return { kind: 'unknown', why, code: null, requestId: null };
}

function notSent(message: string): Outcome<never> {
  return { kind: 'throttled', afterMs: 0, code: 'NotSent', message, requestId: null, remedy: null };
}
