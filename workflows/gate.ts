import { type Approval, type ApprovalRules, namesGroup } from '../model/approval.js';
import { formatInstant } from '../model/format-instant.js';
import type { Money } from '../model/money.js';
import { factsOf } from '../model/policy/facts-of.js';
import { NO_RULES } from '../model/policy/gate-rules.js';
import { asksPrice, judge, type Need, type Stop } from '../model/policy/judge.js';
import type { Facts } from '../model/policy/match.js';
import type { Operation } from '../model/policy/operation.js';
import { type Quote, unknownPrice } from '../model/quote.js';
import { approvalRules, askPeople, type Decision, isTakenBack, rejectedBy, takenBack } from './approval.js';
import { reserve } from './budgets.js';
import type { Lease } from './lease.js';
import { isPaused, whilePaused } from './pause.js';
import { isDearer, priceText } from './priced.js';

/** What is about to be done. */
export interface Wanted {
  readonly operation: Operation;
  /** For people: "order of 10 Mbps", "renewal for 1 Month". */
  readonly what: string;
  /** Exactly what would be sent, as plain data: a yes is bound to it. */
  readonly exact: unknown;
  /** Who wants it; null: it is due by itself. */
  readonly requestedBy: string | null;
  /** Mbps afterwards. */
  readonly bandwidthMbps: number;
  /** What it would cost now. */
  readonly quote: () => Promise<Quote>;
  /** What the package would cost a month afterwards; null: not known. */
  readonly monthly: (quote: Quote) => Promise<Money | null> | Money | null;
  /** Shows the package as waiting for an approval, for a time, or for a pause to end. */
  readonly show: (reason: string, waitingFor: 'approval' | 'operator') => void;
  /** How long an answer is waited for; absent: as long as the policy says. */
  readonly withinMs?: number;
  /** Holds when what is asked about has come about without us. */
  readonly overtaken?: () => boolean;
  /** Holds when it is not wanted any more; absent: when somebody cancels or releases. */
  readonly isTakenBack?: () => boolean;
}

/** A release or an adoption spends nothing: pauses and the package's own policy are not about them. */
const SPENDS: ReadonlySet<Operation> = new Set(['order', 'renew', 'resize']);
const NOT_ASKED = unknownPrice('no price was asked for');

/**
 * The gate before money is spent or something is given up: nobody has paused it, the rules of leaseline.yaml let it through,
 * everybody they name has said yes to exactly this at this price, and the budgets have room. It is looked at anew after each
 * wait, so what is sent has passed as it is then.
 */
export async function passGate(lease: Lease, wanted: Wanted): Promise<Decision> {
  return new Gate(lease, wanted).pass();
}

interface Agreed {
  readonly quote: Quote;
  readonly approvedBy: readonly Approval[];
}

class Gate {
  readonly #lease: Lease;
  readonly #wanted: Wanted;
  readonly #deadlineMs: number | null;
  /** Who has said yes, by policy, and at what price. */
  readonly #agreed = new Map<string, Agreed>();

  constructor(lease: Lease, wanted: Wanted) {
    this.#lease = lease;
    this.#wanted = wanted;
    this.#deadlineMs = wanted.withinMs === undefined ? null : Date.now() + wanted.withinMs;
  }

  async pass(): Promise<Decision> {
    this.#lease.state.approved = null;
    for (;;) {
      const decision = await this.#once();
      if (decision !== 'again') return decision;
    }
  }

  /** @returns `again` when something was waited for, so that everything is to be looked at anew */
  async #once(): Promise<Decision | 'again'> {
    const lease = this.#lease;
    const wanted = this.#wanted;
    if (isPaused(lease) && SPENDS.has(wanted.operation)) {
      await whilePaused(
        lease,
        () => this.#isOver(),
        (reason) => wanted.show(reason, 'operator'),
      );
      if (this.#isOver()) return this.#over();
    }
    const gate = lease.life.gate ?? NO_RULES;
    const own = this.#ownNeed();
    const needsQuote = own.length > 0 || Object.keys(gate.policies).length > 0 || asksPrice(gate);
    const quote = needsQuote ? await wanted.quote() : NOT_ASKED;
    // A no that comes while the price is compared still comes before anything is sent.
    if (this.#agreed.size > 0) {
      const { decision } = lease.inbox;
      if (decision?.yes === false) {
        lease.inbox.decision = null;
        return rejectedBy(decision);
      }
      if (this.#isOver()) return this.#over();
    }
    this.#forgetWhatIsOver(quote);
    const monthly = needsQuote && lease.life.gate !== undefined ? await wanted.monthly(quote) : null;
    const facts = this.#factsWith(monthly);
    const { denied, held, needs } = judge(gate, facts, Date.now());
    if (denied !== null && denied.override === null) return { rejected: deniedText(wanted.what, denied) };
    if (held !== null && held.override === null) return this.#waitUntil(held);
    const all = [...overridesOf(denied, held), ...own, ...needs];
    const missing = all.find(({ policy }) => !this.#agreed.has(policy));
    if (missing !== undefined) return this.#ask(missing, quote, held?.untilMs ?? null);
    return this.#reserved(facts, quote);
  }

  #ownNeed(): Need[] {
    const { approval } = this.#lease.spec;
    const isOwn = approval !== null && SPENDS.has(this.#wanted.operation);
    return isOwn ? [{ policy: approval, by: '', isOverride: false }] : [];
  }

  /** Days may lie between a yes and its use. */
  #forgetWhatIsOver(quote: Quote): void {
    for (const [policy, { quote: then, approvedBy }] of this.#agreed) {
      const why = this.#whyAgain(policy, then, approvedBy, quote);
      if (why === null) continue;
      this.#lease.tell(`${why}: it is asked about again`);
      this.#agreed.delete(policy);
    }
  }

  #whyAgain(policy: string, then: Quote, approvedBy: readonly Approval[], quote: Quote): string | null {
    const rules = approvalRules(this.#lease, policy);
    const gone = approvedBy.find((one) => !mayStill(rules, one));
    if (gone !== undefined) return `${gone.by}, who approved it, may not any more`;
    if (!isDearer(quote, then, rules.priceTolerancePercent)) return null;
    return `the price has risen since it was asked about${priceText(quote)}`;
  }

  #factsWith(pricePerMonth: Money | null): Facts {
    const { spec, state } = this.#lease;
    const { operation, bandwidthMbps } = this.#wanted;
    const pricePerMonthNow = operation === 'order' ? null : (state.monthly ?? null);
    return factsOf(spec, operation, { bandwidthMbps, pricePerMonth, pricePerMonthNow });
  }

