import { wallClock } from '../wall-clock.js';
import type { BuyWindow } from './gate-rules.js';

const MINUTE_MS = 60_000;
const STEP_MINUTES = 15;
/** A window that is open on no day of two weeks is never open. */
const LOOK_AHEAD_MS = 15 * 24 * 60 * MINUTE_MS;

export function isOpen({ days, fromMinute, untilMinute, timeZone }: BuyWindow, atMs: number): boolean {
  const { isoDay, hour, minute } = wallClock(atMs, timeZone);
  const minuteOfDay = hour * 60 + minute;
  return days.includes(isoDay) && minuteOfDay >= fromMinute && minuteOfDay < untilMinute;
}

/**
 * When it opens next, found in steps of a quarter of an hour, or of a shorter window's length, which none can slip through, since a zone's clocks may be moved on the way; a window may so be
 * entered some minutes late, never early.
 * @returns epoch milliseconds
 */
export function opensAt(window: BuyWindow, nowMs: number): number {
  const stepMs = Math.min(STEP_MINUTES, window.untilMinute - window.fromMinute) * MINUTE_MS;
  const firstMs = Math.ceil(nowMs / stepMs) * stepMs;
  for (let atMs = firstMs; atMs < nowMs + LOOK_AHEAD_MS; atMs += stepMs) {
    if (isOpen(window, atMs)) return atMs;
  }
  return nowMs + LOOK_AHEAD_MS;
}
