import ms from 'ms';
import { z } from 'zod';

/**
 * Reads a duration as people write it in our files: `5s`, `30m`, `12h`, `21d`, `3y`.
 * @returns milliseconds, or null when the text is no duration
 */
export function parseDurationMs(text: string): number | null {
  if (!/^\d+(\.\d+)?\s*[a-z]+$/i.test(text.trim())) return null;
  const value = ms(text.trim() as ms.StringValue);
  return typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : null;
}

/** A duration in a file; the parsed value is milliseconds. */
export const durationMs = z.string().transform((text, context) => {
  const value = parseDurationMs(text);
  if (value !== null) return value;
  context.addIssue({ code: 'custom', message: 'is a duration such as 30s, 15m, 12h or 21d', input: text });
  return z.NEVER;
});
