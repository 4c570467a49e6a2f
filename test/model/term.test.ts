import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  expiryOrNever,
  nominalTermMs,
  renewalLeadMs,
  type Term,
  termEnd,
  vendorDayStart,
  vendorMonthEnd,
} from '../../model/term.js';
import { ugnPairKey } from '../../model/ugn-pair.js';
import { addTerm, nextVendorDay, nextVendorMonth } from '../../simulator/time/calendar.js';

const DAY_MS = 24 * 60 * 60_000;

describe('when a renewal starts', () => {
  it('never in the first two thirds of a term, never earlier than asked', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 12), fc.nat(10 ** 12), (askedMs, termMs) => {
        const leadMs = renewalLeadMs(askedMs, termMs);
        expect(leadMs).toBeLessThanOrEqual(askedMs);
        expect(leadMs * 3).toBeLessThanOrEqual(termMs);
        if (askedMs * 3 <= termMs) expect(leadMs).toBe(askedMs);
      }),
    );
  });

  it('a week with the usual 21 days is renewed in its last third', () => {
    const weekMs = nominalTermMs({ period: 1, unit: 'Week' });
    expect(renewalLeadMs(21 * DAY_MS, weekMs)).toBe(Math.floor(weekMs / 3));
  });
});

const VENDORS = ['alibaba', 'ucloud'] as const;
const vendor = fc.constantFrom(...VENDORS);
const instant = fc
  .integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2098, 0, 1) })
  .map((epochMs) => new Date(epochMs).toISOString());
const term: fc.Arbitrary<Term> = fc.record({
  period: fc.integer({ min: 1, max: 36 }),
  unit: fc.constantFrom('Week', 'Month', 'Year'),
});
/** The day of the month where the vendors count it. */
const vendorDate = (iso: string) => new Date(Date.parse(iso) + 8 * 60 * 60_000).toISOString().slice(0, 10);
const monthsSinceZero = (iso: string) => {
  const [year = 0, month = 0] = vendorDate(iso).split('-').map(Number);
  return year * 12 + month;
};

