import { afterAll, describe, expect, it } from 'vitest';
import { cenPlan, ugnPlan, wuyingPlan } from './documents.js';
import { builtBundle } from './mutation.js';
import { failureText } from './report.js';
import type { PackagePlan, Schedule } from './schedule.js';
import { Theatre } from './verdict.js';

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

  it('renewals that came due meanwhile are made once, and a deadline that passed is one', async () => {
    const unpaid = { order: { autoPay: false }, lifecycle: { payment: { within: '20d' } } };
    expect(await played(away(0, [wuyingPlan(1, RENEWED), cenPlan(RENEWED), wuyingPlan(2, unpaid)]))).toEqual([
      'Active',
      'Active',
      expect.stringMatching(/^Cancelled/),
    ]);
  });

  it('what expired meanwhile is renewed while the vendor keeps it, once, and somebody is told of the rest', async () => {
    const undecided = { lifecycle: { atTermEnd: 'ask' } };
    expect(await played(away(12, [ugnPlan(1, RENEWED), wuyingPlan(1, RENEWED), wuyingPlan(2, undecided)]))).toEqual([
      'Active',
      'Active',
      expect.stringMatching(/^Lapsed/),
    ]);
  });
});
