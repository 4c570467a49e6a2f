import { describe, expect, it } from 'vitest';
import { dateIn, forecast, type Purse } from '../../model/funding/forecast.js';
import { expectedPayments, type FundedPackage } from '../../model/funding/payments.js';
import { type Quote, unknownPrice } from '../../model/quote.js';
import { specOf } from '../support/harness.js';
import { autoPaid, monthly, type Wish } from '../workflows/documents.js';

const NOW = '2026-11-24T10:00:00.000Z';
const UNTIL = '2027-03-24T10:00:00.000Z';

const price = (amountMinor: number, currency = 'USD'): Quote => ({
  kind: 'known',
  amountMinor,
  currency,
  per: 'term',
  chargeNow: true,
  caveat: null,
});
const NO_PRICE = unknownPrice('nobody says');

function pack(
  document: object,
  row: Partial<FundedPackage['row']>,
  renewal: Quote,
  order: Quote = NO_PRICE,
): FundedPackage {
  const active = { status: 'Active', waitingFor: null, nextStep: null, expiresAt: null, resourceId: 'np-1' } as const;
  return { spec: specOf(document), row: { ...active, ...row }, orderPrice: order, renewalPrice: renewal };
}

const labelled = (document: object, priority: number) => ({ ...document, labels: { priority } });
const renews = (before = '10d'): Wish => ({ lifecycle: { atTermEnd: 'renew', renew: { before } } });

const backbone = pack(
  labelled(autoPaid('wuying', 'backbone', renews()), 1),
  { expiresAt: '2027-01-31T02:00:00.000Z', nextStep: { what: 'renew', at: '2027-01-21T02:00:00.000Z' } },
  price(20_000),
);
const spare = pack(
  labelled(autoPaid('cen', 'spare', { order: { period: 3 }, lifecycle: { atTermEnd: 'vendorAutoRenew' } }), 9),
  { expiresAt: '2027-02-10T08:00:00.000Z' },
  price(30_000),
);
/** No priority of its own: 5. */
const ordered = pack(
  monthly('wuying', 'ordered', { lifecycle: { atTermEnd: 'lapse' } }),
  { status: 'AwaitingPayment', waitingFor: 'payment' },
  NO_PRICE,
  price(50_000),
);
const line = pack(
  autoPaid('ugn', 'line', renews()),
  { expiresAt: '2026-12-31T16:00:00.000Z', nextStep: { what: 'renew', at: '2026-12-21T16:00:00.000Z' } },
  price(100_000, 'CNY'),
);

const payments = (...packs: FundedPackage[]) => packs.flatMap((one) => expectedPayments(one, NOW, UNTIL).payments);
const due = (...packs: FundedPackage[]) => payments(...packs).map(({ what, at }) => [what, at]);

const purse = (more: Partial<Purse> = {}): Purse => ({
  payer: 'HQ treasury',
  vendor: 'alibaba',
  accounts: ['ali'],
  timeZone: 'Asia/Shanghai',
  balance: { kind: 'known', amountMinor: 100_000, currency: 'USD' },
  ...more,
});

