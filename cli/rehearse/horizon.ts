import { UTCDate } from '@date-fns/utc';
import { addMonths, addYears } from 'date-fns';
import { z } from 'zod';
import { parseDurationMs } from '../../model/duration.js';

/** How far a rehearsal goes: a length of time, by the calendar where it is months or years, or a date. */
export type Horizon = (fromMs: number) => number;

/**
 * Reads `--until`: `90d`, `18mo`, `3y`, `2029-12-31`.
 * @returns null when it is neither a duration nor a date
 */
export function parseHorizon(text: string): Horizon | null {
  const calendar = /^(\d{1,4})\s*(mo|months?|y|years?)$/i.exec(text.trim());
  if (calendar !== null) {
    const count = Number(calendar[1]);
    const add = calendar[2]?.toLowerCase().startsWith('m') === true ? addMonths : addYears;
    return (fromMs) => add(new UTCDate(fromMs), count).getTime();
  }
  const instantMs = parseInstantMs(text);
  if (instantMs !== null) return () => instantMs;
  const durationMs = parseDurationMs(text);
  return durationMs === null ? null : (fromMs) => fromMs + durationMs;
}

/** A date (its first moment in UTC) or an instant, epoch milliseconds; null when it is neither. */
export function parseInstantMs(text: string): number | null {
  const dated = z.iso.date().safeParse(text).success ? `${text}T00:00:00Z` : text;
  return z.iso.datetime({ offset: true }).safeParse(dated).success ? Date.parse(dated) : null;
}
