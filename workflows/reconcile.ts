import { ActivityFailure, patched } from '@temporalio/workflow';
import type { Holder, Reviewable, Verdict } from '../model/desk.js';
import { holds } from './guards.js';
import type { Lease } from './lease.js';
import { untilNextSearchMs } from './patience.js';
import type { Candidate, Evidence, SendAttempt, SpendPlan } from './spend-plan.js';

/** Complete listings that must agree before something is called absent. */
const LISTINGS_FOR_PROOF = 3;
/** After so many lost answers a person decides, whatever the account says. */
const LOST_ATTEMPTS_MAX = 3;
const FIRST_LOOK_MS = 2_000;
const LATER_LOOKS = 3;

export interface Open {
  readonly attempt: SendAttempt;
  /** When the operation began: nothing older can be its result. */
  readonly begunAt: string;
  readonly attemptsLost: number;
  /** Every open attempt is settled as not done. */
  absent(detail: string): void;
}

export interface Found<T> {
  readonly value: T;
  readonly story: string;
}

export interface Looked<T> {
  readonly found: Found<T> | null;
  /** What else could be its result; for people. */
  readonly rivals: readonly Candidate<T>[];
  readonly complete: boolean;
  readonly control: boolean;
}

interface Judged<T> {
  readonly candidate: Candidate<T>;
  readonly verdict: Verdict;
}

/**
 * Finds out what became of an attempt whose answer was lost. It ends with the result, with the proof that there is
 * none, or with a person's word that agrees with what the vendor shows. It never guesses.
 */
export class Reconciliation<T> {
  readonly lease: Lease;
  readonly plan: SpendPlan<T>;
  readonly open: Open;
  /** Until then the vendor may still commit what it was sent; counted from the end of the attempt. */
  #windowEndMs = 0;
  #completeLooks = 0;
  /** Complete looks in a row that showed nothing that could be its result. */
  #agreeing = 0;
  /** False: whatever the listings say, only a person or the result itself can settle it. */
  #canProve = true;
  #saidNoneBy: string | null = null;
  #saidNoneMs = 0;
  /** What a person has looked at and says is not its result. */
  readonly #notIt = new Set<string>();
  #isProved = false;
  /** What the newest look showed that could be its result. */
  #rivals: readonly Candidate<T>[] = [];
  #toSay = '';

  constructor(lease: Lease, plan: SpendPlan<T>, open: Open) {
    this.lease = lease;
    this.plan = plan;
    this.open = open;
  }

