/** A wait that has lasted long is looked at less often, so that the delay stays a small share of the wait. */
const SHARE = 10;
const LONGEST_MS = 24 * 60 * 60 * 1000;

/**
 * How long until the next look of a package that waits, in milliseconds. A wait may last for years, and one run of a
 * workflow has room for 51,200 events.
 * @param shortestMs never sooner than this
 */
export function untilNextLookMs(waitedMs: number, shortestMs: number): number {
  return Math.max(shortestMs, Math.min(waitedMs / SHARE, LONGEST_MS));
}
