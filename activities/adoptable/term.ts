import { SOLD_PERIODS } from '../../model/order/rules.js';
import { nominalTermMs, type Term, type TermUnit, termEnd } from '../../model/term.js';

/**
 * The vendor counts months in UTC+8 and ends a term at the midnight after its last day; CEN's times have minutes only.
 * Far less than the difference of any two terms.
 */
const TOLERANCE_MS = 36 * 60 * 60 * 1000;

/**
 * The term a package was most likely bought for. No listing shows it: worked out from when it was made and when it ends,
 * and the smallest term sold where that fits none, because it has been renewed since.
 */
export function soldTerm(createdAt: string | null, expiresAt: string | null, units: readonly TermUnit[]): Term {
  const sold = units
    .flatMap((unit) => SOLD_PERIODS[unit].map((period): Term => ({ period, unit })))
    .sort((one, other) => nominalTermMs(one) - nominalTermMs(other));
  const [smallest] = sold;
  if (smallest === undefined) throw new Error('a product sells at least one term');
  if (createdAt === null || expiresAt === null) return smallest;
  // Both vendors add a term up alike; only a month of UGN may be shorter, and that is the smallest anyway.
  const fits = (term: Term) =>
    Math.abs(Date.parse(termEnd(createdAt, term, 'alibaba')) - Date.parse(expiresAt)) <= TOLERANCE_MS;
  return sold.find(fits) ?? smallest;
}
