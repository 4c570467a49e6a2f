import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workplace } from '../cli/support/system.js';
import { PlantedVendor } from './support/planted-vendor.js';
import {
  byUse,
  packageNamed,
  payments,
  type Rehearsed,
  rehearsalPlace,
  rehearsed,
  renewing,
} from './support/workplace.js';

const LIMIT_MS = 240_000;

/**
 * Calculated by hand from the vendors' calendar and the price table: a month later is the same day, or the month's last
 * one; a renewal begins `before` its term ends (14 days, 21 where people act), but within its last third; people pay a day
 * after. So a term that ends on the 1st is renewed on the 21st, or in February, ten hours before a third of 30 days, on
 * the 19th, in a leap year on the 20th.
 */
const PAID_BY_HAND = [
  ['2090-02-01 → 2090-03-01', '2090-02-20 → 2090-04-01', '2090-03-22 → 2090-05-01', '2090-04-22 → 2090-06-01'],
  ['2090-05-22 → 2090-07-01', '2090-06-22 → 2090-08-01', '2090-07-22 → 2090-09-01', '2090-08-22 → 2090-10-01'],
  ['2090-09-22 → 2090-11-01', '2090-10-22 → 2090-12-01', '2090-11-22 → 2091-01-01', '2090-12-22 → 2091-02-01'],
  ['2091-01-22 → 2091-03-01', '2091-02-20 → 2091-04-01', '2091-03-22 → 2091-05-01', '2091-04-22 → 2091-06-01'],
  ['2091-05-22 → 2091-07-01', '2091-06-22 → 2091-08-01', '2091-07-22 → 2091-09-01', '2091-08-22 → 2091-10-01'],
  ['2091-09-22 → 2091-11-01', '2091-10-22 → 2091-12-01', '2091-11-22 → 2092-01-01', '2091-12-22 → 2092-02-01'],
  ['2092-01-22 → 2092-03-01', '2092-02-21 → 2092-04-01', '2092-03-22 → 2092-05-01', '2092-04-22 → 2092-06-01'],
  ['2092-05-22 → 2092-07-01', '2092-06-22 → 2092-08-01', '2092-07-22 → 2092-09-01', '2092-08-22 → 2092-10-01'],
  ['2092-09-22 → 2092-11-01', '2092-10-22 → 2092-12-01', '2092-11-22 → 2093-01-01', '2092-12-22 → 2093-02-01'],
  ['2093-01-22 → 2093-03-01'],
].flat();

/** The same terms, but the vendor takes the money the moment a renewal is ordered: a day before a person would pay. */
const CHARGED_AT_ONCE = PAID_BY_HAND.map((line, index) => (index === 0 ? line : aDayEarlier(line)));

/** Ordered on the 31st and paid at once: February ends it on the 28th, and so does every month after. */
const FROM_THE_31ST = ['2090-01-31 → 2090-02-28', '2090-02-18 → 2090-03-28', '2090-03-18 → 2090-04-28'];
const YEARLY = [
  '2090-01-31 → 2091-01-31',
  '2091-01-17 → 2092-01-31',
  '2092-01-17 → 2093-01-31',
  '2093-01-17 → 2094-01-31',
];

/** 37 months of 10 Mbps at 20.00; 37 of 2 at 34.00; 4 years of 3 at 34.00, of ten months each; 5 Mbps at 200.00. */
const SPENT = {
  'wuying-by-hand': { amountMinor: 37 * 20_000, currency: 'CNY' },
  'cen-month': { amountMinor: 37 * 6_800, currency: 'CNY' },
  'cen-year': { amountMinor: 4 * 102_000, currency: 'CNY' },
  'ugn-month': { amountMinor: 37 * 100_000, currency: 'USD' },
  'ugn-year': { amountMinor: 4 * 1_000_000, currency: 'USD' },
} as const;

