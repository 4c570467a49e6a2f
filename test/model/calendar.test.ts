import { describe, expect, it } from 'vitest';
import { calendarEvents } from '../../model/calendar.js';
import { type PackageRow, plannedRow } from '../../model/row.js';
import { icsOf } from '../../workers/client/ics.js';
import { specOf } from '../support/harness.js';
import { autoPaid } from '../workflows/documents.js';

const NOW = '2026-11-24T10:00:00.000Z';
const UNTIL = '2027-12-24T10:00:00.000Z';
const EXPIRY = '2027-01-31T02:00:00.000Z';

function row(name: string, more: Partial<PackageRow> = {}): PackageRow {
  const planned = plannedRow(specOf(autoPaid('wuying', name)));
  return { ...planned, status: 'Active', nextStep: null, resourceId: 'np-1', expiresAt: EXPIRY, ...more };
}

const events = (rows: readonly PackageRow[], more: object = {}) =>
  calendarEvents({ rows, ...more }, { now: NOW, until: UNTIL });
const shown = (rows: readonly PackageRow[], more: object = {}) =>
  events(rows, more).map(({ at, kind, what }) => [at.slice(0, 10), kind, what]);

describe('what stands in the calendar', () => {
  it('a renewal before the end, and the end that it is for', () => {
    expect(shown([row('one', { nextStep: { what: 'renew', at: '2027-01-17T02:00:00.000Z' } })])).toEqual([
      ['2027-01-17', 'renewal', 'one is to be renewed'],
      ['2027-01-31', 'expiry', 'one expires unless it is renewed before'],
    ]);
  });

  it('what happens on the last day itself is said with it, once', () => {
    expect(shown([row('one', { nextStep: { what: 'lapse', at: EXPIRY } })])).toEqual([
      ['2027-01-31', 'expiry', 'one expires and is not renewed by itself'],
    ]);
  });

  it('deadlines: an order to be paid with its amount, an answer, a delivery', () => {
    const pay = { what: 'pay', at: '2026-11-29T10:00:00.000Z' } as const;
    const price = { amountMinor: 20_000, currency: 'USD', per: 'term' } as const;
    const unpaid = row('unpaid', { status: 'AwaitingPayment', expiresAt: null, nextStep: pay, price });
    const asked = row('asked', {
      status: 'AwaitingApproval',
      expiresAt: null,
      nextStep: { what: 'approve', at: null },
    });
    const approvalEnds = new Map([['asked', '2026-11-27T10:00:00.000Z']]);
    expect(shown([unpaid, asked], { approvalEnds })).toEqual([
      ['2026-11-27', 'approval', 'asked must have an answer by then'],
      ['2026-11-29', 'payment', 'unpaid has an order that must be paid by then'],
    ]);
    expect(events([unpaid])[0]?.details).toContain('200.00 USD');
  });

  it('a release with a date, a planned and a booked change, and freezes', () => {
    const changing = row('changing', {
      expiresAt: null,
      nextStep: { what: 'release', at: '2027-06-30T00:00:00.000Z' },
      plannedResize: { bandwidthMbps: 50, at: '2027-02-01T00:00:00.000Z' },
      paused: true,
      pausedUntil: '2026-12-15T00:00:00.000Z',
      reservation: { bandwidthMbps: 20, internetChargeType: null, activeAt: '2027-03-01T00:00:00.000Z' },
    });
    const freezes = [
      { name: 'year-end', from: '2026-12-20T00:00:00.000Z', until: '2027-01-04T00:00:00.000Z' },
      { name: 'over', from: '2026-10-01T00:00:00.000Z', until: '2026-10-02T00:00:00.000Z' },
    ];
    expect(shown([changing], { freezes })).toEqual([
      ['2026-12-15', 'pause', 'the pause of changing ends'],
      ['2026-12-20', 'freeze', 'freeze year-end: nothing is bought'],
      ['2027-02-01', 'resize', 'changing is changed to 50 Mbps'],
      ['2027-03-01', 'change', 'the vendor changes changing: 20 Mbps from 2027-03-01T00:00:00.000Z'],
      ['2027-06-30', 'release', 'changing is to be given back'],
    ]);
  });

  it('what is overdue stays until somebody has dealt with it; what has ended, or never ends, is not there', () => {
    const past = row('past', { expiresAt: '2026-11-20T00:00:00.000Z' });
    expect(shown([past, row('gone', { status: 'Lapsed' }), row('forever', { expiresAt: null })])).toEqual([
      ['2026-11-20', 'expiry', 'past expires'],
    ]);
  });

  it('what lies beyond is not there yet', () => {
    expect(shown([row('far', { expiresAt: '2028-01-01T00:00:00.000Z' })])).toEqual([]);
  });
});

describe('as iCalendar', () => {
  it('an entry keeps its id when it moves, lines are folded, and text cannot break out of its field', () => {
    const reason = 'first line\r\nBEGIN:VALARM\r\nEND:VCALENDAR; a, b';
    const first = icsOf(events([row('one', { reason })]));
    const moved = icsOf(events([row('one', { reason, expiresAt: '2027-02-28T02:00:00.000Z' })]));
    for (const text of [first, moved]) {
      expect(text).toContain('UID:one-expiry@leaseline');
      expect(text.split('\r\n').filter((line) => line.startsWith('BEGIN:VALARM'))).toHaveLength(1);
      expect(text.split('\r\n').filter((line) => line.startsWith('END:VCALENDAR'))).toHaveLength(1);
      expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
    }
    expect(first).toContain('DTSTART:20270131T020000Z');
    expect(moved).toContain('DTSTART:20270228T020000Z');
  });
});
