import type { AuditLine } from './audit.js';
import { type AuditFacts, auditFactsSchema } from './audit-facts.js';
import { formatMoney, type Money } from './money.js';

/** One thing that was asked for, decided, sent and charged, as far as the trail tells. */
export interface AuditCase {
  readonly package: string;
  readonly what: string;
  readonly at: string | null;
  readonly requestedBy: string | null;
  /** Null: nobody was asked. */
  readonly policy: string | null;
  readonly approvedBy: readonly string[];
  readonly requestIds: readonly string[];
  readonly charges: readonly { readonly orderId: string; readonly amountMinor: number; readonly currency: string }[];
  /** One person in two roles, or more charged than approved, and the policy that let it at that time; empty: nothing. */
  readonly allowed: readonly string[];
  /** What somebody should look at; empty: nothing. */
  readonly unexplained: readonly string[];
}

type CallFacts = Extract<AuditFacts, { kind: 'call' }>;
type Charge = AuditCase['charges'][number];

interface Case extends AuditCase {
  readonly allowed: string[];
  readonly unexplained: string[];
  readonly requestIds: string[];
  readonly charges: Charge[];
}

interface Asked {
  readonly policy: string;
  readonly price: Money | null;
  readonly requestedBy: string | null;
}

interface Yes {
  readonly by: string;
  /** Set where they had asked for it themselves: the policy that let them say yes to it then. */
  readonly requesterAllowedBy: string | null;
}

/** A case, and what it takes to know its charges. */
interface Entry {
  readonly case: Case;
  /** Null: not known, or none. */
  readonly orderId: string | null;
  /** False: by what is known of it, it has cost nothing. */
  readonly mayCost: boolean;
  readonly asked: readonly Asked[];
  readonly upTo: Money | null;
}

interface Life {
  readonly asked: Map<string, Asked>;
  readonly yeses: Map<string, Yes[]>;
  readonly entries: Entry[];
  /** Not matched yet; `after`: so many entries stood before it. */
  readonly charges: { readonly line: AuditLine; readonly charge: Charge; readonly after: number }[];
}

/**
 * Matches approvals, calls and charges, and says who did both of two things that two people should do. What cannot be
 * explained comes first, then what a policy allowed.
 */
export class AuditReport {
  readonly #lives = new Map<string, Life>();
  readonly #cases: Case[] = [];

  take(line: AuditLine): void {
    const life: Life = this.#lives.get(line.life) ?? { asked: new Map(), yeses: new Map(), entries: [], charges: [] };
    this.#lives.set(line.life, life);
    if (line.kind === 'gap') {
      this.#openOdd(life, line, `${line.what}: what was decided in them is not known`);
      return;
    }
    const parsed = auditFactsSchema.safeParse(line.facts);
    if (!parsed.success) return;
    const facts = parsed.data;
    switch (facts.kind) {
      case 'asked':
        life.asked.set(facts.request, facts);
        return;
      case 'said':
        if (facts.request === null || line.who === null) return;
        if (facts.message === 'approve') {
          const yes: Yes = { by: line.who, requesterAllowedBy: facts.requesterAllowedBy ?? null };
          life.yeses.set(facts.request, [...(life.yeses.get(facts.request) ?? []), yes]);
        }
        if (facts.message === 'withdraw') {
          life.yeses.set(
            facts.request,
            (life.yeses.get(facts.request) ?? []).filter(({ by }: Yes) => by !== line.who),
          );
        }
        return;
      case 'call':
        if (facts.outcome === 'accepted') this.#called(life, line, facts);
        return;
      case 'charged': {
        const { orderId, amountMinor, currency } = facts;
        life.charges.push({ line, charge: { orderId, amountMinor, currency }, after: life.entries.length });
        return;
      }
      case 'reset':
        this.#openOdd(life, line, 'whoever may write to Temporal can do so: look at what was sent before and after');
        return;
      case 'holds':
        return;
    }
  }