describe('three years of one package for each product and way to pay', () => {
  let vendor: PlantedVendor;
  let workplace: Workplace;
  let result: Rehearsed;
  beforeAll(async () => {
    vendor = await PlantedVendor.start();
    workplace = await rehearsalPlace(vendor.url);
    result = await rehearsed(
      workplace,
      [
        renewing('wuying', 'wuying-by-hand', { officeSiteId: 'cn-hangzhou+dir-42', autoPay: false }),
        byUse('wuying', 'wuying-traffic', { payType: 'PostPaid', period: undefined, periodUnit: undefined }),
        renewing('cen', 'cen-month', { autoPay: false, attach: { cenId: 'cen-ours' } }),
        renewing('cen', 'cen-year', { bandwidth: 3, pricingCycle: 'Year', autoPay: true }),
        byUse('cen', 'cen-by-use', { bandwidthPackageChargeType: 'POSTPAY', period: undefined, autoPay: true }),
        renewing('ugn', 'ugn-month'),
        renewing('ugn', 'ugn-year', { regionB: 'no-demonstration-region', chargeType: 'Year' }),
        byUse('ugn', 'ugn-traffic', { regionB: 'sg', payMode: 'Traffic', chargeType: 'Count' }),
      ],
      '--until',
      '3y',
    );
  }, LIMIT_MS);
  afterAll(async () => {
    await workplace.remove();
    await vendor.stop();
  });

  it('nothing goes dark, and the command ends with 0', () => {
    const { code, rehearsal } = result;
    expect(rehearsal.problems.filter(({ kind }) => kind === 'dark' || kind === 'notBought')).toEqual([]);
    expect(rehearsal.packages.map(({ status, dark }) => ({ status, dark }))).toEqual(
      Array(8).fill({ status: 'Active', dark: [] }),
    );
    expect(code).toBe(0);
  });

  it('is paid on the days, and until the days, that the calendar says', () => {
    const { rehearsal } = result;
    expect(payments(rehearsal, 'wuying-by-hand')).toEqual(PAID_BY_HAND);
    expect(payments(rehearsal, 'cen-month')).toEqual(CHARGED_AT_ONCE);
    expect(payments(rehearsal, 'cen-year')).toEqual(YEARLY);
    expect(payments(rehearsal, 'ugn-year')).toEqual(YEARLY);
    const monthly = payments(rehearsal, 'ugn-month');
    expect(monthly.slice(0, 3)).toEqual(FROM_THE_31ST);
    expect(monthly.map((line) => line.slice(-3))).toEqual(Array(37).fill('-28'));
    expect(monthly.at(-1)).toBe('2093-01-17 → 2093-02-28');
  });

  it('says who pays: the person for what waits to be paid, else the balance', () => {
    const payers = (name: string) =>
      new Set(
        result.rehearsal.events.filter((one) => one.package === name && one.kind === 'paid').map(({ who }) => who),
      );
    expect(payers('wuying-by-hand')).toEqual(new Set(['the person']));
    expect(payers('cen-month')).toEqual(new Set(['the person', 'balance']));
    expect(payers('ugn-month')).toEqual(new Set(['balance']));
  });

  it('adds up what each package, payer and month costs, and never two currencies', () => {
    const { packages, totals } = result.rehearsal;
    for (const [name, money] of Object.entries(SPENT)) {
      expect({ name, spent: packageNamed(result.rehearsal, name).spent }).toEqual({ name, spent: [money] });
    }
    expect(totals.perPackage).toHaveLength(5);
    expect(totals.perPayer).toEqual(
      expect.arrayContaining([
        { payer: 'HQ treasury', amountMinor: 740_000 + 251_600 + 408_000, currency: 'CNY' },
        { payer: 'surfer', amountMinor: 3_700_000 + 4_000_000, currency: 'USD' },
      ]),
    );
    expect(totals.overall).toHaveLength(2);
    expect(totals.perMonth.slice(0, 4)).toEqual([
      { month: '2090-01', amountMinor: 102_000, currency: 'CNY' },
      { month: '2090-01', amountMinor: 1_100_000, currency: 'USD' },
      { month: '2090-02', amountMinor: 2 * 20_000 + 2 * 6_800, currency: 'CNY' },
      { month: '2090-02', amountMinor: 100_000, currency: 'USD' },
    ]);
    expect(packages.map(({ payer }) => payer)).toContain('HQ treasury');
  });

  it('what is billed by use has no expiry and is never renewed, and the totals say that they know nothing of it', () => {
    const { rehearsal } = result;
    for (const name of ['wuying-traffic', 'cen-by-use', 'ugn-traffic']) {
      expect(packageNamed(rehearsal, name)).toMatchObject({
        status: 'Active',
        expiresAt: null,
        renewals: 0,
        spent: [],
      });
      expect(rehearsal.problems).toContainEqual(expect.objectContaining({ package: name, kind: 'metered' }));
    }
  });

  it('says that UGN, and renewals of CEN, take the money at once although a person was to pay', () => {
    const atOnce = result.rehearsal.problems.filter(({ kind }) => kind === 'chargedAtOnce').map((one) => one.package);
    expect(atOnce).toEqual(['cen-month', 'ugn-month', 'ugn-year']);
  });

  it('calls nothing real: neither the configured endpoints nor the configured keys', () => {
    expect(vendor.calls).toBe(0);
    expect(result.stderr).not.toContain('NOBODY_SET');
    expect(result.rehearsal.events.length).toBeGreaterThan(300);
  });
});

function aDayEarlier(line: string): string {
  const [paid = '', until = ''] = line.split(' → ');
  return `${new Date(Date.parse(paid) - 24 * 60 * 60_000).toISOString().slice(0, 10)} → ${until}`;
}
