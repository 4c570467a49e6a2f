/** A wait that has lasted long is looked at less often, so that the delay stays a small share of the wait. */
const SHARE = 10;
const DAY_MS = 24 * 60 * 60 * 1000;
/** From a month on, a search has found nothing at thirty looks of a day each. */
const SEARCH_SHARE = 30;

/**
 * How long until the next look of a package that waits, in milliseconds. A wait may last for years, and one run of a
 * workflow has room for 51,200 events.
 * @param shortestMs never sooner than this
 */
export function untilNextLookMs(waitedMs: number, shortestMs: number): number {
  return Math.max(shortestMs, Math.min(waitedMs / SHARE, DAY_MS));
}

/**
 * How long until the next look for what nobody knows the fate of, in milliseconds: once a day within the first month, and from the
 * seventh on once a week. Whoever answers, and whatever the desk sees, is heard at once.
 */
export function untilNextSearchMs(searchedMs: number, shortestMs: number): number {
  return Math.max(untilNextLookMs(searchedMs, shortestMs), Math.min(searchedMs / SEARCH_SHARE, 7 * DAY_MS));
}
