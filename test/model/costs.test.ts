import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contract } from '../../model/contract.js';
import { costReport, parseCostGrouping } from '../../model/costs/cost-report.js';
import { type CostedPackage, costedPackage, priceFor } from '../../model/costs/costed-package.js';
import { costMonths } from '../../model/costs/months.js';
import { packageCosts } from '../../model/costs/package-costs.js';
import { shareMinor } from '../../model/costs/spread.js';
import { unknownPrice } from '../../model/quote.js';
import { LEASE_STATUSES } from '../../model/status.js';
import type { Term } from '../../model/term.js';

/** The first moment of December at the vendor. */
const DECEMBER = '2026-11-30T16:00:00.000Z';
const JANUARY = '2026-12-31T16:00:00.000Z';
const FEBRUARY = '2027-01-31T16:00:00.000Z';

const MONTH: Term = { period: 1, unit: 'Month' };
const monthly: Contract = {
  isForTerm: true,
  orderTerm: MONTH,
  priceTerm: MONTH,
  termStartedAt: DECEMBER,
  atTermEnd: 'renew',
  renewTerm: MONTH,
  releaseAt: null,
  vendorRenews: false,
};

type Wish = Partial<Omit<CostedPackage, 'contract'>> & { readonly contract?: Partial<Contract> | null };

function pack(name: string, { contract, ...wish }: Wish = {}): CostedPackage {
  return {
    name,
    product: 'wuying',
    account: 'ali',
    payer: 'HQ treasury',
    labels: { team: 'apac' },
    status: 'Active',
    resourceId: 'np-1',
    expiresAt: JANUARY,
    contract: contract === null ? null : { ...monthly, ...contract },
    charged: { amountMinor: 31_00, currency: 'USD', term: MONTH },
    quoted: null,
    whyUnknown: null,
    ...wish,
  };
}

const report = (packages: readonly CostedPackage[], { now = DECEMBER, months = 3, by = 'product' as const } = {}) =>
  costReport(packages, { now, months, by });
const totals = (packages: readonly CostedPackage[], options = {}) =>
  report(packages, options).totals.map(({ currency, total }) => [
    currency,
    total.committedMinor,
    total.forecastMinor,
    total.undecidedMinor,
  ]);

describe('what is committed and what is forecast', () => {
  it('what is paid for is committed to the end of its term, and renewals are forecast from there', () => {
    const { months, totals } = report([pack('one')]);
    expect(months.map(({ month, isPartial }) => [month, isPartial])).toEqual([
      ['2026-12', false],
      ['2027-01', false],
      ['2027-02', false],
    ]);
    expect(totals[0]?.months).toEqual([
      { committedMinor: 3100, forecastMinor: 0, undecidedMinor: 0 },
      { committedMinor: 0, forecastMinor: 3100, undecidedMinor: 0 },
      { committedMinor: 0, forecastMinor: 3100, undecidedMinor: 0 },
    ]);
  });

  it('of the month and the term that run, what has passed is not counted', () => {
    const tenDaysLeft = '2026-12-21T16:00:00.000Z';
    const { months, totals } = report([pack('one')], { now: tenDaysLeft, months: 1 });
    expect(months).toEqual([{ month: '2026-12', from: tenDaysLeft, to: JANUARY, isPartial: true }]);
    expect(totals[0]?.total).toEqual({ committedMinor: 1000, forecastMinor: 0, undecidedMinor: 0 });
  });

  it.each([
    ['renew', [['USD', 3100, 6200, 0]]],
    ['vendorAutoRenew', [['USD', 3100, 6200, 0]]],
    ['ask', [['USD', 3100, 0, 6200]]],
    ['lapse', [['USD', 3100, 0, 0]]],
    ['release', [['USD', 3100, 0, 0]]],
  ] as const)('what follows a term is what the file says of its end: %s', (atTermEnd, expected) => {
    expect(totals([pack('one', { contract: { atTermEnd } })])).toEqual(expected);
  });

  it('a package that is to be given back is not renewed after that day', () => {
    expect(totals([pack('one', { contract: { releaseAt: FEBRUARY } })])).toEqual([['USD', 3100, 3100, 0]]);
  });

  it('an order that is not paid yet is forecast, and one that is paid is committed before its term is shown', () => {
    const order = { expiresAt: null, resourceId: null, contract: { atTermEnd: 'lapse', termStartedAt: null } } as const;
    expect(totals([pack('one', { ...order, status: 'AwaitingPayment' })])).toEqual([['USD', 0, 3100, 0]]);
    expect(totals([pack('one', { ...order, status: 'Provisioning' })])).toEqual([['USD', 3100, 0, 0]]);
  });

  it('what has ended costs nothing', () => {
    for (const status of ['Released', 'Rejected', 'Cancelled', 'Failed', 'Lapsed'] as const) {
      expect(report([pack('one', { status })])).toMatchObject({ totals: [], packages: [], unknown: [] });
    }
  });

  it("UGN's first month is paid for the days it has", () => {
    const line = { product: 'ugn', contract: { termStartedAt: '2026-12-21T16:00:00.000Z' } } as const;
    expect(totals([pack('line', line)], { now: '2026-12-26T16:00:00.000Z', months: 1 })).toEqual([['USD', 1550, 0, 0]]);
  });
});

