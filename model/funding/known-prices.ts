import type { Money, Price } from '../money.js';
import type { OperationRecord } from '../operation-record.js';
import { orderedTerm, type PackageSpec } from '../package-spec.js';
import { perOf, type Quote, unknownPrice } from '../quote.js';
import type { LeaseStatus, WaitingFor } from '../status.js';
import type { Term, TermUnit } from '../term.js';
import { vendorRenewalTerm } from '../vendor-renewal.js';

/** What a package's own orders say of prices: better than any quote, because it was charged. */

export interface Charged {
  readonly spec: PackageSpec;
  readonly price: Price | null;
  readonly operations: readonly OperationRecord[];
}

/** What the next renewal is for; null when the file says that there is none. */
export function renewalTerm(spec: PackageSpec): Term | null {
  const { atTermEnd, renew } = spec.lifecycle;
  if (atTermEnd === 'vendorAutoRenew') return vendorRenewalTerm(spec);
  return atTermEnd === 'renew' ? renew.term : null;
}

/** The amount of the order that waits to be paid; null when none waits. */
export function unpaidPrice({
  status,
  waitingFor,
  price,
}: Pick<Charged, 'price'> & { readonly status: LeaseStatus; readonly waitingFor: WaitingFor }): Quote | null {
  if (status !== 'AwaitingPayment' && waitingFor !== 'payment') return null;
  return price === null ? unknownPrice('the order shows no amount') : charged(price);
}

/** The price of the newest order or renewal where the next one is for the same term; null where it is for something else. */
export function knownRenewalPrice({ spec, price, operations }: Charged): Quote | null {
  const term = renewalTerm(spec);
  if (price === null || term === null) return null;
  if (price.per !== 'term') return price.per === perOf(term) ? charged(price) : null;
  // The order of a change of bandwidth costs a difference, and what comes after it costs something new.
  const newest = newestPurchase(operations);
  const bought = newest === 'order' ? orderedTerm(spec) : null;
  const isSame = bought === null ? newest === `renewal for ${words(term)}` : words(bought) === words(term);
  return isSame ? charged(price) : null;
}

/** What the newest price is for; null where that is not a whole term, as after a change of bandwidth. */
export function pricedTerm({ spec, price, operations }: Charged): Term | null {
  if (price === null) return null;
  switch (price.per) {
    case 'week':
      return { period: 1, unit: 'Week' };
    case 'month':
      return { period: 1, unit: 'Month' };
    case 'year':
      return { period: 1, unit: 'Year' };
  }
  const newest = newestPurchase(operations);
  if (newest === undefined) return null;
  if (newest === 'order') return orderedTerm(spec);
  const [, period, unit] = /^renewal for (\d+) (Week|Month|Year)$/.exec(newest) ?? [];
  return unit === undefined ? null : { period: Number(period), unit: unit as TermUnit };
}

/** What was paid for the term that runs now; null where no order says it alone, as after a change of bandwidth. */
export function paidForTerm({ price, operations }: Omit<Charged, 'spec'>): Money | null {
  const newest = newestPurchase(operations);
  if (price === null || newest === undefined || newest.startsWith('resize')) return null;
  return { amountMinor: price.amountMinor, currency: price.currency };
}

function newestPurchase(operations: Charged['operations']): string | undefined {
  return operations.filter(({ what, outcome }) => MONEY.test(what) && !NOT_DONE.has(outcome)).at(-1)?.what;
}

const MONEY = /^(order|renewal|resize)\b/;
const NOT_DONE: ReadonlySet<string> = new Set(['refused', 'throttled', 'absent']);

const words = ({ period, unit }: Term): string => `${period} ${unit}`;

function charged({ amountMinor, currency, per }: Price): Quote {
  return { kind: 'known', amountMinor, currency, per: per ?? 'term', chargeNow: false, caveat: null };
}