  /** One look, for what may simply be sent again when nothing is found. */
  async lookOnce(): Promise<Looked<T>> {
    return (await this.#look(false)) ?? { found: null, rivals: [], complete: false, control: false };
  }

  /** Nothing but evidence or a person's word counts: what was suspended may come back, so absence proves nothing. */
  async untilSomebodyKnows(why: string): Promise<Found<T> | null> {
    this.#toSay = why;
    this.#canProve = false;
    return this.#watch(0, () => false);
  }

  /**
   * Looks until the result turns up or its absence is proved.
   * @param settles true when a proved absence ends the operation instead of letting it be sent again
   * @param windowMs how long the vendor may still do it
   * @returns null when every attempt is settled as not done
   */
  async untilProved(
    why: string,
    settles: boolean,
    windowMs = this.lease.settings.orderProofWindowMs,
  ): Promise<Found<T> | null> {
    const { lease, plan } = this;
    this.#toSay = `It is not known whether the ${plan.what} was carried out (${why}).`;
    return this.#watch(holds('proofWindow') ? windowMs : 0, () => {
      this.#isProved = true;
      const again = lease.settings.resend === 'afterProof' && this.open.attemptsLost < LOST_ATTEMPTS_MAX;
      return settles || again || lease.inbox.cancel !== null;
    });
  }

  /** @param onProof what a proved absence means: true when that settles it, false when a person is to say so */
  async #watch(windowMs: number, onProof: () => boolean): Promise<Found<T> | null> {
    const { lease, plan } = this;
    const begunMs = Date.now();
    this.#windowEndMs = begunMs + windowMs;
    await lease.ask(lease.watch('delivery'));
    for (let lookMs = FIRST_LOOK_MS; ; lookMs *= LATER_LOOKS) {
      const lookedMs = Date.now();
      const isOver = lookedMs >= this.#windowEndMs;
      const looked = await this.#look(isOver && this.#completeLooks + 1 >= LISTINGS_FOR_PROOF);
      if (looked?.found != null) return looked.found;
      if (looked !== null && (await this.#isSettledAs(looked, isOver, onProof))) return null;
      this.#show(looked);
      const { news, inbox } = lease;
      const { cancel } = inbox;
      // Earlier builds looked again at once, without end, while something stood in its way.
      const isHeard = this.#isProved && cancel !== null && patched('withdrawal-heard-once');
      const withdraws = () => this.#isProved && inbox.cancel !== null && !(isHeard && inbox.cancel === cancel);
      const wakes = () => inbox.resolution !== null || withdraws() || lease.news !== news;
      await lease.until(wakes, this.#untilNextLook(lookMs, begunMs));
      const said = inbox.resolution;
      inbox.resolution = null;
      if (said === null) continue;
      lookMs = FIRST_LOOK_MS;
      if (said.resourceId === null) {
        this.#saidNoneBy = said.by;
        for (const id of said.not) this.#notIt.add(id);
        this.#saidNoneMs = Date.now();
      } else {
        const named = await this.#named(said.resourceId);
        if ('value' in named) {
          return { value: named.value, story: `${plan.what}: settled by a person, who named ${said.resourceId}` };
        }
        lease.tell(`not resolved: ${named.why}`);
        this.#toSay = `${this.#toSay.replace(/ \(Last answer not taken:.*\)$/, '')} (Last answer not taken: ${named.why})`;
      }
    }
  }

  async #isSettledAs(looked: Looked<T>, isOver: boolean, onProof: () => boolean): Promise<boolean> {
    const { lease, plan } = this;
    const isComplete = looked.complete || !holds('completeListing');
    const isClear = isComplete && looked.rivals.length === 0;
    if (isComplete) this.#completeLooks += 1;
    this.#agreeing = isClear ? this.#agreeing + 1 : looked.rivals.length > 0 ? 0 : this.#agreeing;
    if (!isClear || !isOver) return false;
    if (this.#saidNoneBy !== null) {
      this.open.absent(`${this.#saidNoneBy} says there is none, and a complete listing agrees`);
      lease.tell(`${plan.what}: settled as not done`, this.#saidNoneBy);
      return true;
    }
    const isProof =
      this.#canProve && this.#agreeing >= LISTINGS_FOR_PROOF && (looked.control || !holds('positiveControl'));
    if (!isProof) return false;
    const isNew = !this.#isProved;
    if (isNew) lease.tell(`${plan.what}: proved that nothing came of it`);
    if (!onProof()) return false;
    this.open.absent('proved by complete listings after the time in which the vendor could still have done it');
    return true;
  }

  #untilNextLook(lookMs: number, begunMs: number): number {
    const nowMs = Date.now();
    const { fallbackLookMs } = this.lease.settings;
    // The looks after the window's end decide, so they come soon after it and soon after one another.
    if (nowMs < this.#windowEndMs) return Math.min(lookMs, this.#windowEndMs - nowMs);
    const isDeciding = this.#canProve && !this.#isProved && nowMs < this.#windowEndMs + fallbackLookMs;
    // The same goes for a person's word; but where it cannot be taken, for long, looking on and on brings nothing.
    if (isDeciding || nowMs < this.#saidNoneMs + fallbackLookMs) {
      // What could be its result goes on being that, until somebody says otherwise.
      return Math.min(lookMs, this.#rivals.length > 0 ? fallbackLookMs : FIRST_LOOK_MS * LATER_LOOKS * LATER_LOOKS);
    }
    return Math.min(lookMs, untilNextSearchMs(nowMs - begunMs, fallbackLookMs));
  }

  #show(looked: Looked<T> | null): void {
    const { lease, plan } = this;
    const rivals = looked?.rivals ?? [];
    lease.state.candidates = rivals.map(({ resourceId, orderId }) => ({ resourceId, orderId }));
    const decidesMs = this.#completeLooks < LISTINGS_FOR_PROOF ? lease.settings.fallbackLookMs : 0;
    if (this.#canProve && Date.now() < this.#windowEndMs + decidesMs) {
      const until = new Date(this.#windowEndMs).toISOString();
      const reason = `${this.#toSay} It is being looked for; until ${until} the vendor may still do it.`;
      lease.stand('OutcomeUnknown', 'cloud', reason, { what: 'resolve', at: null });
      return;
    }
    const naming = [
      ...(plan.named === undefined ? [] : ["the resource's id"]),
      ...(rivals.some(({ orderId }) => orderId !== null) ? ["the order's number"] : []),
    ];
    const answer = `resolve with ${[...naming, 'none'].join(', or with ')}`;
    const advice =
      this.#isProved && rivals.length === 0
        ? `It is proved that nothing came of it: say resolve --none to have the ${plan.what} sent again, or cancel to have it left.`
        : rivals.length > 0
          ? `These could be its result: ${rivals.map(labelOf).join(', ')}. Look at the vendor's console, then ${answer}.`
          : `Look at the vendor's console, then ${answer}.`;
    const by = this.#saidNoneBy;
    const still =
      rivals.length > 0
        ? 'it is taken when that is said of each of them by its id (none, not ...)'
        : 'a complete listing must agree first';
    const heard = by === null ? '' : ` ${by} said there is none; ${still}.`;
    lease.stand('OutcomeUnknown', 'operator', `${this.#toSay} ${advice}${heard}`, { what: 'resolve', at: null });
  }

  async #look(mayTake: boolean): Promise<Looked<T> | null> {
    const { lease, plan, open } = this;
    let evidence: Evidence<T>;
    try {
      evidence = await plan.evidence(open.attempt, open.begunAt);
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      const what = `the vendor cannot be read: ${error.cause?.message ?? error.message}`;
      if (lease.state.timeline.at(-1)?.what !== what) lease.tell(what);
      return null;
    }
    const { complete, control } = evidence;
    if (evidence.found !== null) {
      const found = { value: evidence.found.value, story: `${plan.what}: found at the vendor` };
      return { found, rivals: [], complete, control };
    }
    const reviewed = await this.#reviewed(evidence);
    const rivals = reviewed.map(({ candidate }) => candidate);
    const [only] = reviewed;
    const isCertain = mayTake && complete && reviewed.length === 1 && only?.verdict === 'possible';
    this.#rivals = rivals;
    return { found: isCertain ? await this.#takeOne(only.candidate) : null, rivals, complete, control };
  }

  /** Without what was there before, and without what is another package's. */
  async #reviewed({ candidates, ordered = [] }: Evidence<T>): Promise<readonly Judged<T>[]> {
    if (candidates.length === 0) return [];
    const { lease, open } = this;
    const { holder, settings } = lease;
    const [answer] = await lease.ask({
      kind: 'review',
      holder,
      operation: open.attempt.fence.operation,
      candidates: candidates.map(reviewable),
      ordered,
      mayCommitForMs: settings.activityTimeoutMs + settings.orderProofWindowMs,
    });
    const verdicts = answer?.kind === 'reviewed' ? answer.verdicts : [];
    return candidates
      .map((candidate, at) => ({ candidate, verdict: verdicts[at] ?? 'contested' }))
      .filter(({ candidate, verdict }) => verdict !== 'excluded' && !lease.knowsOrder(candidate.orderId))
      .filter(({ candidate: { resourceId, orderId } }) => !this.#isNot(resourceId) && !this.#isNot(orderId));
  }

  #isNot(id: string | null): boolean {
    return id !== null && this.#notIt.has(id);
  }

  /** The only one there is: it is claimed first, so that nobody else can take it at the same time. */
  async #takeOne(candidate: Candidate<T>): Promise<Found<T> | null> {
    const { resourceId, orderId, value, mayBeTaken } = candidate;
    if (!mayBeTaken || (await this.#claim(candidate)) !== null) return null;
    const it = resourceId ?? `order ${orderId}`;
    return { value, story: `${this.plan.what}: ${it} is the only thing it can be, and is taken for it` };
  }

  /** @returns whose it is already; null when it is ours now */
  async #claim({ resourceId, orderId }: Candidate<T>): Promise<Holder | null> {
    const { lease } = this;
    const { holder } = lease;
    const answers = await lease.ask(
      ...(resourceId === null ? [] : [{ kind: 'own' as const, holder, resourceId }]),
      ...(orderId === null ? [] : [{ kind: 'ownOrder' as const, holder, orderId }]),
    );
    for (const answer of answers) if (answer.kind === 'busy') return answer.holder;
    return null;
  }

  /** @param id a resource's, or the number of an order that could be its result */
  async #named(id: string): Promise<{ readonly value: T } | { readonly why: string }> {
    const { plan } = this;
    const order = this.#rivals.find(({ orderId }) => orderId === id);
    if (order !== undefined) {
      const owner = await this.#claim(order);
      return owner === null ? { value: order.value } : { why: `order ${id} belongs to package ${owner.packageName}` };
    }
    if (plan.named !== undefined) return plan.named(id);
    return { why: `${id} is none of the orders that could be the ${plan.what}; say the number of one, none, or wait` };
  }
}

/** Of a candidate, what the desk judges it by. */
function reviewable({ resourceId, orderId, createdAt, isTold }: Candidate<unknown>): Reviewable {
  return { resourceId, orderId, createdAt, isTold };
}

function labelOf({ resourceId, orderId }: Candidate<unknown>): string {
  return [resourceId, orderId === null ? null : `order ${orderId}`].filter((part) => part !== null).join(' with ');
}
