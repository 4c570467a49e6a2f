import { CLOCKS_APART_MS } from '../model/clocks.js';

/** Orders are read by explicit windows: without one the vendor shows the last hour only. */

/** `2026-11-21T22:00:00Z`: BSS takes no milliseconds. */
export const billingTime = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 19)}Z`;

export function billingWindow(fromMs: number, toMs: number): { CreateTimeStart: string; CreateTimeEnd: string } {
  return {
    CreateTimeStart: billingTime(fromMs - CLOCKS_APART_MS),
    CreateTimeEnd: billingTime(toMs + CLOCKS_APART_MS),
  };
}
