import { afterAll, describe, expect, it } from 'vitest';
import { Ensemble } from './ensemble.js';
import { EXHAUSTIVE } from './exhaustive.js';
import { PLAYS_WHOLE } from './extent.js';
import { builtBundle } from './mutation.js';
import { OPERATIONS } from './operations.js';

/** On a busy machine; an operation has about thirty schedules. */
const OPERATION_LIMIT_MS = 400_000;

describe('every single fault at every operation that spends or destroys', () => {
  const ensemble = new Ensemble(builtBundle());
  afterAll(() => ensemble.close());

  it.each(OPERATIONS)(
    '$id',
    async ({ id }) => {
      const all = EXHAUSTIVE.filter(({ name }) => name.startsWith(`${id} /`));
      // Every fault, under one `resend` policy and the other in turn; the whole campaign plays each under both.
      const schedules = PLAYS_WHOLE ? all : all.filter((_schedule, at) => at % 4 === 0 || at % 4 === 3);
      expect(schedules.length).toBeGreaterThan(0);
      expect(await ensemble.brokenAmong(schedules, { replayEvery: 10 })).toEqual([]);
    },
    OPERATION_LIMIT_MS,
  );
});
