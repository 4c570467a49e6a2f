import type { RefundAhead } from './quote.js';
import { type Term, termEnd } from './term.js';

/** UGN's own rules of money, for what no call of the vendor's prices (UGN manual, "Refund" and "Change bandwidth"). */

export type UgnUnit = 'Month' | 'Year';

interface Span {
  /** When the package was bought, ISO 8601. */
  readonly createdAt: string;
  readonly expiresAt: string;
}

export interface UgnBought extends Span {
  readonly paidMinor: number;
  /** What one month costs. */
  readonly monthMinor: number;
  readonly unit: UgnUnit;
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const DAYS: Readonly<Record<UgnUnit, number>> = { Month: 30, Year: 365 };
/** A year's hours, and a month's as the twelfth of them. */
const HOURS: Readonly<Record<UgnUnit, number>> = { Month: 730, Year: 8_760 };
/** More renewals than any package has. */
const MOST_UNITS = 1_200;

/** What a package has cost so far, had every month or year of it cost what one costs today. Minor units. */
export function ugnPaidMinor(unitMinor: number, unit: UgnUnit, { createdAt, expiresAt }: Span): number {
  const endOf = (period: number): string => (period === 0 ? createdAt : termEnd(createdAt, { period, unit }, 'ucloud'));
  const reaches = (period: number) => Date.parse(endOf(period)) <= Date.parse(expiresAt);
  let units = 0;
  while (units < MOST_UNITS && reaches(units + 1)) units += 1;
  const restMs = Math.max(0, Date.parse(expiresAt) - Date.parse(endOf(units)));
  return unitMinor * units + Math.round((unitMinor * restMs) / (DAYS[unit] * DAY_MS));
}

/**
 * What comes back when a package is deleted, minor units: what was paid less what counts as consumed. By the month that is
 * half as much again as the time used; by the year the time used at the price of single months. Hours begun count
 * whole; never below nothing.
 */
export function ugnRefundMinor(bought: UgnBought, now: string): number {
  const { createdAt, expiresAt, paidMinor, monthMinor, unit } = bought;
  const usedHours = Math.max(0, Math.ceil((Date.parse(now) - Date.parse(createdAt)) / HOUR_MS));
  const totalHours = Math.max(1, Math.ceil((Date.parse(expiresAt) - Date.parse(createdAt)) / HOUR_MS));
  const consumedMinor =
    unit === 'Month' ? (paidMinor * usedHours * 3) / (totalHours * 2) : (monthMinor * 12 * usedHours) / HOURS.Year;
  return Math.max(0, Math.floor(paidMinor - consumedMinor));
}

/** Without a deletion the vendor goes on billing arrears after the term's end, so one must have begun by then. */
export const UGN_RELEASE_LEAD_MS = HOUR_MS;

/**
 * What would come back on each of the days to come, and the best time to release: each hour costs money while something
 * comes back; once nothing does, the line is used to the end of what was paid for.
 */
export function ugnRefundAhead(bought: UgnBought, now: string, mostDays: number): RefundAhead {
  const nowMs = Date.parse(now);
  const lastMs = Math.max(nowMs, Date.parse(bought.expiresAt) - UGN_RELEASE_LEAD_MS);
  const refundAt = (ms: number): number => ugnRefundMinor(bought, new Date(ms).toISOString());
  const count = Math.min(mostDays, Math.floor((lastMs - nowMs) / DAY_MS)) + 1;
  const days = Array.from({ length: count }, (_, day) => {
    const ms = nowMs + day * DAY_MS;
    return { at: new Date(ms).toISOString(), amountMinor: refundAt(ms) };
  });
  const bestMs = refundAt(nowMs) > 0 ? nowMs : lastMs;
  return { days, nothingFrom: nothingFrom(bought), bestAt: new Date(bestMs).toISOString() };
}

/** Hours begun count whole, so it is the first whole hour after the purchase at which the rule leaves nothing. */
function nothingFrom(bought: UgnBought): string {
  const startMs = Date.parse(bought.createdAt);
  const at = (hours: number): string => new Date(startMs + hours * HOUR_MS).toISOString();
  let some = 0;
  let none = Math.max(1, Math.ceil((Date.parse(bought.expiresAt) - startMs) / HOUR_MS));
  while (none - some > 1) {
    const middle = Math.floor((some + none) / 2);
    if (ugnRefundMinor(bought, at(middle)) > 0) some = middle;
    else none = middle;
  }
  // What begins after the last hour that leaves something counts as the next one.
  return at(some);
}

/** What a change costs for the rest of the time paid, from the prices of one month or year before and after; negative: comes back. */
export function ugnResizeMinor(
  prices: { readonly beforeMinor: number; readonly afterMinor: number; readonly unit: UgnUnit },
  expiresAt: string,
  now: string,
): number {
  const hoursLeft = Math.max(0, Math.ceil((Date.parse(expiresAt) - Date.parse(now)) / HOUR_MS));
  const exact = ((prices.afterMinor - prices.beforeMinor) * hoursLeft) / HOURS[prices.unit];
  // Whole minor units, never in our favour.
  return Math.ceil(exact) + 0;
}

/** UBill counts renewals in the package's own unit: months, or years. */
export function ugnQuantity(unit: string, { period, unit: termUnit }: Term): number {
  if (unit === 'Year') return termUnit === 'Month' ? Math.ceil(period / 12) : period;
  return termUnit === 'Year' ? period * 12 : period;
}
