import { VENDOR_CALENDAR } from './life-settings.js';
import { orderedTerm, type PackageSpec } from './package-spec.js';
import { type Term, vendorDayStart } from './term.js';

/** What is known of renewals the vendor makes by itself (`atTermEnd: vendorAutoRenew`). */

const DAY_MS = 24 * 60 * 60 * 1000;
/** A week's term is too short for the vendor's usual lead; inferred. */
const WEEKLY_LEAD_MS = DAY_MS;

/** The term it renews for: the original duration, but where the order names another one (CEN) or has no say in it (UGN). */
export function vendorRenewalTerm(spec: PackageSpec): Term {
  switch (spec.product) {
    case 'wuying':
      return orderedTerm(spec);
    case 'cen': {
      const { autoRenewDuration } = spec.order;
      return autoRenewDuration === undefined ? orderedTerm(spec) : { period: autoRenewDuration, unit: 'Month' };
    }
    case 'ugn':
      return { period: 1, unit: orderedTerm(spec).unit };
  }
}

/** What BSS `SetRenewal` takes as a period, in months; above a year it is told in years. */
const SETTABLE_MONTHS: ReadonlySet<number> = new Set([1, 2, 3, 6, 12, 24, 36]);

/**
 * For how many months each the vendor is told to renew (BSS `SetRenewal`).
 * @returns null where that cannot be said: a package bought by the week, or a number of months the call does not know.
 * Another number would be a guess at somebody's money
 */
export function settableMonths(spec: PackageSpec): number | null {
  const { period, unit } = vendorRenewalTerm(spec);
  if (unit === 'Week') return null;
  const months = unit === 'Year' ? period * 12 : period;
  return SETTABLE_MONTHS.has(months) ? months : null;
}

/**
 * When the money for its renewal must be there: from the beginning of the vendor's day (UTC+8) on in which its lead falls,
 * or at the expiry where it has none.
 * @param leadMs `deductsBefore` of the account's calendar, milliseconds
 */
export function vendorDeductionAt(
  spec: PackageSpec,
  expiresAt: string,
  leadMs: number = VENDOR_CALENDAR[spec.product].deductsBeforeMs,
): string {
  if (leadMs === 0) return expiresAt;
  return vendorDayStart(new Date(Date.parse(expiresAt) - vendorLeadMs(spec, leadMs)).toISOString());
}

/**
 * How long before an expiry the vendor takes the money for its own renewal, milliseconds.
 * @param leadMs `deductsBefore` of the account's calendar, milliseconds
 */
export function vendorLeadMs(spec: PackageSpec, leadMs: number): number {
  return vendorRenewalTerm(spec).unit === 'Week' ? Math.min(leadMs, WEEKLY_LEAD_MS) : leadMs;
}
