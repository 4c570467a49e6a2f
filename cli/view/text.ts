import { differenceInMilliseconds } from 'date-fns';
import { formatDuration } from '../../model/format-duration.js';
import { showInstant } from '../../model/format-instant.js';
import type { NextStep } from '../../model/status.js';

/** Control characters in a vendor's sentence or a label must not steer the reader's terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
}

/** An instant and how far off it is: `2026-12-21 08:30 (in 30d)`. */
export function showWhen(iso: string, now: Date): string {
  const ms = differenceInMilliseconds(new Date(iso), now);
  const distance = formatDuration(Math.abs(ms));
  return `${showInstant(iso)} (${ms >= 0 ? `in ${distance}` : `${distance} ago`})`;
}

/** What happens next, in few words: `renew 2026-12-11`. */
export function showNextStep(step: NextStep | null): string {
  if (step === null) return '–';
  return step.at === null ? step.what : `${step.what} ${showInstant(step.at).slice(0, 10)}`;
}
