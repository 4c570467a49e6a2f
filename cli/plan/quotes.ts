import { accountNamed, type LeaselineConfig } from '../../model/config/leaseline-config.js';
import { payerOf } from '../../model/config/payer.js';
import type { Money } from '../../model/money.js';
import { hasTerm, orderedTerm, type PackageSpec, withBandwidth } from '../../model/package-spec.js';
import { monthlyOfQuote } from '../../model/policy/monthly.js';
import type { PriceQuestion } from '../../model/price-check.js';
import { vendorOf } from '../../model/product.js';
import { PAY_AS_YOU_GO, perOf, type Quote, unknownPrice } from '../../model/quote.js';
import { type Term, termEnd } from '../../model/term.js';
import { vendorRenewalTerm } from '../../model/vendor-renewal.js';
import { askPrices, isUnanswered } from '../../workers/client/prices.js';
import type { Session } from '../client/session.js';
import type { PlanEntry } from './plan.js';

/** What a package that is to be ordered costs, now and later. */
export interface PackageQuotes {
  readonly first: Quote;
  /** What the first charge pays for; null for pay-as-you-go. */
  readonly term: Term | null;
  /** When a term bought now ends, ISO 8601 UTC, by the vendor's calendar; null for pay-as-you-go. */
  readonly endsAt: string | null;
  /** Null when nothing is to be renewed. */
  readonly renewal: PlannedRenewal | null;
}

export interface PlannedRenewal {
  readonly quote: Quote;
  readonly term: Term;
  /** `person`: only if somebody says so (`atTermEnd: ask`). */
  readonly by: 'leaseline' | 'vendor' | 'person';
  /** What the vendor would renew for should Leaseline be dead (`renew.backstop`): the original duration; null: nothing. */
  readonly backstop: Term | null;
}

/** What a change of bandwidth costs. */
export interface ResizeQuotes {
  /** For the rest of the term; below zero: it comes back. */
  readonly once: Quote;
  /** What one of the new size is sold for, by the month; null where nobody can say. */
  readonly monthly: Money | null;
}

/** Money of one payer in one currency; two currencies are never added. */
export interface QuoteTotal {
  readonly payer: string;
  readonly currency: string;
  /** All first charges together. */
  readonly firstMinor: number;
  /** All changes of bandwidth together. */
  readonly resizesMinor: number;
  /** Renewals to come, those of like terms together. */
  readonly renewals: readonly { readonly term: Term; readonly amountMinor: number }[];
}

export interface PlanQuotes {
  readonly packages: ReadonlyMap<string, PackageQuotes>;
  readonly resizes: ReadonlyMap<string, ResizeQuotes>;
  readonly totals: readonly QuoteTotal[];
  /** Why no price was asked for; null when they were. */
  readonly notAsked: string | null;
}

const RENEWED_BY: Readonly<Record<'renew' | 'vendorAutoRenew' | 'ask', PlannedRenewal['by']>> = {
  renew: 'leaseline',
  vendorAutoRenew: 'vendor',
  ask: 'person',
};

/** Asks what the packages cost that a plan would order or resize. Spends nothing and never fails for want of an answer. */
export async function quotePlan(session: Session, entries: readonly PlanEntry[], now: Date): Promise<PlanQuotes> {
  const specs = entries.filter(({ action }) => action === 'order').map(({ spec }) => spec);
  const resized = entries.filter(({ resize }) => resize !== null);
  const questions = [...specs.flatMap(questionsOf), ...resized.flatMap(resizeQuestions)];
  const { prices } = await askPrices(session, { prices: questions, balances: [] });
  const packages = new Map<string, PackageQuotes>();
  for (const spec of specs) packages.set(spec.name, quotesFor(spec, questions, prices, now));
  const resizes = new Map<string, ResizeQuotes>();
  for (const entry of resized) resizes.set(entry.name, resizeQuotesFor(entry, questions, prices));
  const isAway = prices.some((answer) => isUnanswered(answer));
  return {
    packages,
    resizes,
    totals: totalsOf(entries, packages, resizes, session.config),
    notAsked: isAway ? 'prices not asked: no worker answers' : null,
  };
}

/** One question where the renewal is for the term that is ordered: it has the same price. */
function questionsOf(spec: PackageSpec): PriceQuestion[] {
  if (!hasTerm(spec)) return [];
  const renewal = renewalOf(spec);
  const order: PriceQuestion = { kind: 'order', spec, term: null };
  if (renewal === null || isSameTerm(renewal.term, orderedTerm(spec))) return [order];
  return [order, { kind: 'order', spec, term: renewal.term }];
}

