import { vendorOf } from '../product.js';
import { renewedUntil } from '../renewed-until.js';
import { isEnded } from '../status.js';
import { type Term, termEnd } from '../term.js';
import { type CostedPackage, isBought, isSameTerm, priceFor, type TermPrice } from './costed-package.js';
import type { Span } from './spread.js';

/**
 * - `committed`: paid for, or surely to be paid, to the end of the term that runs
 * - `forecast`: what follows by its file: the first order while it is not paid, and renewals
 * - `undecided`: what it would cost to keep it where the file says that a person is asked (`atTermEnd: ask`)
 */
export type CostKind = 'committed' | 'forecast' | 'undecided';

/** One term of a package and what it costs. */
export interface CostSpan extends Span {
  readonly kind: CostKind;
  readonly currency: string;
  /** True where the price is today's or that of another term, and not what this one was charged. */
  readonly isEstimate: boolean;
}

/** What a package costs that cannot be told. */
export interface UnknownCost {
  readonly name: string;
  readonly kind: CostKind;
  /** A sentence without its full stop. */
  readonly why: string;
  /** From when on it is not in the sums, ISO 8601 UTC. */
  readonly from: string;
}

export interface PackageCosts {
  readonly spans: readonly CostSpan[];
  readonly unknown: readonly UnknownCost[];
}

const NOTHING: PackageCosts = { spans: [], unknown: [] };

/** What one package costs from now to a moment, as it stands and as its file says it goes on. */
export function packageCosts(pack: CostedPackage, now: string, until: string): PackageCosts {
  if (isEnded(pack.status)) return NOTHING;
  const { contract, status, name } = pack;
  const unknown = (kind: CostKind, why: string, from = now): PackageCosts => ({
    spans: [],
    unknown: [{ name, kind, why, from }],
  });
  if (contract === null) return unknown('forecast', 'an earlier release wrote its row, which does not say its term');
  if (!contract.isForTerm)
    return unknown('committed', 'pay-as-you-go: charged by use, so there is no price beforehand');
  if (status === 'OutcomeUnknown' && pack.resourceId === null) {
    return unknown('forecast', 'what became of its order is not proved');
  }
  const first = firstTerm(pack, now);
  if (first === null) return unknown('committed', 'the vendor shows no end of its term');
  const current = first.to > now ? costsOf(pack, first, firstPrice(pack, first.term), now) : NOTHING;
  return together(current, laterTerms(pack, first.to > now ? first.to : now, { now, until }));
}

interface TermSpan {
  readonly kind: CostKind;
  readonly term: Term;
  readonly from: string;
  readonly to: string;
}

/** The term that runs, or the one that is to be bought. */
function firstTerm(pack: CostedPackage, now: string): TermSpan | null {
  const { product, expiresAt, contract, charged } = pack;
  if (contract === null) return null;
  const vendor = vendorOf(product);
  if (expiresAt !== null) {
    const term = charged?.term ?? contract.orderTerm;
    return { kind: 'committed', term, from: begunAt(pack, expiresAt, term), to: expiresAt };
  }
  if (pack.status === 'Active' || pack.status === 'Releasing') return null;
  const to = termEnd(now, contract.orderTerm, vendor, 'bought');
  return { kind: isBought(pack) ? 'committed' : 'forecast', term: contract.orderTerm, from: now, to };
}

/** A term before its end; where it is shorter than its name says (UGN's first month ends with the month), from its day on. */
function begunAt({ product, contract }: CostedPackage, expiresAt: string, term: Term): string {
  const whole = termEnd(expiresAt, { ...term, period: -term.period }, vendorOf(product));
  const began = contract?.termStartedAt ?? null;
  return product === 'ugn' && began !== null && began > whole && began < expiresAt ? began : whole;
}

interface Priced {
  readonly price: TermPrice;
  readonly isEstimate: boolean;
}

/** What an order charged is the truth; what the vendor asks today is near to it. */
function firstPrice({ charged, quoted }: CostedPackage, term: Term): Priced | null {
  if (charged !== null && isSameTerm(charged.term, term)) return { price: charged, isEstimate: false };
  const price = quoted ?? charged;
  const scaled = price === null ? null : priceFor(price, term);
  return scaled === null ? null : { price: scaled, isEstimate: true };
}

/** What one more term costs: as charged for the same one, as the vendor asks today, or by the month of another term. */
function renewalPrice({ charged, quoted, contract }: CostedPackage, term: Term): Priced | null {
  if (charged !== null && isSameTerm(charged.term, term)) return { price: charged, isEstimate: false };
  const isAsked = quoted !== null && contract !== null;
  if (isAsked && isSameTerm(quoted.term, term)) return { price: quoted, isEstimate: false };
  const scaled = [quoted, charged].flatMap((price) => (price === null ? [] : (priceFor(price, term) ?? [])))[0];
  return scaled === undefined ? null : { price: scaled, isEstimate: true };
}

function laterTerms(
  pack: CostedPackage,
  from: string,
  { now, until }: { readonly now: string; readonly until: string },
): PackageCosts {
  const { contract, product, status } = pack;
  if (contract === null || status === 'Releasing') return NOTHING;
  const { atTermEnd, renewTerm, releaseAt } = contract;
  if (atTermEnd === 'release' || atTermEnd === 'lapse') return NOTHING;
  const kind = atTermEnd === 'ask' ? 'undecided' : 'forecast';
  const priced = renewalPrice(pack, renewTerm);
  let costs = NOTHING;
  for (let startedAt = from; startedAt < until; ) {
    // Whoever gives it back on its last day buys nothing more.
    if (releaseAt !== null && releaseAt <= startedAt) return costs;
    const to = renewedUntil({ product, atTermEnd, renewTerm }, startedAt);
    costs = together(costs, costsOf(pack, { kind, term: renewTerm, from: startedAt, to }, priced, now));
    // An unknown price is said once, not for each term.
    if (priced === null) return costs;
    startedAt = to > startedAt ? to : until;
  }
  return costs;
}

function costsOf(
  { name, whyUnknown }: CostedPackage,
  span: TermSpan,
  priced: Priced | null,
  now: string,
): PackageCosts {
  const { kind, from, to, term } = span;
  if (priced === null) {
    const why =
      whyUnknown ??
      `what ${term.period} ${term.unit.toLowerCase()}${term.period === 1 ? '' : 's'} of it cost is not known`;
    return { spans: [], unknown: [{ name, kind, why, from: from > now ? from : now }] };
  }
  const { amountMinor, currency } = priced.price;
  return { spans: [{ kind, from, to, amountMinor, currency, isEstimate: priced.isEstimate }], unknown: [] };
}

function together(one: PackageCosts, other: PackageCosts): PackageCosts {
  return { spans: [...one.spans, ...other.spans], unknown: [...one.unknown, ...other.unknown] };
}
