import { patched } from '@temporalio/workflow';
import { type Approval, type ApprovalRules, namesGroup } from '../model/approval.js';
import { formatDuration } from '../model/format-duration.js';
import { formatInstant } from '../model/format-instant.js';
import { isSameMoney, type Money } from '../model/money.js';
import { factsOf } from '../model/policy/facts-of.js';
import { type GateRules, NO_RULES } from '../model/policy/gate-rules.js';
import { asksPrice, budgetsOf, judge, type Need, type Stop } from '../model/policy/judge.js';
import type { Facts } from '../model/policy/match.js';
import type { Operation } from '../model/policy/operation.js';
import { type Quote, unknownPrice } from '../model/quote.js';
import type { Term } from '../model/term.js';
import { agreeTo } from './agreed.js';
import { approvalRules, askPeople, isTakenBack, rejectedBy, takenBack } from './approval.js';
import { reserve } from './budgets.js';
import type { Decision, Refusal } from './decision.js';
import { holds } from './guards.js';
import type { Lease } from './lease.js';
import { isPaused, whilePaused } from './pause.js';
import { isDearer, mostMinor, priceText } from './priced.js';
import type { Allowance } from './spend-plan.js';

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
  /** What that price is for; absent: for something that happens once, or as long as it is used. */
  readonly term?: Term | null;
  /** What the package would cost a month afterwards; null: not known. */
  readonly monthly: (quote: Quote) => Promise<Money | null> | Money | null;
  /** Shows the package as waiting for an approval, for a time, or for a pause to end. */
  readonly show: (reason: string, waitingFor: 'approval' | 'operator') => void;
  /** The package's own policy has let it through beforehand (a standing approval); whatever else asks or denies still counts. */
  readonly isStanding?: boolean;
  /** How long an answer is waited for; absent: as long as the policy says. */
  readonly withinMs?: number;
  /** Holds when what is asked about has come about without us. */
  readonly overtaken?: () => boolean;
  /** Reads the vendor for that, where nobody else would have noticed. */
  readonly look?: () => Promise<unknown>;
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

/** The same gate, to be passed more than once: what people have said yes to stays said while nothing changes. */
export function gateFor(lease: Lease, wanted: Wanted): OpenGate {
  return new Gate(lease, wanted);
}

export interface OpenGate extends Allowance {
  /** The last question was that of the package's own policy, and nobody answered it in time. */
  readonly isOwnSilent: boolean;
}

interface Agreed {
  readonly policy: string;
  readonly request: string;
  readonly quote: Quote;
  readonly approvedBy: readonly Approval[];
}

class Gate implements OpenGate {
  readonly #lease: Lease;
  readonly #wanted: Wanted;
  readonly #deadlineMs: number | null;
  #hasPassed = false;
  #isOwnSilent = false;
  /** Who has said yes, and at what price: by policy, or by what was overridden, each of which is asked about by itself. */
  readonly #agreed = new Map<string, Agreed>();

  constructor(lease: Lease, wanted: Wanted) {
    this.#lease = lease;
    this.#wanted = wanted;
    this.#deadlineMs = wanted.withinMs === undefined ? null : Date.now() + wanted.withinMs;
  }

  get isOwnSilent(): boolean {
    return this.#isOwnSilent;
  }

  async pass(): Promise<Decision> {
    this.#noteApproved([]);
    this.#lease.state.agreed = null;
    for (;;) {
      const decision = await this.#once();
      if (decision === 'again') continue;
      if (decision === 'approved') {
        const no = this.#lateNo();
        if (no !== null) return no;
        this.#hasPassed = true;
        this.#noteApproved([...this.#agreed.values()]);
      }
      return decision;
    }
  }

  /** For the audit: what is sent from here on was approved so. */
  #noteApproved(agreed: readonly Agreed[]): void {
    const { state } = this.#lease;
    const requests = agreed.map(({ request }) => request);
    state.approved = requests.at(-1) ?? null;
    state.alsoApproved = requests.slice(0, -1);
    const limits = agreed.flatMap((one) => this.#limitOf(one) ?? []);
    state.approvedUpTo = limits.sort((one, other) => one.amountMinor - other.amountMinor)[0] ?? null;
  }

