import { describe, expect, it } from 'vitest';
import type { PlannedRenewal } from '../../cli/plan/quotes.js';
import { quoteLines } from '../../cli/view/quote-view.js';
import { unknownPrice } from '../../model/quote.js';

const month = { period: 1, unit: 'Month' } as const;
const unknown = unknownPrice('nobody says');
const known = {
  kind: 'known',
  amountMinor: 20_000,
  currency: 'USD',
  per: 'month',
  chargeNow: true,
  caveat: null,
} as const;
const then = (renewal: Partial<PlannedRenewal>, first: PlannedRenewal['quote'] = known) =>
  quoteLines({
    first,
    term: month,
    endsAt: null,
    renewal: { quote: first, term: month, by: 'leaseline', backstop: null, ...renewal },
  }).at(-1);

describe('what plan says of the renewals to come', () => {
  it('for how long the vendor renews by itself, and that this is not always what was ordered', () => {
    expect(then({ by: 'vendor' })).toContain('by the vendor itself: vendorAutoRenew repeats the original duration');
    const twoMonths = then({ by: 'vendor', term: { period: 2, unit: 'Month' } });
    expect(twoMonths).toContain(
      'every 2 months, renewed by the vendor itself: vendorAutoRenew does not repeat the duration',
    );
  });

  it('that the vendor stands by, and for how long it would renew', () => {
    expect(then({ backstop: month })).toContain('renewed by Leaseline; the vendor stands by, and would for 1 month');
    expect(then({})).toMatch(/renewed by Leaseline$/);
  });

  it('that another term is not as dear as the first, but as little known', () => {
    const more = then({ term: { period: 3, unit: 'Month' } }, unknown);
    expect(more).toContain('then: unknown as well, every 3 months, renewed by Leaseline');
  });
});
