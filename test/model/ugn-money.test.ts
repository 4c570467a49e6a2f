import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ugnPaidMinor, ugnQuantity, ugnRefundAhead, ugnRefundMinor, ugnResizeMinor } from '../../model/ugn-money.js';

const november = { createdAt: '2026-11-01T00:00:00Z', expiresAt: '2026-12-01T00:00:00Z' };
const month = { ...november, paidMinor: 72_000, monthMinor: 72_000, unit: 'Month' } as const;

describe('what comes back of a UGN package', () => {
  it.each([
    ['at once, all of it', '2026-11-01T00:00:00Z', 72_000],
    // 720 hours; one of them costs 100, and counts one and a half times.
    ['an hour begun counts whole', '2026-11-01T00:00:01Z', 71_850],
    ['after ten days, half of it', '2026-11-11T00:00:00Z', 36_000],
    ['after two thirds, nothing', '2026-11-21T00:00:00Z', 0],
    ['never less than nothing', '2026-11-30T00:00:00Z', 0],
  ])('by the month: %s', (_what, now, back) => {
    expect(ugnRefundMinor(month, now)).toBe(back);
  });

  it('by the year: the time used at the price of single months', () => {
    const year = { createdAt: '2026-01-01T00:00:00Z', expiresAt: '2027-01-01T00:00:00Z', unit: 'Year' } as const;
    // 2,400 hours of 8,760, at 12 × 730.00 a year.
    expect(ugnRefundMinor({ ...year, paidMinor: 730_000, monthMinor: 73_000 }, '2026-04-11T00:00:00Z')).toBe(490_000);
  });

  it('never more than was paid, and never more later on', () => {
    const hours = fc.integer({ min: 0, max: 900 });
    fc.assert(
      fc.property(hours, hours, (one, two) => {
        const [early = 0, late = 0] = [one, two].sort((a, b) => a - b);
        const at = (hour: number) =>
          ugnRefundMinor(month, new Date(Date.parse(november.createdAt) + hour * 3_600_000).toISOString());
        expect(at(early)).toBeLessThanOrEqual(72_000);
        expect(at(late)).toBeLessThanOrEqual(at(early));
        expect(at(late)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('the days to come', () => {
  it('show how a month melts away, when nothing is left, and that today is the best day', () => {
    const ahead = ugnRefundAhead(month, '2026-11-11T00:00:00Z', 14);
    expect(ahead.days).toHaveLength(15);
    expect(ahead.days[0]).toEqual({ at: '2026-11-11T00:00:00.000Z', amountMinor: 36_000 });
    expect(ahead.days[1]?.amountMinor).toBe(32_400);
    expect(ahead.days.at(-1)?.amountMinor).toBe(0);
    expect(ahead.bestAt).toBe(ahead.days[0]?.at);
    expect(ugnRefundMinor(month, ahead.nothingFrom)).toBeGreaterThan(0);
    expect(ugnRefundMinor(month, new Date(Date.parse(ahead.nothingFrom) + 1).toISOString())).toBe(0);
  });

  it('once nothing comes back the line is best used until just before its end', () => {
    const ahead = ugnRefundAhead(month, '2026-11-25T00:00:00Z', 14);
    expect(ahead.days).toHaveLength(6);
    expect(ahead.bestAt).toBe('2026-11-30T23:00:00.000Z');
  });

  it('end with the term, and after it there is only now', () => {
    expect(ugnRefundAhead(month, '2026-12-02T00:00:00Z', 14).days).toEqual([
      { at: '2026-12-02T00:00:00.000Z', amountMinor: 0 },
    ]);
  });
});

describe('what a UGN package has cost', () => {
  it.each([
    ['a month', 'Month', '2026-12-01T00:00:00Z', 1_000],
    ['three months', 'Month', '2027-02-01T00:00:00Z', 3_000],
    ['a month and half of another', 'Month', '2026-12-16T00:00:00Z', 1_500],
    ['two years', 'Year', '2028-11-01T00:00:00Z', 2_000],
  ] as const)('%s', (_what, unit, expiresAt, paid) => {
    expect(ugnPaidMinor(1_000, unit, { ...november, expiresAt })).toBe(paid);
  });
});

it('a change costs the difference for the hours left, and gives it back the other way', () => {
  const grow = { beforeMinor: 73_000, afterMinor: 146_000, unit: 'Month' } as const;
  expect(ugnResizeMinor(grow, '2026-11-11T00:00:00Z', '2026-11-01T00:00:00Z')).toBe(24_000);
  const shrink = { ...grow, beforeMinor: 146_000, afterMinor: 73_000 };
  expect(ugnResizeMinor(shrink, '2026-11-11T00:00:00Z', '2026-11-01T00:00:00Z')).toBe(-24_000);
  expect(ugnResizeMinor(grow, '2026-11-01T00:00:00Z', '2026-11-11T00:00:00Z')).toBe(0);
});

it.each([
  ['Month', { period: 3, unit: 'Month' }, 3],
  ['Month', { period: 1, unit: 'Year' }, 12],
  ['Year', { period: 2, unit: 'Year' }, 2],
  ['Year', { period: 13, unit: 'Month' }, 2],
] as const)('a package bought by the %s is renewed for %j as %i of them', (unit, term, quantity) => {
  expect(ugnQuantity(unit, term)).toBe(quantity);
});
