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
