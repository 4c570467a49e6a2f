import { z } from 'zod';
import type { AuditLine } from './audit.js';
import { formatMoney } from './money.js';

const money = z.object({ amountMinor: z.int(), currency: z.string() });
const factsSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('asked'),
    request: z.string(),
    policy: z.string(),
    price: money.nullable(),
    requestedBy: z.string().nullable(),
  }),
  z.object({ kind: z.literal('said'), message: z.string(), request: z.string().nullable() }),
  z.object({
    kind: z.literal('call'),
    operation: z.int(),
    attempt: z.int(),
    outcome: z.string(),
    requestId: z.string().nullable(),
    approved: z.string().nullable(),
  }),
  z.object({ kind: z.literal('charged'), orderId: z.string(), amountMinor: z.int(), currency: z.string() }),
]);

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
  /** What somebody should look at; empty: nothing. */
  readonly unexplained: readonly string[];
}

interface Case extends AuditCase {
  approvedBy: readonly string[];
  readonly unexplained: string[];
  readonly requestIds: string[];
  readonly charges: AuditCase['charges'][number][];
}

interface Life {
  readonly asked: Map<string, { policy: string; price: z.infer<typeof money> | null; requestedBy: string | null }>;
  readonly yeses: Map<string, string[]>;
  readonly cases: Case[];
}

/**
 * Matches approvals, calls and charges, and says who did both of two things that two people should do. What cannot be
 * explained comes first.
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
    const parsed = factsSchema.safeParse(line.facts);
    if (!parsed.success) return;
    const facts = parsed.data;
    switch (facts.kind) {
      case 'asked':
        life.asked.set(facts.request, facts);
        return;
      case 'said':
        if (facts.request === null || line.who === null) return;
        if (facts.message === 'approve')
          life.yeses.set(facts.request, [...(life.yeses.get(facts.request) ?? []), line.who]);
        if (facts.message === 'withdraw') {
          life.yeses.set(
            facts.request,
            (life.yeses.get(facts.request) ?? []).filter((by: string) => by !== line.who),
          );
        }
        return;
      case 'call':
        if (facts.outcome === 'accepted') this.#called(life, line, facts.approved, facts.requestId);
        return;
      case 'charged':
        this.#charged(life, line, facts);
        return;
    }
  }

  cases(): readonly AuditCase[] {
    return [...this.#cases].sort((one, other) => other.unexplained.length - one.unexplained.length);
  }

  #called(life: Life, line: AuditLine, approved: string | null, requestId: string | null): void {
    const asked = approved === null ? undefined : life.asked.get(approved);
    const yeses = approved === null ? [] : (life.yeses.get(approved) ?? []);
    const odd: string[] = [];
    if (approved !== null && asked === undefined) odd.push(`request ${approved} was never asked about here`);
    if (approved !== null && yeses.length === 0) odd.push(`nobody's yes to request ${approved} stands here`);
    if (asked !== undefined && asked.requestedBy !== null && yeses.includes(asked.requestedBy)) {
      odd.push(`${asked.requestedBy} asked for it and said yes`);
    }
    const found = this.#open(life, line, asked ?? null, odd);
    found.requestIds.push(...(requestId === null ? [] : [requestId]));
    found.approvedBy = yeses;
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
      unexplained,
    };
    life.cases.push(found);
    this.#cases.push(found);
    return found;
  }
}

const lastRequest = ({ asked }: Life): string | undefined => [...asked.keys()].at(-1);
