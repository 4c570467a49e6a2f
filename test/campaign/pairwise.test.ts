import { describe, expect, it } from 'vitest';
import { PAIRWISE } from './combinations.js';
import { pairwiseRows, type Row } from './pairwise.js';
import { randomSchedule } from './random.js';

const FACTORS = [
  { name: 'colour', values: ['red', 'green', 'blue'] },
  { name: 'size', values: ['small', 'large'] },
  { name: 'shape', values: ['round', 'square', 'long'] },
];

describe('rows that hold every pair', () => {
  const holds = (rows: readonly Row[], one: string, other: string) =>
    rows.some((row) => row.includes(one) && row.includes(other));

  it('has every two values of two factors together, in fewer rows than all combinations', () => {
    const rows = pairwiseRows(FACTORS, () => true);
    for (const [at, factor] of FACTORS.entries()) {
      for (const other of FACTORS.slice(at + 1)) {
        for (const one of factor.values) for (const two of other.values) expect(holds(rows, one, two)).toBe(true);
      }
    }
    expect(rows.length).toBeLessThan(18);
  });

  it('leaves out only the pairs that are not allowed', () => {
    const rows = pairwiseRows(FACTORS, (row) => !(row.includes('red') && row.includes('round')));
    expect(holds(rows, 'red', 'round')).toBe(false);
    expect(holds(rows, 'red', 'square')).toBe(true);
    expect(holds(rows, 'green', 'round')).toBe(true);
  });
});

describe('schedules', () => {
  it('are the same for the same seed and number, and others for another', () => {
    expect(randomSchedule(7, 12)).toEqual(randomSchedule(7, 12));
    expect(randomSchedule(7, 12)).not.toEqual(randomSchedule(7, 13));
    expect(randomSchedule(7, 12)).not.toEqual(randomSchedule(8, 12));
  });

  it('are data: they survive being written down', () => {
    const schedule = randomSchedule(7, 3);
    expect(JSON.parse(JSON.stringify(schedule))).toEqual(schedule);
  });

  it('bear names of their own', () => {
    expect(new Set(PAIRWISE.map(({ name }) => name)).size).toBe(PAIRWISE.length);
  });
});
