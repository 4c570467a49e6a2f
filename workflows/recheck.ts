/** What could not be compared before an expiry is compared at another time. */
export interface Recheck {
  readonly expiresAt: string;
  readonly at: string;
  readonly waitedMs: number;
}

/** What an account may never read is asked no more often than this in the end. */
const RARELY_MS = 24 * 60 * 60 * 1000;

/** When it is tried again: each time after twice as long. */
export function recheckAfter(before: Recheck | null | undefined, expiresAt: string, firstMs: number): Recheck {
  const waitedMs = before?.expiresAt === expiresAt ? Math.min(before.waitedMs * 2, RARELY_MS) : firstMs;
  return { expiresAt, at: new Date(Date.now() + waitedMs).toISOString(), waitedMs };
}