describe('when money must be there', () => {
  it('a month from the 31st ends with February, and is renewed in its last third', () => {
    expect(due(backbone)).toEqual([
      ['renewal', '2027-01-21T02:00:00.000Z'],
      // 28 days: ten before would be in the second third, so it begins nine days and eight hours before.
      ['renewal', '2027-02-18T18:00:00.000Z'],
      ['renewal', '2027-03-18T18:00:00.000Z'],
    ]);
  });

  it('the vendor deducts nine days before, from the beginning of its day in UTC+8', () => {
    expect(due(spare)).toEqual([['vendorRenewal', '2027-01-31T16:00:00.000Z']]);
    const week = pack(
      autoPaid('wuying', 'week', { order: { periodUnit: 'Week' }, lifecycle: { atTermEnd: 'vendorAutoRenew' } }),
      { expiresAt: '2026-11-28T02:00:00.000Z' },
      NO_PRICE,
    );
    expect(due(week)[0]).toEqual(['vendorRenewal', '2026-11-26T16:00:00.000Z']);
  });

  it('UGN deducts at the expiry, first to the end of the month, then by the month', () => {
    const own = pack(
      autoPaid('ugn', 'own', { lifecycle: { atTermEnd: 'vendorAutoRenew' } }),
      { expiresAt: '2027-01-10T02:00:00.000Z' },
      price(1),
    );
    expect(due(own).map(([, at]) => at)).toEqual([
      '2027-01-10T02:00:00.000Z',
      '2027-01-31T16:00:00.000Z',
      '2027-02-28T16:00:00.000Z',
    ]);
  });

  it('what waits to be paid or ordered is due now; a renewal that waits is not due twice', () => {
    expect(due(ordered)).toEqual([['unpaidOrder', NOW]]);
    const wanted = pack(
      autoPaid('ugn', 'wanted'),
      { status: 'AwaitingApproval', waitingFor: 'approval' },
      NO_PRICE,
      price(7),
    );
    expect(due(wanted)).toEqual([['order', NOW]]);
    const expiresAt = '2026-12-01T02:00:00.000Z';
    const waiting = pack(
      monthly('wuying', 'waiting', renews()),
      { waitingFor: 'payment', expiresAt, nextStep: { what: 'pay', at: expiresAt } },
      price(20_000),
      price(20_000),
    );
    expect(due(waiting).slice(0, 2)).toEqual([
      ['unpaidOrder', NOW],
      ['renewal', '2026-12-22T02:00:00.000Z'],
    ]);
    // The order of a change of bandwidth lengthens nothing.
    const changed = {
      ...waiting,
      row: { ...waiting.row, nextStep: { what: 'pay', at: '2026-11-29T02:00:00.000Z' } as const },
    };
    expect(due(changed).slice(0, 2)).toEqual([
      ['unpaidOrder', NOW],
      ['renewal', NOW],
    ]);
  });

  it('what ends, or is given back before, wants no money', () => {
    for (const atTermEnd of ['release', 'lapse']) {
      expect(due(pack(autoPaid('cen', 'ends', { lifecycle: { atTermEnd } }), backbone.row, price(1)))).toEqual([]);
    }
    const lifecycle = { ...renews().lifecycle, releaseAt: '2027-02-01T00:00:00Z' };
    expect(due(pack(autoPaid('wuying', 'released', { lifecycle }), backbone.row, price(1)))).toHaveLength(1);
    expect(due({ ...backbone, row: { ...backbone.row, status: 'Released' } })).toEqual([]);
    // After the day its renewal is due, and before its end: it is given back, and not renewed first.
    const within = { ...renews().lifecycle, releaseAt: '2027-01-25T00:00:00Z' };
    expect(due(pack(autoPaid('wuying', 'within', { lifecycle: within }), backbone.row, price(1)))).toEqual([]);
    // Planned by a person, `release --at`.
    const contract = { releaseAt: '2027-01-25T00:00:00.000Z' } as NonNullable<FundedPackage['row']['contract']>;
    expect(due({ ...backbone, row: { ...backbone.row, contract } })).toEqual([]);
  });

  it('what nobody can know is said and not counted', () => {
    const metered = pack(monthly('wuying', 'metered', { order: { payType: 'PostPaid' } }), {}, NO_PRICE);
    expect(expectedPayments(metered, NOW, UNTIL)).toEqual({
      payments: [],
      beside: expect.stringContaining('pay-as-you-go'),
    });
    const asked = pack(autoPaid('wuying', 'asked'), { expiresAt: '2027-01-31T02:00:00.000Z' }, NO_PRICE);
    expect(expectedPayments(asked, NOW, UNTIL)).toEqual({
      payments: [],
      beside: expect.stringContaining('nobody has decided'),
    });
    expect(expectedPayments(asked, NOW, '2027-01-30T00:00:00.000Z').beside).toBeNull();
    const unproved = pack(
      monthly('cen', 'unproved'),
      { status: 'OutcomeUnknown', resourceId: null },
      NO_PRICE,
      price(1),
    );
    expect(payments(unproved)[0]?.price).toEqual(unknownPrice('what became of its order is not proved'));
  });
});