  cases(): readonly AuditCase[] {
    for (const life of this.#lives.values()) this.#settle(life);
    return [...this.#cases].sort(
      (one, other) => other.unexplained.length - one.unexplained.length || other.allowed.length - one.allowed.length,
    );
  }

  #called(life: Life, line: AuditLine, facts: CallFacts): void {
    const { approved, alsoApproved = [], approvedUpTo = null, requestId, orderId = null, resourceId, money } = facts;
    const odd: string[] = [];
    const allowed: string[] = [];
    const people = new Set<string>();
    const requests = approved === null ? [] : [...alsoApproved, approved];
    const asked = requests.flatMap((request) => life.asked.get(request) ?? []);
    for (const request of requests) {
      const about = life.asked.get(request);
      const yeses = life.yeses.get(request) ?? [];
      if (about === undefined) odd.push(`request ${request} was never asked about here`);
      if (yeses.length === 0) odd.push(`nobody's yes to request ${request} stands here`);
      for (const { by } of yeses) people.add(by);
      const own = yeses.find(({ by }) => by === about?.requestedBy);
      const twofold = `${own?.by} asked for it and said yes`;
      if (own !== undefined && own.requesterAllowedBy === null) odd.push(twofold);
      if (own?.requesterAllowedBy != null) allowed.push(`${twofold}, which policy ${own.requesterAllowedBy} allowed`);
    }
    const policies = [...new Set(asked.map(({ policy }) => policy))];
    const decided = {
      requestedBy: asked[0]?.requestedBy ?? null,
      policy: asked.length === 0 ? null : policies.join(', '),
      approvedBy: [...people],
      requestIds: requestId === null ? [] : [requestId],
      allowed,
      unexplained: odd,
    };
    // Of a call told by an early build nothing but that it was accepted is known.
    const mayCost = money === undefined ? resourceId === undefined : money !== 'returned';
    this.#open(life, line, decided, { orderId, mayCost, asked, upTo: approvedUpTo });
  }

  /** Only now is every call known: an order may be seen as paid before the call that made it is known to have. */
  #settle(life: Life): void {
    for (const { line, charge, after } of life.charges.splice(0)) {
      const { orderId } = charge;
      const why = `order ${orderId} was charged, and nothing that was sent explains it`;
      const entry = entryOf(life, orderId, after) ?? this.#openOdd(life, line, why, orderId);
      const { charges, allowed, unexplained } = entry.case;
      // Told twice, it was charged once.
      if (charges.some((one) => isSameCharge(one, charge))) continue;
      charges.push(charge);
      for (const { policy, price } of entry.asked) {
        const isSameCurrency = price?.currency === charge.currency;
        if (price === null || (isSameCurrency && charge.amountMinor <= price.amountMinor)) continue;
        const beyond = `${formatMoney(charge)} were charged where ${formatMoney(price)} were approved`;
        const isAllowed = isWithin(charge, entry.upTo);
        if (isAllowed) allowed.push(`${beyond}, which the price tolerance of policy ${policy} allowed`);
        else unexplained.push(beyond);
      }
    }
  }

  /** Nobody was asked about it as far as is known, and somebody should look at it. */
  #openOdd(life: Life, line: AuditLine, why: string, orderId: string | null = null): Entry {
    const nobody = { requestedBy: null, policy: null, approvedBy: [], requestIds: [], allowed: [] };
    return this.#open(life, line, { ...nobody, unexplained: [why] }, { orderId, mayCost: true, asked: [], upTo: null });
  }

  #open(
    life: Life,
    line: AuditLine,
    decided: Omit<Case, 'package' | 'what' | 'at' | 'charges'>,
    billed: Omit<Entry, 'case'>,
  ): Entry {
    const found: Case = { package: line.package, what: line.what, at: line.at, ...decided, charges: [] };
    const entry = { case: found, ...billed };
    life.entries.push(entry);
    this.#cases.push(found);
    return entry;
  }
}

/**
 * What an order was made by. Where no call is known to have made it: the newest one before its charge that may have, because of
 * that one no order is known.
 * @param after so many entries stood before the charge
 */
function entryOf({ entries }: Life, orderId: string, after: number): Entry | undefined {
  const before = entries.slice(0, after);
  const isOf = (entry: Entry) => entry.orderId === orderId;
  const named = before.findLast(isOf) ?? entries.slice(after).find(isOf);
  if (named !== undefined) return named;
  return before.findLast((entry) => entry.orderId === null && entry.mayCost);
}

const isSameCharge = (one: Charge, other: Charge): boolean =>
  one.orderId === other.orderId && one.amountMinor === other.amountMinor && one.currency === other.currency;

const isWithin = (charge: Charge, upTo: Money | null): boolean =>
  upTo !== null && upTo.currency === charge.currency && charge.amountMinor <= upTo.amountMinor;