describe('when a term ends', () => {
  it.each([
    ['a week', '2026-02-25T02:00:00.000Z', { period: 1, unit: 'Week' }, '2026-03-04T02:00:00.000Z'],
    [
      'the same day of the next month',
      '2026-11-24T09:30:00.000Z',
      { period: 1, unit: 'Month' },
      '2026-12-24T09:30:00.000Z',
    ],
    ['31 January and a month', '2026-01-31T02:00:00.000Z', { period: 1, unit: 'Month' }, '2026-02-28T02:00:00.000Z'],
    [
      '31 January and a month of a leap year',
      '2028-01-31T02:00:00.000Z',
      { period: 1, unit: 'Month' },
      '2028-02-29T02:00:00.000Z',
    ],
    ['31 August and six months', '2026-08-31T02:00:00.000Z', { period: 6, unit: 'Month' }, '2027-02-28T02:00:00.000Z'],
    ['29 February and a year', '2028-02-29T02:00:00.000Z', { period: 1, unit: 'Year' }, '2029-02-28T02:00:00.000Z'],
    ['29 February and four years', '2028-02-29T02:00:00.000Z', { period: 4, unit: 'Year' }, '2032-02-29T02:00:00.000Z'],
    // In UTC+8 it is the 1st already, and the month after has a 1st.
    [
      'a month bought in UTC+8’s tomorrow',
      '2026-01-31T17:00:00.000Z',
      { period: 1, unit: 'Month' },
      '2026-02-28T17:00:00.000Z',
    ],
    // In UTC+8 it is the 31st: April has none. Counted in UTC it would be a day later.
    [
      '31 March in UTC+8, while UTC has the 30th',
      '2026-03-30T17:00:00.000Z',
      { period: 1, unit: 'Month' },
      '2026-04-29T17:00:00.000Z',
    ],
  ] as const)('%s', (_what, start, term, end) => {
    for (const vendor of VENDORS) expect(termEnd(start, term, vendor)).toBe(end);
  });

  it('a first month of UGN ends with the calendar month, midnight in UTC+8; a year and a renewal do not', () => {
    const bought = '2026-11-10T02:00:00.000Z';
    expect(termEnd(bought, { period: 1, unit: 'Month' }, 'ucloud', 'bought')).toBe('2026-11-30T16:00:00.000Z');
    expect(termEnd(bought, { period: 3, unit: 'Month' }, 'ucloud', 'bought')).toBe('2027-01-31T16:00:00.000Z');
    // The expiry that was seen in the vendor's own sample.
    expect(termEnd('2026-06-11T02:00:00Z', { period: 1, unit: 'Month' }, 'ucloud', 'bought')).toBe(
      new Date(1_782_835_200_000).toISOString(),
    );
    expect(termEnd(bought, { period: 1, unit: 'Year' }, 'ucloud', 'bought')).toBe('2027-11-10T02:00:00.000Z');
    expect(termEnd(bought, { period: 1, unit: 'Month' }, 'ucloud')).toBe('2026-12-10T02:00:00.000Z');
    expect(termEnd(bought, { period: 1, unit: 'Month' }, 'alibaba', 'bought')).toBe('2026-12-10T02:00:00.000Z');
  });

  it('is what the simulated vendors say', () => {
    fc.assert(
      fc.property(instant, term, vendor, (start, term, vendor) => {
        const { period: count, unit } = term;
        expect(Date.parse(termEnd(start, term, vendor))).toBe(addTerm(Date.parse(start), { count, unit }));
        expect(Date.parse(vendorMonthEnd(start))).toBe(nextVendorMonth(Date.parse(start)));
        expect(Date.parse(vendorDayStart(start))).toBe(nextVendorDay(Date.parse(start)) - DAY_MS);
      }),
    );
  });

  it('never ends before one that began earlier, and a longer one always ends later', () => {
    fc.assert(
      fc.property(
        instant,
        instant,
        term,
        vendor,
        fc.constantFrom('bought', 'renewed'),
        (one, two, term, vendor, how) => {
          const [earlier, later] = one < two ? [one, two] : [two, one];
          expect(termEnd(earlier, term, vendor, how) <= termEnd(later, term, vendor, how)).toBe(true);
          const longer = { ...term, period: term.period + 1 };
          expect(termEnd(one, longer, vendor, how) > termEnd(one, term, vendor, how)).toBe(true);
          expect(termEnd(one, term, vendor, how) > one).toBe(true);
        },
      ),
    );
  });

  it('several terms one after another are the terms together, but for what a short month cuts off', () => {
    fc.assert(
      fc.property(instant, term, fc.integer({ min: 1, max: 12 }), vendor, (start, term, more, vendor) => {
        const together = termEnd(start, { ...term, period: term.period + more }, vendor);
        const inTurn = termEnd(termEnd(start, term, vendor), { ...term, period: more }, vendor);
        const days = (Date.parse(together) - Date.parse(inTurn)) / DAY_MS;
        const cannotBeCut = term.unit === 'Week' || Number(vendorDate(start).slice(8)) <= 28;
        if (cannotBeCut) expect(inTurn).toBe(together);
        // 31 January, a month, a month: 28 March, and not the 31st. Never another month.
        expect(days).toBeGreaterThanOrEqual(0);
        expect(days).toBeLessThanOrEqual(3);
        expect(monthsSinceZero(inTurn)).toBe(monthsSinceZero(together));
      }),
    );
  });

  it('a term of months ends in the month so many after, on the same day or on the last one', () => {
    fc.assert(
      fc.property(instant, term, vendor, (start, term, vendor) => {
        if (term.unit === 'Week') return;
        const end = termEnd(start, term, vendor);
        const months = term.period * (term.unit === 'Year' ? 12 : 1);
        expect(monthsSinceZero(end) - monthsSinceZero(start)).toBe(months);
        const [before, after] = [start, end].map((iso) => Number(vendorDate(iso).slice(8)));
        const tomorrow = new Date(Date.parse(end) + DAY_MS).toISOString();
        if (after !== before) expect(vendorDate(tomorrow).slice(8)).toBe('01');
        expect(Date.parse(end) % DAY_MS).toBe(Date.parse(start) % DAY_MS);
      }),
    );
  });
});

