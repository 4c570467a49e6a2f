import ms from 'ms';

/** A duration as a person reads it, in its largest fitting unit: `45s`, `3h`, `21d`. */
export function formatDuration(valueMs: number): string {
  return ms(valueMs);
}

const UNITS: readonly (readonly [unit: string, lengthMs: number])[] = [
  ['d', 24 * 60 * 60 * 1000],
  ['h', 60 * 60 * 1000],
  ['m', 60 * 1000],
  ['s', 1000],
];

/** The same without rounding, in the largest unit it is whole in: `36h`, not `2d`. For what is compared, or was written so. */
export function exactDuration(valueMs: number): string {
  const [unit, lengthMs] = UNITS.find(([, length]) => valueMs !== 0 && valueMs % length === 0) ?? ['ms', 1];
  return `${valueMs / lengthMs}${unit}`;
}
