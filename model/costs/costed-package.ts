import type { Contract } from '../contract.js';
import type { Money } from '../money.js';
import { perOf, type Quote } from '../quote.js';
import type { PackageRow } from '../row.js';
import type { Term } from '../term.js';

/** A price and what it buys. */
export interface TermPrice extends Money {
  readonly term: Term;
}

/** One package as far as its costs are concerned. */
export interface CostedPackage
  extends Pick<PackageRow, 'name' | 'product' | 'account' | 'labels' | 'status' | 'resourceId' | 'expiresAt'> {
  /** Who pays for its account. */
  readonly payer: string;
  /** Null: an earlier release started it, and its row does not say how it goes on. */
  readonly contract: Contract | null;
  /** What its own order charged; null: not known. */
  readonly charged: TermPrice | null;
  /** What its vendor asks today for one more term, or for the order that is to come; null: not known, or not asked. */
  readonly quoted: TermPrice | null;
  /** Why there is no price, a sentence without its full stop; null: nobody has said. */
  readonly whyUnknown: string | null;
}

type Listed = Pick<
  PackageRow,
  'name' | 'product' | 'account' | 'labels' | 'status' | 'resourceId' | 'expiresAt' | 'price' | 'contract'
>;

/** From a list's row, or from what `show` prints. @param quote what the vendor was asked about it; absent: not asked */
export function costedPackage(row: Listed, payer: string, quote?: Quote): CostedPackage {
  const { name, product, account, labels, status, resourceId, expiresAt, price, contract } = row;
  const priceTerm = contract?.priceTerm ?? null;
  const quotedTerm = contract === null ? null : isBought(row) ? contract.renewTerm : contract.orderTerm;
  return {
    ...{ name, product, account, labels, status, resourceId, expiresAt, contract, payer },
    charged: price === null || priceTerm === null ? null : { ...moneyOf(price), term: priceTerm },
    quoted:
      quote?.kind === 'known' && quotedTerm !== null ? { ...moneyOf(quote), term: termOf(quote, quotedTerm) } : null,
    whyUnknown: quote?.kind === 'unknown' ? quote.reason : price !== null ? NOT_A_TERM : null,
  };
}

/** True when its row says neither what its term was charged nor what the next one will be: then the vendor can be asked. */
export function wantsQuote(row: Listed): boolean {
  const { contract, price } = row;
  if (contract === null) return true;
  if (!contract.isForTerm) return false;
  return price === null || contract.priceTerm === null || !isSameTerm(contract.priceTerm, contract.renewTerm);
}

const NOT_A_TERM = 'its newest order was a change of bandwidth, which costs a difference and not a whole term';

const BEFORE_THE_MONEY: readonly string[] = ['Requested', 'AwaitingApproval', 'Ordering', 'AwaitingPayment'];

/** True once money has moved for it. */
export function isBought({ status }: Pick<PackageRow, 'status'>): boolean {
  return !BEFORE_THE_MONEY.includes(status);
}

const moneyOf = ({ amountMinor, currency }: Money): Money => ({ amountMinor, currency });

/** A quote for one month of three says so itself. */
function termOf({ per }: Extract<Quote, { kind: 'known' }>, asked: Term): Term {
  if (per === perOf(asked)) return asked;
  switch (per) {
    case 'week':
      return { period: 1, unit: 'Week' };
    case 'month':
      return { period: 1, unit: 'Month' };
    case 'year':
      return { period: 1, unit: 'Year' };
    case 'term':
      return asked;
  }
}

/**
 * The same price for another term: months and years by twelve to one, exactly as many as there are.
 * @returns null from weeks to months or back, which no calendar divides
 */
export function priceFor({ amountMinor, currency, term }: TermPrice, wanted: Term): TermPrice | null {
  const [from, to] = [inUnits(term), inUnits(wanted)];
  if (from.unit !== to.unit) return null;
  const scaled = Math.round((amountMinor * to.count) / from.count);
  return Number.isSafeInteger(scaled) ? { amountMinor: scaled, currency, term: wanted } : null;
}

function inUnits({ period, unit }: Term): { readonly unit: 'Week' | 'Month'; readonly count: number } {
  return unit === 'Week' ? { unit, count: period } : { unit: 'Month', count: unit === 'Year' ? period * 12 : period };
}

export const isSameTerm = (one: Term, other: Term): boolean => one.unit === other.unit && one.period === other.period;
