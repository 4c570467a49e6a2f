import ms from 'ms';

/** A duration as a person reads it, in its largest fitting unit: `45s`, `3h`, `21d`. */
export function formatDuration(valueMs: number): string {
  return ms(valueMs);
}
