import ms from 'ms';
import { z } from 'zod';
import { LONGEST_MS, SHORTEST_REMINDER_MS } from './duration-limits.js';

/**
 * Reads a duration as people write it in our files: `5s`, `30m`, `12h`, `21d`, `3y`.
 * @returns milliseconds, or null when the text is no duration, or one of more than a hundred years
 */
export function parseDurationMs(text: string): number | null {
  // More than a hundred characters `ms` answers with an error.
  if (!/^\d{1,20}(\.\d{1,20})?\s{0,9}[a-z]{1,20}$/i.test(text.trim())) return null;
  const value = ms(text.trim() as ms.StringValue);
  return typeof value === 'number' && value <= LONGEST_MS ? Math.round(value) : null;
}

/** A duration in a file; the parsed value is milliseconds. */
export const durationMs = z.string().transform((text, context) => {
  const value = parseDurationMs(text);
  if (value !== null) return value;
  const message = 'is a duration such as 30s, 15m, 12h or 21d, and at most 100y';
  context.addIssue({ code: 'custom', message, input: text });
  return z.NEVER;
});

/** How often somebody is reminded. More often would fill the history of a workflow within the hour. */
export const remindEveryMs = durationMs.refine((value) => value >= SHORTEST_REMINDER_MS, 'is at least 1m');
