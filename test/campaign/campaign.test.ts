import { afterAll, describe, expect, it } from 'vitest';
import { DIRECTED } from './directed.js';
import { Ensemble } from './ensemble.js';
import { tryWithout } from './mutants.js';
import { builtBundle, GUARDS } from './mutation.js';
import { randomSchedule } from './random.js';

const SEED = 20_261_124;
const SCHEDULES = 300;
/** Tests of one chunk each: what fails names where to look, and few wait for the last one of a chunk. */
const AT_ONCE = 15;
const LIMIT_MS = 400_000;

describe('lives drawn by chance', () => {
  const ensemble = new Ensemble(builtBundle());
  afterAll(() => ensemble.close());

  const firsts = Array.from({ length: SCHEDULES / AT_ONCE }, (_, chunk) => chunk * AT_ONCE);
  it.each(firsts)(
    `seed ${SEED}, from %i`,
    async (first) => {
      const schedules = Array.from({ length: AT_ONCE }, (_, at) => randomSchedule(SEED, first + at));
      expect(await ensemble.brokenAmong(schedules, { replayEvery: 10 })).toEqual([]);
    },
    LIMIT_MS,
  );
});

describe('every guard is needed', () => {
  const ensemble = new Ensemble(builtBundle());
  afterAll(() => ensemble.close());

  it.each(GUARDS)(
    'with %s nothing goes wrong, and without it something does',
    async (guard) => {
      expect(await ensemble.brokenAmong(DIRECTED[guard], { replayEvery: 100 })).toEqual([]);
      expect(await tryWithout(guard)).toMatchObject({ guard, outcome: 'caught' });
    },
    LIMIT_MS,
  );
});
