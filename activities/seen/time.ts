import { expiryOrNever } from '../../model/term.js';

/** A vendor's time as ISO 8601 UTC. CEN writes `2021-02-01T11:14Z`, without seconds. */
export function instant(text: string | null): string | null {
  const epochMs = Date.parse(text ?? '');
  return Number.isNaN(epochMs) ? null : new Date(epochMs).toISOString();
}

/** An expiry; null for "never". */
export function expiry(text: string | null): string | null {
  const at = instant(text);
  const epochMs = expiryOrNever(at === null ? null : Date.parse(at));
  return epochMs === null ? null : new Date(epochMs).toISOString();
}

/** UCloud counts in seconds. */
export function fromUnixSeconds(seconds: number | null): string | null {
  return seconds === null ? null : new Date(seconds * 1000).toISOString();
}
