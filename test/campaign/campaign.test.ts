import { afterAll, describe, expect, it } from 'vitest';
import { DIRECTED } from './directed.js';
import { brokenAmong } from './kept.js';
import { tryWithout } from './mutants.js';
import { builtBundle, GUARDS } from './mutation.js';
import { randomSchedule } from './random.js';
import { Theatre } from './verdict.js';

const SEED = 20_261_124;
const SCHEDULES = process.env.LEASELINE_CAMPAIGN === 'whole' ? 300 : 60;
const AT_ONCE = 20;
const LIMIT_MS = 240_000;

describe('lives drawn by chance', () => {
  const theatre = new Theatre(builtBundle());
  afterAll(() => theatre.close());

  const firsts = Array.from({ length: SCHEDULES / AT_ONCE }, (_, chunk) => chunk * AT_ONCE);
  it.each(firsts)(
    `seed ${SEED}, from %i`,
    async (first) => {
      const schedules = Array.from({ length: AT_ONCE }, (_, at) => randomSchedule(SEED, first + at));
      expect(await brokenAmong(theatre, schedules, { replayEvery: 10 })).toEqual([]);
    },
    LIMIT_MS,
  );
});

describe('every guard is needed', () => {
  const theatre = new Theatre(builtBundle());
  afterAll(() => theatre.close());

  it.each(GUARDS)(
    'with %s nothing goes wrong, and without it something does',
    async (guard) => {
      expect(await brokenAmong(theatre, DIRECTED[guard], { replayEvery: 100 })).toEqual([]);
      expect(await tryWithout(guard)).toMatchObject({ guard, outcome: 'caught' });
    },
    LIMIT_MS,
  );
});
