/** Orders are read by explicit windows: without one the vendor shows the last hour only. */

/** `2026-11-21T22:00:00Z`: BSS takes no milliseconds. */
export const billingTime = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 19)}Z`;

/**
 * How far the vendor's clock and ours may be apart: it refuses signatures more than 15 minutes off, and CEN's times have
 * minute precision.
 */
export const CLOCKS_APART_MS = 16 * 60 * 1000;

export function billingWindow(fromMs: number, toMs: number): { CreateTimeStart: string; CreateTimeEnd: string } {
  return {
    CreateTimeStart: billingTime(fromMs - CLOCKS_APART_MS),
    CreateTimeEnd: billingTime(toMs + CLOCKS_APART_MS),
  };
}
