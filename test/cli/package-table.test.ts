import { describe, expect, it } from 'vitest';
import { packageTable } from '../../cli/view/package-table.js';
import { type PackageRow, plannedRow } from '../../model/row.js';
import { packageText, spec } from './samples.js';

const waiting: PackageRow = {
  ...plannedRow(spec(packageText({ name: 'hangzhou-desktops' }))),
  status: 'AwaitingPayment',
  waitingFor: 'payment',
  resourceId: 'np-cdhfiiphq4pb7',
  reason: "Order 236076741192969 (200.00 USD) waits to be paid in the vendor's console.",
  nextStep: { what: 'pay', at: '2026-12-03T00:00:00.000Z' },
};
const longest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

describe('the table of packages', () => {
  it('is whole where it goes into a pipe or a file', () => {
    const text = packageTable([waiting]);
    expect(text).toMatch(/^NAME +PRODUCT +STATUS +WAITS FOR +RESOURCE +MBPS +EXPIRES +NEXT$/m);
    expect(text).toContain(`  hangzhou-desktops: ${waiting.reason}`);
  });

  it.each([120, 100, 80, 60])(
    'fits a terminal of %i columns, and always says which, how it stands and what is next',
    (width) => {
      const text = packageTable([waiting], width);
      expect(longest(text)).toBeLessThanOrEqual(width);
      expect(text).toMatch(/^hangzhou-desktops .*AwaitingPayment .*pay 2026-12-03$/m);
    },
  );

  it('does without the resource first', () => {
    expect(packageTable([waiting], 100)).toMatch(/^NAME +PRODUCT +STATUS +WAITS FOR +MBPS +EXPIRES +NEXT$/m);
  });

  it('breaks sentences between words', () => {
    expect(packageTable([waiting], 60).replaceAll(/\s+/g, ' ')).toContain(waiting.reason);
  });
});
