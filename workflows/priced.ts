import { formatMoney, type Money } from '../model/money.js';
import type { Quote } from '../model/quote.js';
import { patientReads } from './activity-proxies.js';
import type { Lease } from './lease.js';
import type { ProductQuotes } from './products/quotes/product-quotes.js';
import { quotesOf } from './products/quotes/quotes-of.js';

/**
 * Asks the vendor what something would cost. What cannot be asked is unknown, with the reason.
 * @param read briefly where nothing hangs on it
 */
export function quoted(
  { spec }: Lease,
  ask: (quotes: ProductQuotes) => Promise<Quote>,
  read = patientReads,
): Promise<Quote> {
  return ask(quotesOf(spec, read(spec.account)));
}

/** For people, to be put after what is asked about: ", 200.00 USD" or ", price not known: why". */
export function priceText(quote: Quote): string {
  if (quote.kind === 'unknown') return `, price not known: ${quote.reason}`;
  return `, ${formatMoney(quote)}${quote.caveat === null ? '' : ` (${quote.caveat})`}`;
}

/**
 * Whether what was agreed to at one price now costs more, or may: a price that cannot be read any more is none that was
 * agreed to. What was not known then binds nobody.
 * @param tolerancePercent so much more is still the same
 */
export function isDearer(now: Quote, then: Quote, tolerancePercent = 0): boolean {
  if (then.kind === 'unknown') return false;
  if (now.kind === 'unknown') return true;
  return now.currency !== then.currency || now.amountMinor > mostMinor(then, tolerancePercent);
}

/** What was agreed to at a price may cost so much by now, in minor units. */
export function mostMinor({ amountMinor }: Pick<Money, 'amountMinor'>, tolerancePercent: number): number {
  return amountMinor + Math.floor((Math.abs(amountMinor) * tolerancePercent) / 100);
}
