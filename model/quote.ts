import type { Price, PricePer } from './money.js';
import type { Term } from './term.js';

/**
 * What the vendor says something would cost. It binds nobody: no vendor gives a token for a quote. A price that is not
 * known is never 0.
 */
export type Quote = KnownQuote | UnknownQuote;

export interface KnownQuote {
  readonly kind: 'known';
  /** For a refund what comes back; for a change of bandwidth negative where something comes back. */
  readonly amountMinor: number;
  readonly currency: string;
  /** The term it is for where that is one month, year or week; `term`: several of them, or once. */
  readonly per: Exclude<PricePer, null>;
  /** True: taken from the balance as soon as it is asked for. False: an order waits for a person to pay it. */
  readonly chargeNow: boolean;
  /** Why what is charged may differ, a sentence without its full stop; null when there is nothing to say. */
  readonly caveat: string | null;
  /** Of a refund, where the vendor's own rule tells what it will be on the days to come; absent elsewhere. */
  readonly ahead?: RefundAhead;
}

/** How a refund melts away. */
export interface RefundAhead {
  /** Now and each day after at the same time of day, to the end of the term at most. */
  readonly days: readonly { readonly at: string; readonly amountMinor: number }[];
  /** From then on nothing comes back, ISO 8601. */
  readonly nothingFrom: string;
  /** Now while something comes back; after that, when what is paid for has been used to the full. */
  readonly bestAt: string;
}

export interface UnknownQuote {
  readonly kind: 'unknown';
  /** A sentence without its full stop. */
  readonly reason: string;
  /** The vendor's own code, where it was asked and refused to say. */
  readonly code?: string;
}

/** What an account can spend now. */
export type Balance =
  | { readonly kind: 'known'; readonly amountMinor: number; readonly currency: string }
  | UnknownQuote;

export function unknownPrice(reason: string): UnknownQuote {
  return { kind: 'unknown', reason };
}

export const PAY_AS_YOU_GO = unknownPrice('pay-as-you-go: charged by use, so there is no price beforehand');

/** What a price for this term is for. */
export function perOf({ period, unit }: Term): KnownQuote['per'] {
  if (period !== 1) return 'term';
  return unit === 'Week' ? 'week' : unit === 'Month' ? 'month' : 'year';
}

/** The same price several times, for a vendor who names that of one month or year. */
export function times(quote: Quote, count: number): Quote {
  if (quote.kind === 'unknown' || count === 1) return quote;
  const amountMinor = quote.amountMinor * count;
  if (!Number.isSafeInteger(amountMinor))
    return unknownPrice(`${count} times the vendor's price is no amount of money`);
  return { ...quote, amountMinor, per: 'term' };
}

/** The same quote with one more reason why the bill may differ. */
export function withCaveat(quote: Quote, caveat: string): Quote {
  if (quote.kind === 'unknown') return quote;
  return { ...quote, caveat: quote.caveat === null ? caveat : `${quote.caveat}; ${caveat}` };
}

/** As a row shows it; null where it is not known. */
export function priceOf(quote: Quote): Price | null {
  if (quote.kind === 'unknown') return null;
  const { amountMinor, currency, per } = quote;
  return { amountMinor, currency, per };
}
