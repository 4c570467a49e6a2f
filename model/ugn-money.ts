import { type Term, termEnd } from './term.js';

/** UGN's own rules of money, for what no call of the vendor's prices (UGN manual, "Refund" and "Change bandwidth"). */

export type UgnUnit = 'Month' | 'Year';

interface Span {
  /** When the package was bought, ISO 8601. */
  readonly createdAt: string;
  readonly expiresAt: string;
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
export function ugnRefundMinor(
  bought: Span & { readonly paidMinor: number; readonly monthMinor: number; readonly unit: UgnUnit },
  now: string,
): number {
  const { createdAt, expiresAt, paidMinor, monthMinor, unit } = bought;
  const usedHours = Math.max(0, Math.ceil((Date.parse(now) - Date.parse(createdAt)) / HOUR_MS));
  const totalHours = Math.max(1, Math.ceil((Date.parse(expiresAt) - Date.parse(createdAt)) / HOUR_MS));
  const consumedMinor =
    unit === 'Month' ? (paidMinor * usedHours * 3) / (totalHours * 2) : (monthMinor * 12 * usedHours) / HOURS.Year;
  return Math.max(0, Math.floor(paidMinor - consumedMinor));
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
