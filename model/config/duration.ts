import ms, { type StringValue } from 'ms';
import { z } from 'zod';

const DURATION = /^\d+(\.\d+)?(ms|s|m|h|d|w)$/;

function isDuration(text: string): text is StringValue {
  return DURATION.test(text);
}

/**
 * `500ms`, `5s`, `10m`, `6h`, `30d`, `2w` as milliseconds; null for anything else. A unit is required: a bare number
 * would be read as milliseconds by some and as seconds by others.
 */
export function parseDuration(text: string): number | null {
  return isDuration(text) ? ms(text) : null;
}

/** A duration in a file, above zero; comes out in milliseconds. */
export const durationSchema = z.string({ error: durationRule }).transform((text, context) => {
  const durationMs = parseDuration(text);
  if (durationMs !== null && durationMs > 0) return durationMs;
  context.addIssue({ code: 'custom', message: durationRule() });
  return z.NEVER;
});

function durationRule(): string {
  return 'must be a duration above zero such as 30s, 10m, 6h or 30d';
}
