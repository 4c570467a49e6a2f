import { describe, expect, it } from 'vitest';
import { ladderOf } from '../../model/ladder.js';
import { DEFAULT_LADDER } from '../../model/life-settings.js';

const DAY_MS = 24 * 60 * 60_000;
const berlin = { ...DEFAULT_LADDER, timeZone: 'Europe/Berlin' };
const table = (expiresAt: string, settings = berlin, graceMs = 7 * DAY_MS) =>
  ladderOf(expiresAt, graceMs, settings).map(({ rung, atMs }) => `${rung} ${new Date(atMs).toISOString()}`);

describe('the ladder of reminders', () => {
  it('moves what falls on a free day to the working day before, by the clock of whoever pays', () => {
    // Friday 2027-04-02, 10:30 in Berlin, which set its clocks forward on 2027-03-28.
    expect(table('2027-04-02T08:30:00.000Z')).toEqual([
      '21d 2027-03-12T08:30:00.000Z',
      '14d 2027-03-19T08:30:00.000Z',
      '7d 2027-03-26T08:30:00.000Z',
      '3d 2027-03-30T08:30:00.000Z',
      '1d 2027-04-01T08:30:00.000Z',
      '2h 2027-04-02T06:30:00.000Z',
      'expired 2027-04-02T08:30:00.000Z',
      'graceEnding 2027-04-08T08:30:00.000Z',
    ]);
    // Tuesday 2027-03-30: three days before is Saturday, so Friday at 16:00, which was still winter time.
    expect(table('2027-03-30T08:30:00.000Z')).toContain('3d 2027-03-26T15:00:00.000Z');
    // Monday 2027-04-05: one day before is Sunday.
    expect(table('2027-04-05T08:30:00.000Z')).toContain('1d 2027-04-02T14:00:00.000Z');
  });

  it('gives no two reminders one name, and each the length that was written', () => {
    const settings = { ...berlin, rungsMs: [3, 2.5, 2, 1.5].map((days) => days * DAY_MS) };
    const names = table('2027-04-02T08:30:00.000Z', settings).map((line) => line.split(' ')[0]);
    expect(names.slice(0, 4)).toEqual(['3d', '60h', '2d', '36h']);
  });

  it('never lets the last days overtake one another: on a Friday evening "3d" has been said before "1d"', () => {
    // Monday 2027-04-05, 18:30 in Berlin: a day before is Sunday, moved to Friday at 16:00; three days before is Friday, 18:30.
    const rungs = table('2027-04-05T16:30:00.000Z');
    expect(rungs.slice(2, 5)).toEqual([
      '7d 2027-03-29T16:30:00.000Z',
      '3d 2027-04-01T14:00:00.000Z',
      '1d 2027-04-02T14:00:00.000Z',
    ]);
    // The Sunday before: three days and two are Thursday and Friday, one is moved to Friday before the latter.
    const daily = { ...berlin, rungsMs: [3 * DAY_MS, 2 * DAY_MS, DAY_MS] };
    expect(table('2027-04-04T16:30:00.000Z', daily).slice(0, 3)).toEqual([
      '3d 2027-03-31T14:00:00.000Z',
      '2d 2027-04-01T14:00:00.000Z',
      '1d 2027-04-02T14:00:00.000Z',
    ]);
  });

  it('knows whose Friday it is', () => {
    // Still Saturday in Honolulu, already Sunday in Auckland, where people work on Sundays in this test.
    const sundays = (timeZone: string) => ({ ...DEFAULT_LADDER, rungsMs: [DAY_MS], timeZone, workingDays: [5, 7] });
    expect(table('2027-03-07T20:00:00.000Z', sundays('Pacific/Auckland'))[0]).toBe('1d 2027-03-06T20:00:00.000Z');
    expect(table('2027-03-07T20:00:00.000Z', sundays('Pacific/Honolulu'))[0]).toBe('1d 2027-03-06T02:00:00.000Z');
  });

  it('leaves hours as they are, and says nothing of a grace there is none of', () => {
    expect(table('2027-03-07T12:00:00.000Z', { ...berlin, rungsMs: [2 * 60 * 60_000] }, 0)).toEqual([
      '2h 2027-03-07T10:00:00.000Z',
      'expired 2027-03-07T12:00:00.000Z',
    ]);
  });
});