describe('prices of other terms', () => {
  const year: Term = { period: 1, unit: 'Year' };

  it('a year is twelve months, and said to be an estimate', () => {
    const one = pack('one', { contract: { renewTerm: year } });
    const { totals } = report([one], { months: 13 });
    expect(totals).toMatchObject([{ isEstimate: true, total: { forecastMinor: 12 * 3100 } }]);
    expect(report([pack('one')]).totals[0]?.isEstimate).toBe(false);
  });

  it("the vendor's price of today comes before a calculation", () => {
    const quoted = { amountMinor: 30_000, currency: 'USD', term: year };
    const one = pack('one', { quoted, contract: { renewTerm: year } });
    expect(totals([one], { months: 13 })).toEqual([['USD', 3100, 30_000, 0]]);
  });

  it('weeks do not divide months', () => {
    expect(priceFor({ amountMinor: 700, currency: 'USD', term: { period: 1, unit: 'Week' } }, MONTH)).toBeNull();
    const one = pack('one', { contract: { renewTerm: { period: 1, unit: 'Week' } } });
    expect(report([one]).unknown).toEqual([
      { name: 'one', kind: 'forecast', why: 'what 1 week of it cost is not known', from: JANUARY },
    ]);
  });
});

describe('what is not known', () => {
  it('an unknown price is never nothing: it is named, and the sums are at least', () => {
    const { totals, groups, unknown } = report([
      pack('known'),
      pack('adopted', { charged: null, whyUnknown: 'the vendor did not answer' }),
      pack('other', { product: 'cen', charged: null }),
    ]);
    expect(totals).toMatchObject([{ currency: 'USD', isAtLeast: true, packages: 3 }]);
    expect(groups).toMatchObject([
      { key: 'cen', currency: null, isAtLeast: true, total: { committedMinor: 0 } },
      { key: 'wuying', currency: 'USD', isAtLeast: true },
    ]);
    expect(unknown.map(({ name, kind, why, from }) => [name, kind, why, from])).toEqual([
      ['adopted', 'committed', 'the vendor did not answer', DECEMBER],
      ['adopted', 'forecast', 'the vendor did not answer', JANUARY],
      ['other', 'committed', 'what 1 month of it cost is not known', DECEMBER],
      ['other', 'forecast', 'what 1 month of it cost is not known', JANUARY],
    ]);
  });

  it.each([
    ['billed by use', { contract: { isForTerm: false } }, /pay-as-you-go/],
    ['written by an earlier release', { contract: null }, /earlier release/],
    ['without an end', { expiresAt: null }, /no end of its term/],
    ['not proved', { status: 'OutcomeUnknown', resourceId: null }, /not proved/],
  ] as const)('a package that is %s is named', (_what, wish, why) => {
    const { unknown, totals } = report([pack('one', wish as Wish)]);
    expect(unknown).toMatchObject([{ name: 'one', why: expect.stringMatching(why) }]);
    expect(totals).toMatchObject([{ currency: null, isAtLeast: true }]);
  });

  it('after a change of bandwidth the price of its order is no price of a term', () => {
    const row = { ...pack('one'), price: { amountMinor: 7, currency: 'USD', per: 'term' } } as const;
    const changed = costedPackage({ ...row, contract: { ...monthly, priceTerm: null } }, 'HQ');
    expect(changed).toMatchObject({ charged: null, whyUnknown: expect.stringContaining('change of bandwidth') });
    expect(costedPackage({ ...row, contract: monthly }, 'HQ', unknownPrice('no')).charged).toMatchObject({
      amountMinor: 7,
    });
  });
});

describe('groups', () => {
  it('two currencies are never added', () => {
    const yuan = pack('b', { charged: { amountMinor: 100, currency: 'CNY', term: MONTH } });
    expect(totals([pack('a'), yuan])).toEqual([
      ['CNY', 100, 200, 0],
      ['USD', 3100, 6200, 0],
    ]);
  });

  it('by payer, account or a label; what does not carry the label comes last', () => {
    const packs = [pack('a', { labels: {} }), pack('b', { labels: { team: 'emea' } }), pack('c')];
    const by = parseCostGrouping('label:team') ?? 'product';
    expect(costReport(packs, { now: DECEMBER, months: 1, by }).groups.map(({ key }) => key)).toEqual([
      'apac',
      'emea',
      null,
    ]);
    expect(costReport(packs, { now: DECEMBER, months: 1, by: 'payer' }).groups).toMatchObject([
      { key: 'HQ treasury', packages: 3 },
    ]);
    expect(parseCostGrouping('label:')).toBeNull();
    expect(parseCostGrouping('colour')).toBeNull();
  });

  it('a label called like something every object has is a label like any other', () => {
    const by = parseCostGrouping('label:constructor') ?? 'product';
    expect(costReport([pack('a')], { now: DECEMBER, months: 1, by }).groups.map(({ key }) => key)).toEqual([null]);
  });
});

