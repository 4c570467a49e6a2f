import { afterAll, describe, expect, it } from 'vitest';
import { ugnPlan, wuyingPlan } from './documents.js';
import { builtBundle } from './mutation.js';
import { failureText } from './report.js';
import type { PackagePlan, Schedule } from './schedule.js';
import { Theatre } from './verdict.js';

const LIMIT_MS = 600_000;
const RENEWED = { lifecycle: { atTermEnd: 'renew' } } as const;

function away(livesDays: number, packages: readonly PackagePlan[]): Schedule {
  return {
    name: `away for three weeks after ${livesDays} days`,
    simulatorSeed: 1,
    resend: 'ask',
    people: { pay: false, tell: false, approve: true, hurries: 0, answer: 'honest' },
    behaviour: {},
    packages,
    rules: [],
    boundaries: [],
    console: [],
    restartAfter: [],
    livesDays,
    awayDays: 21,
  };
}

describe('switched off for three weeks, and started again', () => {
  const theatre = new Theatre(builtBundle());
  afterAll(() => theatre.close());

  const played = async (schedule: Schedule) => {
    const verdict = await theatre.play(schedule, { replay: false });
    expect(
      verdict.violations.length === 0 ? [] : failureText({ index: null, seed: 0, schedule, verdict, shrunk: null }),
    ).toEqual([]);
    return verdict.ends.map((end) => end.split(', ').slice(1, 3).join(', '));
  };

  it(
    'what expired meanwhile is renewed once while the vendor keeps it, deadlines have passed, and somebody is told of the rest',
    async () => {
      const unpaid = { order: { autoPay: false }, lifecycle: { payment: { within: '20d' } } };
      const undecided = { lifecycle: { atTermEnd: 'ask' } };
      const packages = [ugnPlan(1, RENEWED), wuyingPlan(1, unpaid), wuyingPlan(2, undecided)];
      expect(await played(away(12, packages))).toEqual([
        // On a busy machine its next term's renewal may be under way when the play ends.
        expect.stringMatching(/^Active(, renewal for 1 Month under way)?$/),
        expect.stringMatching(/^Cancelled/),
        // While the vendor keeps it, somebody is asked; then it has lapsed.
        expect.stringMatching(/^(Active, waits for operator|Lapsed)/),
      ]);
    },
    LIMIT_MS,
  );
});