describe('what is missing, and who pays for it', () => {
  it('day by day in the payer’s time zone, first short day, least important lines first', () => {
    const [funding, ...others] = forecast(payments(backbone, spare, ordered), [purse()]);
    expect(others).toEqual([]);
    expect(funding?.days.map(({ date, neededMinor, leftMinor }) => [date, neededMinor, leftMinor])).toEqual([
      ['2026-11-24', 50_000, 50_000],
      ['2027-01-21', 20_000, 30_000],
      ['2027-02-01', 30_000, 0],
      // 18:00 UTC on the 18th is the 19th in Shanghai.
      ['2027-02-19', 20_000, -20_000],
      ['2027-03-19', 20_000, -40_000],
    ]);
    expect(funding).toMatchObject({
      currency: 'USD',
      totalMinor: 140_000,
      isAtLeast: false,
      isCovered: false,
      short: { date: '2027-02-19', missingMinor: 40_000 },
      dark: [
        { name: 'spare', priority: 9, at: '2027-02-10T08:00:00.000Z' },
        // Without the spare line it lasts to March; then the one that was only ordered.
        { name: 'ordered', priority: 5, at: null },
      ],
    });
  });

  it('enough to the last cent is enough', () => {
    const rich = purse({ balance: { kind: 'known', amountMinor: 140_000, currency: 'USD' } });
    expect(forecast(payments(backbone, spare, ordered), [rich])).toMatchObject([
      { isCovered: true, short: null, dark: [] },
    ]);
  });

  it('two currencies are never added, and a balance covers its own alone', () => {
    const both = purse({
      accounts: ['ali', 'surfer'],
      balance: { kind: 'known', amountMinor: 1_000_000, currency: 'USD' },
    });
    expect(forecast(payments(backbone, line), [both])).toMatchObject([
      {
        currency: 'CNY',
        totalMinor: 400_000,
        isCovered: null,
        balanceUnknown: 'the account shows a balance in USD only',
      },
      { currency: 'USD', totalMinor: 60_000, isCovered: true },
    ]);
  });

  it('money of one payer pays nothing of another’s', () => {
    const other = purse({
      payer: 'surfer',
      vendor: 'ucloud',
      accounts: ['surfer'],
      timeZone: 'UTC',
      balance: NO_PRICE,
    });
    const [first, second] = forecast(payments(backbone, line), [purse(), other]);
    expect(first).toMatchObject({ payer: 'HQ treasury', totalMinor: 60_000, isCovered: true });
    expect(second).toMatchObject({
      payer: 'surfer',
      totalMinor: 400_000,
      isCovered: null,
      balanceUnknown: 'nobody says',
    });
    expect(second?.days.map(({ date }) => date)).toEqual(['2026-12-21', '2027-01-21', '2027-02-19', '2027-03-21']);
  });

  it('a price that is not known is named and makes every sum "at least"', () => {
    const secret = { ...spare, renewalPrice: NO_PRICE };
    expect(forecast(payments(backbone, secret), [purse()])).toMatchObject([
      { currency: 'USD', totalMinor: 60_000, isAtLeast: true, isCovered: true },
    ]);
    expect(forecast(payments(secret), [purse({ balance: NO_PRICE })])).toMatchObject([
      { currency: null, totalMinor: 0, isAtLeast: true, isCovered: null },
    ]);
  });

  it('a day is the payer’s', () => {
    expect(dateIn('America/Los_Angeles', '2026-12-01T07:59:00Z')).toBe('2026-11-30');
    expect(dateIn('Asia/Shanghai', '2026-11-30T16:00:00Z')).toBe('2026-12-01');
  });
});
