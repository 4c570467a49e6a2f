import { PAIRWISE } from './combinations.js';
import { EXHAUSTIVE } from './exhaustive.js';
import { governedSchedule, randomSchedule } from './random.js';
import type { Schedule } from './schedule.js';

/** First every single fault, then every two circumstances together, then chance, without end. */
function scheduleAt(seed: number, index: number): Schedule {
  const listed = EXHAUSTIVE[index] ?? PAIRWISE[index - EXHAUSTIVE.length];
  return listed ?? randomSchedule(seed, index - LISTED);
}

/** Which schedules a campaign plays: the numbered ones, or lives drawn by chance under rules, budgets and approvers. */
export type Repertoire = 'all' | 'governed';

export function scheduleOf(repertoire: Repertoire, seed: number, index: number): Schedule {
  return repertoire === 'governed' ? governedSchedule(seed, index) : scheduleAt(seed, index);
}

/** How many schedules come before chance begins. */
export const LISTED = EXHAUSTIVE.length + PAIRWISE.length;

export const PARTS = { exhaustive: EXHAUSTIVE.length, pairwise: PAIRWISE.length } as const;
