import { UTCDate } from '@date-fns/utc';
import { addMonths, addWeeks, addYears, startOfDay, startOfMonth } from 'date-fns';
import type { Vendor } from './product.js';

export type TermUnit = 'Week' | 'Month' | 'Year';

/** A length of time as vendors sell it. Months and years are calendar months and years. */
export interface Term {
  readonly period: number;
  readonly unit: TermUnit;
}

/** "Never expires" is spelled as a far date by both vendors' products: 2099-12-31 (WUYING), 2999-09-08 (CEN). */
const NEVER_FROM_EPOCH_MS = Date.UTC(2099, 0, 1);

/** The expiry a vendor shows, or null for "never". */
export function expiryOrNever(epochMs: number | null): number | null {
  return epochMs === null || epochMs >= NEVER_FROM_EPOCH_MS ? null : epochMs;
}

/**
 * How long before expiry a renewal starts: as asked, but never earlier than the last third of the term, so that a
 * weekly package is not renewed on its first day.
 */
export function renewalLeadMs(askedMs: number, termMs: number): number {
  return Math.min(askedMs, Math.floor(termMs / 3));
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** About how long a term is, for advice only; real dates come from the vendor. */
export function nominalTermMs(term: Term): number {
  const days = term.unit === 'Week' ? 7 : term.unit === 'Month' ? 30 : 365;
  return term.period * days * DAY_MS;
}

/** Both vendors keep their days and months in China Standard Time, which has no summer time. */
const VENDOR_ZONE_MS = 8 * 60 * 60 * 1000;

/**
 * Where a calendar is counted. Within workflows `Date` is a function that returns plain dates, so a `UTCDate` made there
 * has lost its own methods and would count in the time zone of the worker's machine: here they are given back to it.
 */
const vendorCalendar = {
  in: (value: Date | number | string): Date => Object.setPrototypeOf(new Date(value), UTCDate.prototype),
};

function inVendorZone(iso: string, move: (local: Date) => Date): string {
  const local = vendorCalendar.in(Date.parse(iso) + VENDOR_ZONE_MS);
  return new Date(move(local).getTime() - VENDOR_ZONE_MS).toISOString();
}

/**
 * When a term ends by the vendor's calendar (UTC+8): the same time of day so many weeks, months or years later, and the
 * last day of the month where it has no such day (31 January and one month: 28 or 29 February).
 *
 * Alibaba may let a term run on to the midnight after (it says so of cloud computers, not of these products): then this
 * is early by less than a day, which is the safe side.
 *
 * @param startIso when the term begins, ISO 8601: the expiry before it, or the purchase
 * @param how `bought`: the first term. A monthly UGN package was seen to run to the end of a calendar month then, so
 * its first month ends with the month it is bought in
 * @returns ISO 8601 UTC; a prediction only: what counts is the expiry the vendor shows
 */
export function termEnd(startIso: string, term: Term, vendor: Vendor, how: 'bought' | 'renewed' = 'renewed'): string {
  const { period, unit } = term;
  if (vendor === 'ucloud' && unit === 'Month' && how === 'bought') return vendorMonthEnd(startIso, period);
  return inVendorZone(startIso, (local) => {
    switch (unit) {
      case 'Week':
        return addWeeks(local, period, vendorCalendar);
      case 'Month':
        return addMonths(local, period, vendorCalendar);
      case 'Year':
        return addYears(local, period, vendorCalendar);
    }
  });
}

/**
 * The end of a vendor's calendar month, midnight in UTC+8: of the month the instant lies in, or of one of those after it.
 * UGN renewals of quantity 0 and the first automatic one of a monthly package end there (SurferCloud, "Automatic
 * Renewal").
 */
export function vendorMonthEnd(iso: string, months = 1): string {
  return inVendorZone(iso, (local) => addMonths(startOfMonth(local, vendorCalendar), months, vendorCalendar));
}

/** The beginning of the vendor's day (UTC+8) an instant lies in: money for something of that day must be there by then. */
export function vendorDayStart(iso: string): string {
  return inVendorZone(iso, (local) => startOfDay(local, vendorCalendar));
}