  #limitOf({ policy, quote }: Agreed): Money | null {
    if (quote.kind === 'unknown') return null;
    const { priceTolerancePercent } = approvalRules(this.#lease, policy);
    return { amountMinor: mostMinor(quote, priceTolerancePercent), currency: quote.currency };
  }

  /**
   * A no that was taken while prices and budgets were looked at after the last yes. From here on nobody is asked any more, so a
   * later one is refused. Earlier builds took it in both cases, and went on.
   */
  #lateNo(): Refusal | null {
    const { inbox, state } = this.#lease;
    const { decision } = inbox;
    if (state.waitingFor !== 'approval' || !patched('no-until-it-goes-on')) return null;
    inbox.decision = null;
    if (decision?.yes === false) return rejectedBy(decision);
    this.#lease.stand(state.status, null, null, null);
    return null;
  }

  async stillPasses(): Promise<boolean> {
    if (isPaused(this.#lease) && SPENDS.has(this.#wanted.operation)) return false;
    const { look } = this.#wanted;
    // Earlier builds knew only what the desk had told, every few hours: what somebody had renewed since was paid for twice.
    if (look !== undefined && patched('looked-at-before-sent-again')) await look();
    if (this.#isOver()) return false;
    const quote = await this.#quote();
    const { pendingMonthly = null } = this.#lease.state;
    const now = await this.#facts(quote);
    if (this.#isOver()) return false;
    // A price that cannot be read for a moment changes no rule; whoever said yes to a price is asked all the same.
    const facts = { ...now, pricePerMonth: now.pricePerMonth ?? pendingMonthly };
    if (!isSameMoney(facts.pricePerMonth, pendingMonthly)) return false;
    if (holds('rebinding') && [...this.#agreed.values()].some((one) => this.#whyAgain(one, quote) !== null))
      return false;
    const { denied, held, missing } = this.#judged(facts);
    const passes = denied === null && held === null && missing === undefined;
    if (!passes) return false;
    this.#noteApproved([...this.#agreed.values()]);
    this.#agreeTo(quote);
    return true;
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
    if (this.#hasPassed && this.#isOver()) return this.#over();
    const quote = await this.#quote();
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
    const facts = await this.#facts(quote);
    const { denied, held, missing, heldUntilMs } = this.#judged(facts);
    if (denied !== null) return { rejected: deniedText(wanted.what, denied) };
    if (held !== null) return this.#waitUntil(held);
    if (missing !== undefined) return this.#ask(missing, quote, heldUntilMs);
    return this.#reserved(facts, quote);
  }

  /** What it costs now; nobody is asked where no rule and no person wants to know. */
  #quote(): Promise<Quote> | Quote {
    return this.#needsQuote() ? this.#wanted.quote() : NOT_ASKED;
  }

  #needsQuote(): boolean {
    const gate = this.#rules;
    return this.#ownNeed().length > 0 || Object.keys(gate.policies).length > 0 || asksPrice(gate);
  }

  get #rules(): GateRules {
    return this.#lease.life.gate ?? NO_RULES;
  }

  /** What the rules say now: what denies or holds it and nobody may override, and whose yes is missing. */
  #judged(facts: Facts) {
    const { denied, held, needs } = judge(this.#rules, facts, Date.now());
    const all = [...overridesOf(denied, held), ...this.#ownNeed(), ...needs];
    return {
      denied: denied?.override === null ? denied : null,
      held: held?.override === null ? held : null,
      missing: holds('approval') ? all.find((need) => !this.#has(need)) : undefined,
      heldUntilMs: held?.untilMs ?? null,
    };
  }

  /** Whoever said yes against a rule has said yes to the thing itself as well. */
  #has(need: Need): boolean {
    if (this.#agreed.has(keyOf(need))) return true;
    if (this.#wanted.isStanding === true && this.#isOwn(need)) return true;
    return !need.isOverride && [...this.#agreed.values()].some(({ policy }) => policy === need.policy);
  }

  #isOwn({ policy, isOverride }: Need): boolean {
    return !isOverride && policy === this.#lease.spec.approval;
  }

  #ownNeed(): Need[] {
    const { approval } = this.#lease.spec;
    const isOwn = approval !== null && SPENDS.has(this.#wanted.operation);
    return isOwn ? [{ policy: approval, by: '', isOverride: false }] : [];
  }

  /** Days may lie between a yes and its use. */
  #forgetWhatIsOver(quote: Quote): void {
    if (!holds('rebinding')) return;
    for (const [key, agreed] of this.#agreed) {
      const why = this.#whyAgain(agreed, quote);
      if (why === null) continue;
      this.#lease.tell(`${why}: it is asked about again`);
      this.#agreed.delete(key);
    }
  }

  #whyAgain({ policy, quote: then, approvedBy }: Agreed, quote: Quote): string | null {
    const rules = approvalRules(this.#lease, policy);
    const gone = approvedBy.find((one) => !mayStill(rules, one));
    if (gone !== undefined) return `${gone.by}, who approved it, may not any more`;
    const isOther = this.#isOwnYes(rules, approvedBy) || approvedBy.length < rules.quorum;
    // Earlier builds compared the names alone.
    if (isOther && patched('rules-of-now'))
      return `policy ${policy} is not content with those who approved it any more`;
    const { executeWithinMs = null } = rules;
    const approvedAtMs = Math.max(...approvedBy.map(({ at }) => Date.parse(at)));
    if (executeWithinMs !== null && Date.now() > approvedAtMs + executeWithinMs)
      return `policy ${policy} lets a yes be used for ${formatDuration(executeWithinMs)}, and it was not`;
    if (!isDearer(quote, then, rules.priceTolerancePercent)) return null;
    return `the price has risen since it was asked about${priceText(quote)}`;
  }

  /** Said by whoever asked for it, or by somebody in their place, where another one is meant. */
  #isOwnYes({ requesterMayApprove }: ApprovalRules, approvedBy: readonly Approval[]): boolean {
    const { requestedBy } = this.#wanted;
    if (requesterMayApprove || requestedBy === null) return false;
    return approvedBy.some(({ by, inPlaceOf = by }) => by === requestedBy || inPlaceOf === requestedBy);
  }

  async #facts(quote: Quote): Promise<Facts> {
    const asksMonthly = this.#needsQuote() && this.#lease.life.gate !== undefined;
    const pricePerMonth = asksMonthly ? await this.#wanted.monthly(quote) : null;
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
    this.#isOwnSilent = answer === 'expired' && this.#isOwn(need);
    // What held it is over, so nobody needs to override it.
    if (answer === 'expired' && isHeld && Date.now() >= heldUntilMs) return 'again';
    if (typeof answer === 'string' || 'rejected' in answer) return answer;
    const { approvedBy } = answer;
    this.#agreed.set(keyOf(need), { policy: need.policy, request: answer.request, quote, approvedBy });
    if (need.isOverride) this.#lease.tell(`${need.by} is overridden for the ${what}`, approvedBy.at(-1)?.by);
    return 'again';
  }

  /** The last thing before it goes on, so that what is counted is what is sent. */
  async #reserved(facts: Facts, quote: Quote): Promise<Decision | 'again'> {
    const lease = this.#lease;
    const { what } = this.#wanted;
    const { pricePerMonth: monthly } = facts;
    const isCounted = holds('budget') && this.#needsRoom(facts);
    const full = isCounted ? await reserve(lease, facts, (name) => this.#agreed.has(budgetText(name))) : null;
    lease.state.pendingMonthly = monthly;
    lease.state.pendingMbps = facts.bandwidthMbps;
    if (full === null) {
      this.#agreeTo(quote);
      return 'approved';
    }
    if (full.over.kind === 'approve') {
      return this.#ask({ policy: full.over.policy, by: budgetText(full.name), isOverride: true }, quote, null);
    }
    return { rejected: `Budget ${full.name} has no room for the ${what}: ${full.why}.` };
  }

  /** What spends nothing needs no room: of a full budget no line could be given back. Earlier builds asked for it. */
  #needsRoom(facts: Facts): boolean {
    if (SPENDS.has(this.#wanted.operation) || budgetsOf(this.#rules, facts).length === 0) return true;
    return !patched('only-what-spends-needs-room');
  }

  #agreeTo(quote: Quote): void {
    const { operation, term = null } = this.#wanted;
    if (SPENDS.has(operation)) agreeTo(this.#lease.state, quote, term);
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

const budgetText = (name: string): string => `budget ${name}`;

const keyOf = ({ policy, by, isOverride }: Need): string => (isOverride ? by : policy);

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
