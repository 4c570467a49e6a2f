import { exactDuration, formatDuration } from './format-duration.js';
import type { LadderSettings } from './life-settings.js';
import { wallClock } from './wall-clock.js';

/** One reminder: when it is due and what it is called. */
export interface Rung {
  /** `7d`, `2h`, `expired` or `graceEnding`. */
  readonly rung: string;
  readonly atMs: number;
}

/** The rungs of one term's end that were sounded. */
export interface Sounded {
  readonly expiresAt: string;
  readonly rungs: readonly string[];
  readonly at: string;
}

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The hour, in the payer's zone, to which a reminder is moved when its own day is a free one. */
const WORKING_HOUR = 16;
const LAST_WARNING_MS = DAY_MS;

/**
 * The reminders of one term's end, in order of time. Those a day or more ahead that fall on a free day come on the
 * working day before: later would be too late for whoever must ask somebody else. One that would come after a more urgent one,
 * which was moved past it, comes on the working day before that.
 * @param graceMs how long after expiry it can still be renewed
 * @param isInOrder false as builds before 2026-11-28 reckoned: on a Friday evening "3d" came after "1d"
 * @param isExact false as earlier builds named them: "36h" was "2d", and of two of one name the later was never heard
 */
export function ladderOf(
  expiresAt: string,
  graceMs: number,
  settings: LadderSettings,
  isInOrder = true,
  isExact = true,
): readonly Rung[] {
  const endMs = Date.parse(expiresAt);
  const before: Rung[] = [];
  let moreUrgentMs = Infinity;
  for (const leadMs of settings.rungsMs.toSorted((one, other) => one - other)) {
    const ownMs = leadMs >= DAY_MS ? onWorkingDay(endMs - leadMs, settings) : endMs - leadMs;
    const atMs = isInOrder && ownMs >= moreUrgentMs ? onWorkingDay(moreUrgentMs - DAY_MS, settings) : ownMs;
    before.push({ rung: isExact ? exactDuration(leadMs) : formatDuration(leadMs), atMs });
    moreUrgentMs = atMs;
  }
  const graceEnding = endMs + Math.max(graceMs / 2, graceMs - LAST_WARNING_MS);
  const after = [
    { rung: 'expired', atMs: endMs },
    { rung: 'graceEnding', atMs: graceEnding },
  ];
  return [...before, ...(graceMs > 0 ? after : after.slice(0, 1))].sort((one, other) => one.atMs - other.atMs);
}

/** True for leads that earlier builds named by a rounded length. */
export function hasRoundedNames({ rungsMs }: LadderSettings): boolean {
  return rungsMs.some((leadMs) => formatDuration(leadMs) !== exactDuration(leadMs));
}

function onWorkingDay(atMs: number, { timeZone, workingDays }: LadderSettings): number {
  const isFree = (ms: number) => !workingDays.includes(wallClock(ms, timeZone).isoDay);
  if (workingDays.length === 0 || !isFree(atMs)) return atMs;
  let dayMs = atMs - DAY_MS;
  while (isFree(dayMs)) dayMs -= DAY_MS;
  const { hour, minute } = wallClock(dayMs, timeZone);
  return dayMs + (WORKING_HOUR - hour) * HOUR_MS - minute * MINUTE_MS;
}
