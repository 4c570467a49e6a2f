import { PAIRWISE } from './combinations.js';
import { EXHAUSTIVE } from './exhaustive.js';
import { randomSchedule } from './random.js';
import type { Schedule } from './schedule.js';

/** First every single fault, then every two circumstances together, then chance, without end. */
export function scheduleAt(seed: number, index: number): Schedule {
  const listed = EXHAUSTIVE[index] ?? PAIRWISE[index - EXHAUSTIVE.length];
  return listed ?? randomSchedule(seed, index - LISTED);
}

/** How many schedules come before chance begins. */
export const LISTED = EXHAUSTIVE.length + PAIRWISE.length;

export const PARTS = { exhaustive: EXHAUSTIVE.length, pairwise: PAIRWISE.length } as const;
