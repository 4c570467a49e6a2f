import { afterAll, describe, expect, it } from 'vitest';
import { EXHAUSTIVE } from './exhaustive.js';
import { brokenAmong } from './kept.js';
import { builtBundle } from './mutation.js';
import { OPERATIONS } from './operations.js';
import { Theatre } from './verdict.js';

/** On a busy machine; an operation has about thirty schedules. */
const OPERATION_LIMIT_MS = 180_000;

describe('every single fault at every operation that spends or destroys', () => {
  const theatre = new Theatre(builtBundle());
  afterAll(() => theatre.close());

  it.each(OPERATIONS)(
    '$id',
    async ({ id }) => {
      // Each fault under one of the two policies, turn about; the campaign itself plays both.
      const all = EXHAUSTIVE.filter(({ name }) => name.startsWith(`${id} /`));
      const schedules = all.filter(({ resend }, at) => (resend === 'ask') === (Math.floor(at / 2) % 2 === 0));
      expect(schedules.length).toBeGreaterThan(0);
      expect(await brokenAmong(theatre, schedules, { replayEvery: 10 })).toEqual([]);
    },
    OPERATION_LIMIT_MS,
  );
});
