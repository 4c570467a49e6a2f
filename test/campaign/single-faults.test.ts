import { availableParallelism } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { Ensemble } from './ensemble.js';
import { EXHAUSTIVE } from './exhaustive.js';
import { builtBundle } from './mutation.js';
import { OPERATIONS } from './operations.js';

const { LEASELINE_CAMPAIGN: wanted } = process.env;
/**
 * Whether each fault is played under both `resend` policies, or under one and the other in turn, which takes half the time:
 * from four cores on, or as `LEASELINE_CAMPAIGN=whole` and `part` say. `npm run campaign` plays each under both.
 */
const UNDER_BOTH = wanted === 'whole' || (wanted !== 'part' && availableParallelism() >= 4);
/** On a busy machine; an operation has about thirty schedules. */
const OPERATION_LIMIT_MS = 400_000;

describe('every single fault at every operation that spends or destroys', () => {
  const ensemble = new Ensemble(builtBundle());
  afterAll(() => ensemble.close());

  it.each(OPERATIONS)(
    '$id',
    async ({ id }) => {
      const all = EXHAUSTIVE.filter(({ name }) => name.startsWith(`${id} /`));
      const schedules = UNDER_BOTH ? all : all.filter((_schedule, at) => at % 4 === 0 || at % 4 === 3);
      expect(schedules.length).toBeGreaterThan(0);
      expect(await ensemble.brokenAmong(schedules, { replayEvery: 10 })).toEqual([]);
    },
    OPERATION_LIMIT_MS,
  );
});