describe('days and months in UTC+8', () => {
  it('begin eight hours before those of UTC', () => {
    expect(vendorDayStart('2026-11-24T15:59:59.999Z')).toBe('2026-11-23T16:00:00.000Z');
    expect(vendorDayStart('2026-11-24T16:00:00.000Z')).toBe('2026-11-24T16:00:00.000Z');
    expect(vendorMonthEnd('2026-11-30T15:59:59.999Z')).toBe('2026-11-30T16:00:00.000Z');
    // In UTC+8 December has begun.
    expect(vendorMonthEnd('2026-11-30T16:00:00.000Z')).toBe('2026-12-31T16:00:00.000Z');
  });
});

describe('in a workflow', () => {
  const RealDate = Date;
  const { TZ } = process.env;
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  });

  it('a term ends when it ends elsewhere, whatever the time zone of the machine', async () => {
    // What the SDK puts in the place of Date (global-overrides.js): a subclass of it makes plain dates.
    function WorkflowDate(...args: []) {
      return args.length > 0 ? new RealDate(...args) : new RealDate(0);
    }
    WorkflowDate.now = () => 0;
    WorkflowDate.parse = RealDate.parse;
    WorkflowDate.UTC = RealDate.UTC;
    WorkflowDate.prototype = RealDate.prototype;
    process.env.TZ = 'America/New_York';
    vi.stubGlobal('Date', WorkflowDate);
    vi.resetModules();
    const sandboxed = await import('../../model/term.js');
    const month: Term = { period: 1, unit: 'Month' };
    expect(sandboxed.termEnd('2026-01-31T17:00:00.000Z', month, 'alibaba')).toBe('2026-02-28T17:00:00.000Z');
    expect(sandboxed.termEnd('2026-03-30T17:00:00.000Z', month, 'ucloud')).toBe('2026-04-29T17:00:00.000Z');
    // New York puts its clocks forward in between.
    expect(sandboxed.termEnd('2026-03-01T12:00:00.000Z', { period: 2, unit: 'Week' }, 'alibaba')).toBe(
      '2026-03-15T12:00:00.000Z',
    );
    expect(sandboxed.vendorMonthEnd('2026-11-30T16:00:00.000Z')).toBe('2026-12-31T16:00:00.000Z');
  });
});

describe('"never" in the vendors’ words', () => {
  it.each(['2099-12-31T15:59:59Z', '2999-09-08T16:00:00Z', '2099-01-01T00:00:00Z'])('%s', (text) => {
    expect(expiryOrNever(Date.parse(text))).toBeNull();
  });

  it.each(['2098-12-31T23:59:59Z', '2026-12-21T02:00:00Z'])('%s is a date', (text) => {
    expect(expiryOrNever(Date.parse(text))).toBe(Date.parse(text));
  });

  it('no date is no expiry', () => {
    expect(expiryOrNever(null)).toBeNull();
  });
});

describe('a UGN region pair', () => {
  it('is the same whichever end is named first, and never that of another UGN or pair', () => {
    const region = fc.stringMatching(/^[a-z]{2}(-[a-z0-9]{1,6}){0,2}$/);
    fc.assert(
      fc.property(region, region, region, (one, two, three) => {
        expect(ugnPairKey('ugn-1', one, two)).toBe(ugnPairKey('ugn-1', two, one));
        expect(ugnPairKey('ugn-1', one, two)).not.toBe(ugnPairKey('ugn-2', one, two));
        if (two !== three) expect(ugnPairKey('ugn-1', one, two)).not.toBe(ugnPairKey('ugn-1', one, three));
      }),
    );
  });
});