/** What the change costs, and what one of that size is sold for: rules look at the price of a month. */
function resizeQuestions({ spec, resize, existing }: PlanEntry): PriceQuestion[] {
  const resourceId = existing?.resourceId ?? null;
  if (resize === null || resourceId === null) return [];
  const bandwidthMbps = resize.to;
  return [
    { kind: 'resize', spec, resourceId, bandwidthMbps },
    { kind: 'order', spec: withBandwidth(spec, bandwidthMbps), term: null },
  ];
}

const NOTHING_TO_RESIZE = unknownPrice('it has no resource yet');

function resizeQuotesFor(
  { spec }: PlanEntry,
  questions: readonly PriceQuestion[],
  answers: readonly Quote[],
): ResizeQuotes {
  const at = questions.findIndex((question) => question.spec === spec);
  const [once = NOTHING_TO_RESIZE, whole = NOTHING_TO_RESIZE] = at < 0 ? [] : answers.slice(at, at + 2);
  return { once, monthly: monthlyOfQuote(whole, hasTerm(spec) ? orderedTerm(spec) : null) };
}

function renewalOf(spec: PackageSpec): Omit<PlannedRenewal, 'quote'> | null {
  const { atTermEnd, renew } = spec.lifecycle;
  if (!hasTerm(spec) || atTermEnd === 'release' || atTermEnd === 'lapse') return null;
  const backstop = atTermEnd === 'renew' && renew.backstop ? vendorRenewalTerm(spec) : null;
  const term = atTermEnd === 'vendorAutoRenew' ? vendorRenewalTerm(spec) : renew.term;
  return { term, by: RENEWED_BY[atTermEnd], backstop };
}

function quotesFor(
  spec: PackageSpec,
  questions: readonly PriceQuestion[],
  answers: readonly Quote[],
  now: Date,
): PackageQuotes {
  if (!hasTerm(spec)) return { first: PAY_AS_YOU_GO, term: null, endsAt: null, renewal: null };
  const [first = PAY_AS_YOU_GO, other] = answers.filter((_, index) => questions[index]?.spec === spec);
  const term = orderedTerm(spec);
  const endsAt = termEnd(now.toISOString(), term, vendorOf(spec.product), 'bought');
  const { releaseAt } = spec.lifecycle;
  // What is given back within its term is not renewed first.
  const planned = releaseAt !== null && releaseAt <= endsAt ? null : renewalOf(spec);
  // A renewal is charged by its own rules, whatever the first order's are.
  const chargeNow = planned?.by === 'vendor' || spec.lifecycle.renew.autoPay;
  const quote = other ?? first;
  return {
    first,
    term,
    endsAt,
    renewal: planned && { ...planned, quote: quote.kind === 'known' ? { ...quote, chargeNow } : quote },
  };
}

function totalsOf(
  entries: readonly PlanEntry[],
  packages: ReadonlyMap<string, PackageQuotes>,
  resizes: ReadonlyMap<string, ResizeQuotes>,
  config: LeaselineConfig,
): QuoteTotal[] {
  const totals = new Map<string, QuoteTotal>();
  const add = (payer: string, currency: string, more: (total: QuoteTotal) => Partial<QuoteTotal>) => {
    const key = JSON.stringify([payer, currency]);
    const total = totals.get(key) ?? { payer, currency, firstMinor: 0, resizesMinor: 0, renewals: [] };
    totals.set(key, { ...total, ...more(total) });
  };
  for (const { spec } of entries) {
    const { first, renewal } = packages.get(spec.name) ?? {};
    const account = accountNamed(config, spec.account);
    const payer = account === undefined ? spec.account : payerOf(account);
    if (first?.kind === 'known') {
      add(payer, first.currency, ({ firstMinor }) => ({ firstMinor: firstMinor + first.amountMinor }));
    }
    const change = resizes.get(spec.name)?.once;
    if (change?.kind === 'known') {
      add(payer, change.currency, ({ resizesMinor }) => ({ resizesMinor: resizesMinor + change.amountMinor }));
    }
    if (renewal?.quote.kind === 'known') {
      const { amountMinor, currency } = renewal.quote;
      add(payer, currency, ({ renewals }) => ({ renewals: added(renewals, renewal.term, amountMinor) }));
    }
  }
  return [...totals.values()].sort((one, other) => one.payer.localeCompare(other.payer));
}

function added(renewals: QuoteTotal['renewals'], term: Term, amountMinor: number): QuoteTotal['renewals'] {
  const known = renewals.find((one) => isSameTerm(one.term, term));
  const rest = renewals.filter((one) => one !== known);
  return [...rest, { term, amountMinor: amountMinor + (known?.amountMinor ?? 0) }];
}

function isSameTerm(one: Term, other: Term): boolean {
  return one.period === other.period && one.unit === other.unit;
}

/** `1 month`, `3 months`. */
export function termWords(term: Term): string {
  const unit = term.unit.toLowerCase();
  return perOf(term) === 'term' ? `${term.period} ${unit}s` : `1 ${unit}`;
}