const instants = fc.date({ min: new Date('2024-01-01'), max: new Date('2034-01-01'), noInvalidDate: true });
const amounts = fc.integer({ min: 0, max: 9_000_000_000 });
const terms = fc.record({
  period: fc.integer({ min: 1, max: 36 }),
  unit: fc.constantFrom('Week', 'Month', 'Year'),
}) as fc.Arbitrary<Term>;

describe('for whatever packages there are', () => {
  it('the shares of a span add up to it exactly, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(instants, { minLength: 3, maxLength: 9, selector: Number }),
        amounts,
        (dates, amountMinor) => {
          const cuts = dates.map((date) => date.toISOString()).sort();
          const [from = '', to = ''] = [cuts[0], cuts.at(-1)];
          const shares = cuts
            .slice(1)
            .map((cut, index) => shareMinor({ from, to, amountMinor }, cuts[index] ?? '', cut));
          expect(shares.reduce((sum, share) => sum + share, 0)).toBe(amountMinor);
          expect(shares.every((share) => share >= 0)).toBe(true);
        },
      ),
    );
  });

  it("months follow one another without a gap, at the vendor's midnight", () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 60 }), (now, count) => {
        const months = costMonths(now.toISOString(), count);
        expect(months).toHaveLength(count);
        expect(months[0]?.from).toBe(now.toISOString());
        months.forEach(({ to, month }, index) => {
          expect(to).toMatch(/T16:00:00\.000Z$/);
          const next = months[index + 1];
          expect(next === undefined || (next.from === to && next.month > month && !next.isPartial)).toBe(true);
        });
      }),
    );
  });

  const packages = fc.array(
    fc
      .record({
        product: fc.constantFrom('wuying', 'cen', 'ugn'),
        account: fc.constantFrom('a', 'b'),
        payer: fc.constantFrom('p', 'q'),
        labels: fc.oneof(fc.constant({}), fc.record({ team: fc.constantFrom('x', 'y') })),
        status: fc.constantFrom(...LEASE_STATUSES),
        resourceId: fc.constantFrom(null, 'np-1'),
        expiresAt: fc.option(instants.map((date) => date.toISOString())),
        charged: fc.option(fc.record({ amountMinor: amounts, currency: fc.constantFrom('USD', 'CNY'), term: terms })),
        quoted: fc.option(fc.record({ amountMinor: amounts, currency: fc.constantFrom('USD', 'CNY'), term: terms })),
        contract: fc.option(
          fc.record({
            isForTerm: fc.boolean(),
            orderTerm: terms,
            priceTerm: fc.constant(null),
            termStartedAt: fc.option(instants.map((date) => date.toISOString())),
            atTermEnd: fc.constantFrom('ask', 'renew', 'release', 'lapse', 'vendorAutoRenew'),
            renewTerm: terms,
            vendorRenews: fc.constant(null),
            releaseAt: fc.option(instants.map((date) => date.toISOString())),
          }),
        ),
      })
      .map((wish) => pack('', wish as Wish)),
    { maxLength: 8 },
  );

  it('groups add up to the totals, each currency by itself, in whole minor units', () => {
    fc.assert(
      fc.property(packages, instants, fc.integer({ min: 1, max: 24 }), (packs, date, months) => {
        const named = packs.map((one, index) => ({ ...one, name: `p${index}` }));
        for (const by of ['product', 'payer', 'label:team'] as const) {
          const { totals, groups, packages, unknown } = costReport(named, { now: date.toISOString(), months, by });
          for (const { currency, total } of totals) {
            for (const parts of [groups, packages]) {
              const own = parts.filter((part) => part.currency === currency);
              for (const kind of ['committedMinor', 'forecastMinor', 'undecidedMinor'] as const) {
                expect(own.reduce((sum, part) => sum + part.total[kind], 0)).toBe(total[kind]);
                expect(Number.isSafeInteger(total[kind]) && total[kind] >= 0).toBe(true);
              }
            }
          }
          expect(totals.some(({ isAtLeast }) => isAtLeast)).toBe(unknown.length > 0);
        }
      }),
    );
  });

  it('every running package is either in a sum or named as unknown, or has nothing more to pay', () => {
    fc.assert(
      fc.property(packages, instants, (packs, date) => {
        const now = date.toISOString();
        const until = costMonths(now, 12).at(-1)?.to ?? now;
        for (const one of packs) {
          const { spans, unknown } = packageCosts(one, now, until);
          for (const { from, to } of spans) expect(from < to && to > now).toBe(true);
          for (const { from } of unknown) expect(from >= now).toBe(true);
        }
      }),
    );
  });
});