  async #waitUntil({ by, untilMs }: Stop & { readonly untilMs: number }): Promise<Decision | 'again'> {
    const until = formatInstant(new Date(untilMs).toISOString());
    this.#wanted.show(
      `The ${by} lets the ${this.#wanted.what} through from ${until} on; nothing is sent before.`,
      'operator',
    );
    const { life } = this.#lease.state;
    const changed = () => this.#isOver() || this.#lease.state.life !== life || isPaused(this.#lease);
    await this.#lease.until(changed, untilMs - Date.now());
    return this.#isOver() ? this.#over() : 'again';
  }

  /** @param heldUntilMs when what is asked to be overridden ends by itself */
  async #ask(need: Need, quote: Quote, heldUntilMs: number | null): Promise<Decision | 'again'> {
    const { operation, what, exact, requestedBy, show } = this.#wanted;
    const isHeld = need.isOverride && heldUntilMs !== null;
    const answer = await askPeople(this.#lease, {
      policy: need.policy,
      askedBy: need.by === '' ? null : need.by,
      operation,
      what: need.isOverride ? `${what} against ${need.by}` : what,
      exact,
      requestedBy,
      quote,
      show: (reason) => show(reason, 'approval'),
      deadlineMs: isHeld ? Math.min(heldUntilMs, this.#deadlineMs ?? Infinity) : this.#deadlineMs,
      overtaken: () => this.#wanted.overtaken?.() ?? false,
      isTakenBack: () => this.#isTakenBack(),
    });
    // What held it is over, so nobody needs to override it.
    if (answer === 'expired' && isHeld && Date.now() >= heldUntilMs) return 'again';
    if (typeof answer === 'string' || 'rejected' in answer) return answer;
    const { approvedBy } = answer;
    this.#lease.state.approved = answer.request;
    this.#agreed.set(need.policy, { quote, approvedBy });
    if (need.isOverride) this.#lease.tell(`${need.by} is overridden for the ${what}`, approvedBy.at(-1)?.by);
    return 'again';
  }

  /** The last thing before it goes on, so that what is counted is what is sent. */
  async #reserved(facts: Facts, quote: Quote): Promise<Decision | 'again'> {
    const lease = this.#lease;
    const { what } = this.#wanted;
    const { pricePerMonth: monthly } = facts;
    const full = await reserve(lease, facts, (policy) => this.#agreed.has(policy));
    lease.state.pendingMonthly = monthly;
    if (full === null) return 'approved';
    if (full.over.kind === 'approve') {
      return this.#ask({ policy: full.over.policy, by: `budget ${full.name}`, isOverride: true }, quote, null);
    }
    return { rejected: `Budget ${full.name} has no room for the ${what}: ${full.why}.` };
  }

  #isOver(): boolean {
    return this.#isTakenBack() || (this.#wanted.overtaken?.() ?? false);
  }

  #over(): Decision {
    return this.#isTakenBack() ? takenBack(this.#lease) : 'overtaken';
  }

  #isTakenBack(): boolean {
    return this.#wanted.isTakenBack?.() ?? isTakenBack(this.#lease.inbox);
  }
}

/** Somebody else's say goes with whoever gave it. Of a login's groups only the policy is known here, not who is in them by now. */
function mayStill({ approvers, escalation }: ApprovalRules, { by, inPlaceOf = by, groups = [] }: Approval): boolean {
  if (approvers.length === 0) return true;
  const names = [...approvers, ...(escalation?.to ?? [])];
  return names.includes(inPlaceOf) || namesGroup(names, groups);
}

function overridesOf(denied: Stop | null, held: Stop | null): Need[] {
  return [denied, held].flatMap((stop) =>
    stop === null || stop.override === null ? [] : [{ policy: stop.override, by: stop.by, isOverride: true }],
  );
}

function deniedText(what: string, { by, because }: Stop): string {
  return `The ${by} denies the ${what}${because === null ? '' : `: ${because}`}.`;
}
