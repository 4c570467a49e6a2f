import type { AuditLine } from './audit.js';
import { auditFactsSchema } from './audit-facts.js';
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
  /** What one person did in two roles, and the policy that let them at that time; empty: nothing. */
  readonly allowed: readonly string[];
  /** What somebody should look at; empty: nothing. */
  readonly unexplained: readonly string[];
}

interface Case extends AuditCase {
  approvedBy: readonly string[];
  readonly allowed: string[];
  readonly unexplained: string[];
  readonly requestIds: string[];
  readonly charges: AuditCase['charges'][number][];
}

interface Yes {
  readonly by: string;
  /** Set where they had asked for it themselves: the policy that let them say yes to it then. */
  readonly requesterAllowedBy: string | null;
}

interface Life {
  readonly asked: Map<string, { policy: string; price: Money | null; requestedBy: string | null }>;
  readonly yeses: Map<string, Yes[]>;
  readonly cases: Case[];
}

/**
 * Matches approvals, calls and charges, and says who did both of two things that two people should do. What cannot be
 * explained comes first, then what a policy allowed one person to do in both roles.
 */
export class AuditReport {
  readonly #lives = new Map<string, Life>();
  readonly #cases: Case[] = [];

  take(line: AuditLine): void {
    const life = this.#lives.get(line.life) ?? { asked: new Map(), yeses: new Map(), cases: [] };
    this.#lives.set(line.life, life);
    if (line.kind === 'gap') {
      this.#open(life, line, null, [`${line.what}: what was decided in them is not known`]);
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
        if (facts.outcome === 'accepted') {
          const { approved, alsoApproved = [] } = facts;
          this.#called(life, line, approved === null ? [] : [...alsoApproved, approved], facts.requestId);
        }
        return;
      case 'charged':
        this.#charged(life, line, facts);
        return;
      case 'reset':
        this.#open(life, line, null, [
          'whoever may write to Temporal can do so: look at what was sent before and after',
        ]);
        return;
      case 'holds':
        return;
    }
  }

  cases(): readonly AuditCase[] {
    return [...this.#cases].sort(
      (one, other) => other.unexplained.length - one.unexplained.length || other.allowed.length - one.allowed.length,
    );
  }

  /** @param requests each that was asked about it; empty: nobody was asked */
  #called(life: Life, line: AuditLine, requests: readonly string[], requestId: string | null): void {
    const odd: string[] = [];
    const allowed: string[] = [];
    const people = new Set<string>();
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
    const requestedBy = asked[0]?.requestedBy ?? null;
    const found = this.#open(life, line, asked.length === 0 ? null : { policy: policies.join(', '), requestedBy }, odd);
    found.requestIds.push(...(requestId === null ? [] : [requestId]));
    found.allowed.push(...allowed);
    found.approvedBy = [...people];
  }

  #charged(life: Life, line: AuditLine, { orderId, amountMinor, currency }: AuditCase['charges'][number]): void {
    const found = life.cases.at(-1);
    if (found === undefined) {
      const opened = this.#open(life, line, null, [
        `order ${orderId} was charged, and nothing that was sent explains it`,
      ]);
      opened.charges.push({ orderId, amountMinor, currency });
      return;
    }
    found.charges.push({ orderId, amountMinor, currency });
    const price = life.asked.get(lastRequest(life) ?? '')?.price;
    if (found.policy === null || price == null || price.currency !== currency || amountMinor <= price.amountMinor)
      return;
    found.unexplained.push(
      `${formatMoney({ amountMinor, currency })} were charged where ${formatMoney(price)} were approved`,
    );
  }

  #open(
    life: Life,
    line: AuditLine,
    asked: { policy: string; requestedBy: string | null } | null,
    unexplained: string[],
  ): Case {
    const found: Case = {
      package: line.package,
      what: line.what,
      at: line.at,
      requestedBy: asked?.requestedBy ?? null,
      policy: asked?.policy ?? null,
      approvedBy: [],
      requestIds: [],
      charges: [],
      allowed: [],
      unexplained,
    };
    life.cases.push(found);
    this.#cases.push(found);
    return found;
  }
}

const lastRequest = ({ asked }: Life): string | undefined => [...asked.keys()].at(-1);
