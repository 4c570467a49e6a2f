import type { Money, Price } from '../money.js';
import type { Quote } from '../quote.js';
import { priceOf } from '../quote.js';
import type { Term } from '../term.js';

const MONTHS_A_YEAR = 12;
const WEEKS_A_YEAR = 52;

/**
 * What a price comes to in a month, rounded up to the minor unit: a budget must not be passed by rounding.
 * @param term what a price `per: term` is for; null: not known
 * @returns null when it cannot be said
 */
export function monthlyOf({ amountMinor, currency, per }: Price, term: Term | null): Money | null {
  const months = monthsOf(per, term);
  if (months === null) return null;
  return { amountMinor: Math.ceil(amountMinor / months), currency };
}

/** The same of a quote; null when the price is not known. */
export function monthlyOfQuote(quote: Quote, term: Term | null): Money | null {
  const price = priceOf(quote);
  return price === null ? null : monthlyOf(price, term);
}

function monthsOf(per: Price['per'], term: Term | null): number | null {
  switch (per) {
    case 'month':
      return 1;
    case 'year':
      return MONTHS_A_YEAR;
    case 'week':
      return MONTHS_A_YEAR / WEEKS_A_YEAR;
    case 'term':
      return term === null ? null : monthsOfTerm(term);
    case null:
      return null;
  }
}

function monthsOfTerm({ period, unit }: Term): number {
  switch (unit) {
    case 'Month':
      return period;
    case 'Year':
      return period * MONTHS_A_YEAR;
    case 'Week':
      return (period * MONTHS_A_YEAR) / WEEKS_A_YEAR;
  }
}
