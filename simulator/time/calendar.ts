import { UTCDate } from '@date-fns/utc';
import { addMonths, addWeeks, addYears } from 'date-fns';
import type { Term } from '../records.js';

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
/** Both vendors keep their days and months in China Standard Time. */
const vendorZoneMs = 8 * hourMs;

/** A term later, by calendar months as the vendors count them: in UTC+8. */
export function addTerm(epochMs: number, term: Term): number {
  return later(new UTCDate(epochMs + vendorZoneMs), term).getTime() - vendorZoneMs;
}

function later(local: UTCDate, term: Term): Date {
  switch (term.unit) {
    case 'Week':
      return addWeeks(local, term.count);
    case 'Month':
      return addMonths(local, term.count);
    case 'Year':
      return addYears(local, term.count);
  }
}

/** The next midnight in UTC+8. */
export function nextVendorDay(epochMs: number): number {
  return (Math.floor((epochMs + vendorZoneMs) / dayMs) + 1) * dayMs - vendorZoneMs;
}

/** The next first of a month, midnight in UTC+8. */
export function nextVendorMonth(epochMs: number): number {
  const local = new UTCDate(epochMs + vendorZoneMs);
  return Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 1) - vendorZoneMs;
}
