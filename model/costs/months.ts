import { vendorMonthEnd } from '../term.js';

/** One calendar month of a forecast, as the vendors bill it (UTC+8). */
export interface CostMonth {
  /** `2026-12` */
  readonly month: string;
  /** ISO 8601 UTC; the first month begins now. */
  readonly from: string;
  readonly to: string;
  /** True where a part of it is over already, which is not counted. */
  readonly isPartial: boolean;
}

const VENDOR_ZONE_MS = 8 * 60 * 60 * 1000;

/** This month from now on, and those after it. */
export function costMonths(now: string, count: number): readonly CostMonth[] {
  const months: CostMonth[] = [];
  let from = new Date(now).toISOString();
  for (let index = 0; index < count; index += 1) {
    const to = vendorMonthEnd(from);
    const month = new Date(Date.parse(from) + VENDOR_ZONE_MS).toISOString().slice(0, 7);
    months.push({ month, from, to, isPartial: from !== beginning(month) });
    from = to;
  }
  return months;
}

const beginning = (month: string): string =>
  new Date(Date.parse(`${month}-01T00:00:00.000Z`) - VENDOR_ZONE_MS).toISOString();
