import { describe, expect, it } from 'vitest';
import { parsePackage } from '../../model/parse-package.js';
import { settableMonths, vendorDeductionAt } from '../../model/vendor-renewal.js';
import { specOf } from '../support/harness.js';
import { autoPaid } from '../workflows/documents.js';

const DAY_MS = 24 * 60 * 60_000;
const HEAD = { apiVersion: 'leaseline/v1', kind: 'BandwidthPackage' };
const theVendors = { lifecycle: { atTermEnd: 'vendorAutoRenew' } };
const ofTerm = (period: number, periodUnit: string) =>
  specOf(autoPaid('wuying', 'w', { order: { period, periodUnit } }));

describe("switching on the vendor's own renewal", () => {
  it.each([
    [1, 'Month', 1],
    [6, 'Month', 6],
    [2, 'Year', 24],
    [1, 'Week', null],
  ])('is for %i %s told as %s months, or not at all', (period, unit, months) => {
    expect(settableMonths(ofTerm(period, unit))).toBe(months);
  });

  it.each([
    [4, null],
    [6, 6],
  ])('of a CEN plan is for autoRenewDuration %i, whatever the first term was', (autoRenewDuration, months) => {
    const order = { autoRenew: true, autoRenewDuration };
    expect(settableMonths(specOf(autoPaid('cen', 'c', { order, ...theVendors })))).toBe(months);
  });

  it('is warned about in the plan where it cannot be done later, and nowhere else', () => {
    const warnings = (periodUnit: string, wish: object) => {
      const parsed = parsePackage({ ...HEAD, ...autoPaid('wuying', 'w', { order: { periodUnit }, ...wish }) });
      return parsed.ok ? parsed.warnings : parsed.problems;
    };
    expect(warnings('Week', theVendors)).toEqual([expect.stringContaining('can only be ordered with this package')]);
    expect(warnings('Month', theVendors)).toEqual([]);
    expect(warnings('Week', { lifecycle: { atTermEnd: 'renew' } })).toEqual([]);
  });
});

describe('the day on which the vendor takes the money', () => {
  const expiry = '2026-12-20T02:00:00.000Z';

  it.each([
    [
      'nine days before, from the beginning of the day in UTC+8',
      autoPaid('cen', 'c'),
      undefined,
      '2026-12-10T16:00:00.000Z',
    ],
    ["by the account's calendar", autoPaid('cen', 'c'), 3 * DAY_MS, '2026-12-16T16:00:00.000Z'],
    [
      'of a week, its last',
      autoPaid('wuying', 'w', { order: { periodUnit: 'Week' } }),
      undefined,
      '2026-12-18T16:00:00.000Z',
    ],
    ['of UGN, the expiry', autoPaid('ugn', 'u'), undefined, expiry],
  ])('is %s', (_what, document, leadMs, at) => {
    expect(vendorDeductionAt(specOf(document), expiry, leadMs)).toBe(at);
  });
});
