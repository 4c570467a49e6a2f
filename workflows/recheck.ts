/** What could not be done or compared for an instant is tried at another time. */
export interface Recheck {
  /** The expiry, the day of a plan, or the order that it is for. */
  readonly of: string;
  readonly at: string;
  readonly waitedMs: number;
}

/** What may never come about is tried no more often than this in the end. */
const RARELY_MS = 24 * 60 * 60 * 1000;

/** When it is tried again: each time after twice as long. */
export function recheckAfter(before: Recheck | null | undefined, of: string, firstMs: number): Recheck {
  const waitedMs = before?.of === of ? Math.min(before.waitedMs * 2, RARELY_MS) : firstMs;
  return { of, at: new Date(Date.now() + waitedMs).toISOString(), waitedMs };
}
