import { tz } from '@date-fns/tz';
import { addHours, getISODay, startOfDay, subDays } from 'date-fns';
import { formatDuration } from './format-duration.js';
import type { LadderSettings } from './life-settings.js';

/** One reminder: when it is due and what it is called. */
export interface Rung {
  /** `7d`, `2h`, `expired` or `graceEnding`. */
  readonly rung: string;
  readonly atMs: number;
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** The working hour, in the payer's zone, a reminder is moved to when its own day is a free one. */
const WORKING_HOUR = 16;
const LAST_WARNING_MS = DAY_MS;

/**
 * The reminders of one term's end, in order of time. Those a day or more ahead that fall on a free day come on the
 * working day before: later would be too late for whoever must ask somebody else.
 * @param graceMs how long after expiry it can still be renewed
 */
export function ladderOf(expiresAt: string, graceMs: number, settings: LadderSettings): readonly Rung[] {
  const endMs = Date.parse(expiresAt);
  const before = settings.rungsMs.map((leadMs) => ({
    rung: formatDuration(leadMs),
    atMs: leadMs >= DAY_MS ? onWorkingDay(endMs - leadMs, settings) : endMs - leadMs,
  }));
  const graceEnding = endMs + Math.max(graceMs / 2, graceMs - LAST_WARNING_MS);
  const after = [
    { rung: 'expired', atMs: endMs },
    { rung: 'graceEnding', atMs: graceEnding },
  ];
  return [...before, ...(graceMs > 0 ? after : after.slice(0, 1))].sort((one, other) => one.atMs - other.atMs);
}

function onWorkingDay(atMs: number, { timeZone, workingDays }: LadderSettings): number {
  const zone = { in: tz(timeZone) };
  const isFree = (ms: number) => !workingDays.includes(getISODay(ms, zone));
  if (workingDays.length === 0 || !isFree(atMs)) return atMs;
  let day = startOfDay(atMs, zone);
  do day = subDays(day, 1, zone);
  while (isFree(day.getTime()));
  return addHours(day, WORKING_HOUR, zone).getTime();
}
