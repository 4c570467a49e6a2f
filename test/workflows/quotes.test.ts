import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MAIN_QUEUE, pricesWorkflowId, readsQueue, WORKFLOW_TYPES } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import type { PackageSpec } from '../../model/package-spec.js';
import type { PriceCheckInput, PriceCheckResult, PriceQuestion } from '../../model/price-check.js';
import { PRODUCTS, type Product } from '../../model/product.js';
import type { KnownQuote, Quote } from '../../model/quote.js';
import { Harness, type PackageHandle, specOf } from '../support/harness.js';
import { autoPaid, monthly, withPrices } from './documents.js';
import { callsTo, ordersOf, ordersOfKind } from './judge.js';

const DAY_MS = 24 * 60 * 60_000;
const isQuiet = (state: PackageState) => state.status === 'Active' && state.waitingFor === null;

let harness: Harness;
const start = async (edit?: (text: string) => string) => {
  harness = await Harness.start({ timing: 'sweep: { busy: 30s, idle: 30d }', ...(edit && { edit }) });
};
const stop = () => harness.stop();

/** A client of its own: while the environment's waits for a result it lets virtual time leap, and prices change with it. */
function check(
  input: Partial<PriceCheckInput>,
  workflowId = pricesWorkflowId(randomUUID()),
): Promise<PriceCheckResult> {
  return new Client({ connection: harness.env.connection }).workflow.execute(WORKFLOW_TYPES.prices, {
    workflowId,
    taskQueue: MAIN_QUEUE,
    args: [{ prices: [], balances: [], ...input }],
  });
}

async function quote(question: PriceQuestion): Promise<Quote> {
  const [answer] = (await check({ prices: [question] })).prices;
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

async function known(question: PriceQuestion): Promise<KnownQuote> {
  const answer = await quote(question);
  if (answer.kind === 'unknown') throw new Error(answer.reason);
  return answer;
}

const order = (spec: PackageSpec): PriceQuestion => ({ kind: 'order', spec, term: null });

async function charged(pack: PackageHandle, kind: string): Promise<number> {
  const orders = await ordersOfKind(pack, kind);
  return orders.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

describe('a price asked for beforehand', () => {
  beforeAll(() => start(withPrices));
  afterEach(() => harness.control.clearFaults());
  afterAll(stop);

  it.each(PRODUCTS)(
    '%s: order, change, renewal and refund cost what was said, and asking costs nothing',
    async (product) => {
      const document = autoPaid(product, `${product}-quoted`, {
        order: product === 'ugn' ? { qos: 'Gold', path: 'IGP' } : {},
      });
      const said = await known(order(specOf(document)));
      expect(said).toMatchObject({ currency: 'USD', per: 'month', chargeNow: true, caveat: null });
      const pack = await harness.order(document);
      const { resourceId, spec } = await pack.until(isQuiet);
      expect(await charged(pack, 'New')).toBe(said.amountMinor);
      const there = { spec, resourceId: resourceId ?? '' };

      const grown = await known({ kind: 'resize', ...there, bandwidthMbps: 20 });
      expect(grown).toMatchObject({ per: 'term', chargeNow: true });
      expect(await ordersOf(pack)).toHaveLength(1);
      await pack.say('resize', { bandwidthMbps: 20 });
      await pack.until((state) => isQuiet(state) && state.bandwidthMbps === 20);
      // UGN prices no change: there it is an estimate, and says so.
      expect(Math.abs((await charged(pack, 'Upgrade')) - grown.amountMinor)).toBeLessThanOrEqual(
        product === 'ugn' ? 1 : 0,
      );
      expect(grown.caveat === null).toBe(product !== 'ugn');

      const term = { period: 2, unit: 'Month' } as const;
      const renewal = await known({ kind: 'renewal', ...there, term });
      expect(renewal).toMatchObject({ per: 'term', chargeNow: true, caveat: null });
      const { expiresAt } = await pack.state();
      await pack.say('renew', { period: 2, periodUnit: 'Month' });
      await pack.until((state) => isQuiet(state) && state.expiresAt !== expiresAt);
      expect(await charged(pack, 'Renew')).toBe(renewal.amountMinor);
      await pack.terminate();
    },
  );

  it.each(PRODUCTS)('%s: what a release brings back is said before, days into the term', async (product) => {
    const pack = await harness.order(autoPaid(product, `${product}-refunded`));
    const { resourceId, spec } = await pack.until(isQuiet);
    await harness.pass(10 * DAY_MS);
    const back = await known({ kind: 'refund', spec, resourceId: resourceId ?? '' });
    expect(back).toMatchObject({ per: 'term', chargeNow: false });
    expect(back.amountMinor).toBeGreaterThan(0);
    await pack.say('release', { confirm: true });
    await pack.until((state) => state.status === 'Released');
    const refunded = -(await charged(pack, 'Refund'));
    // Alibaba counts to the moment, and some minutes pass until it is asked.
    expect(back.amountMinor - refunded).toBeGreaterThanOrEqual(0);
    expect(back.amountMinor - refunded).toBeLessThanOrEqual(product === 'ugn' ? 0 : said(product) / 100);
  });

  /** What a month of the smallest package costs, by the simulated vendors' price lists. */
  const said = (product: Product): number => ({ wuying: 20_000, cen: 6_800, ugn: 100_000 })[product];

  it('is known for several months and years at once, as the vendor sells them', async () => {
    const wuying = specOf(autoPaid('wuying', 'half-year', { order: { period: 6 } }));
    expect(await known(order(wuying))).toMatchObject({ amountMinor: 120_000, per: 'term' });
    expect(await known({ kind: 'order', spec: wuying, term: { period: 1, unit: 'Year' } })).toMatchObject({
      amountMinor: 200_000,
      per: 'year',
    });
    const ugn = specOf(autoPaid('ugn', 'quarter', { order: { quantity: 3 } }));
    expect(await known(order(ugn))).toMatchObject({ amountMinor: 300_000, per: 'term' });
    const years = specOf(autoPaid('ugn', 'years', { order: { chargeType: 'Year', quantity: 2 } }));
    expect(await known(order(years))).toMatchObject({ amountMinor: 2_000_000, per: 'term' });
    // UBill renews by the year what was bought by the year, whatever the months.
    expect(await known({ kind: 'order', spec: years, term: { period: 3, unit: 'Month' } })).toMatchObject({
      amountMinor: 1_000_000,
      per: 'year',
    });
  });

  it('says whether it is charged at once or waits for a person, and what was left to the vendor', async () => {
    expect(await known(order(specOf(monthly('wuying', 'by-hand'))))).toMatchObject({ chargeNow: false });
    expect(await known(order(specOf(monthly('cen', 'plan-by-hand'))))).toMatchObject({ chargeNow: false });
    const ugn = await known(order(specOf(monthly('ugn', 'open'))));
    expect(ugn).toMatchObject({ chargeNow: true, caveat: expect.stringContaining('priced as Platinum over IGP') });
  });

  it('is asked again when the vendor is busy', async () => {
    await harness.control.faults([{ action: 'DescribePrice', fault: 'throttle', count: 1 }]);
    const before = await callsTo(harness, 'DescribePrice');
    expect(await known(order(specOf(autoPaid('wuying', 'busy'))))).toMatchObject({ amountMinor: 20_000 });
    expect((await callsTo(harness, 'DescribePrice')) - before).toBe(2);
  });

  it('says what each account can spend', async () => {
    const questions = [
      { account: 'ali', vendor: 'alibaba' },
      { account: 'surfer', vendor: 'ucloud' },
    ] as const;
    await harness.control.post('/balances', { account: 'alibaba/demo-key', amountMinor: 123_456_789 });
    const { balances } = await check({ balances: questions });
    expect(balances).toMatchObject([
      { kind: 'known', amountMinor: 123_456_789, currency: 'USD' },
      { kind: 'known', currency: 'USD' },
    ]);
  });
});

describe('a price that is not known', () => {
  beforeAll(() => start((text) => text.replaceAll('credentials:', 'channel: reseller\n    credentials:')));
  afterAll(stop);

  it.each([
    [
      'pay-as-you-go has none',
      monthly('wuying', 'metered', { order: { payType: 'PostPaid', period: undefined } }),
      'pay-as-you-go',
    ],
    [
      'UGN by traffic has none',
      monthly('ugn', 'traffic', { order: { payMode: 'Traffic', chargeType: 'Count' } }),
      'pay-as-you-go',
    ],
    [
      'a week is sold and not priced',
      monthly('wuying', 'week', { order: { periodUnit: 'Week' } }),
      'names no price for one',
    ],
    ['CEN is not priced without modules', monthly('cen', 'plan'), 'names no products.cen.priceModules'],
    ['nobody serves the account', { ...monthly('wuying', 'away'), account: 'nobody' }, 'no worker answers'],
  ])('%s', async (_what, document, reason) => {
    const answer = await quote(order(specOf(document)));
    expect(answer).toEqual({ kind: 'unknown', reason: expect.stringContaining(reason) });
  });

  it('the vendor refuses to price it, with the vendor’s words', async () => {
    const spec = specOf(monthly('wuying', 'not-there'));
    const answer = await quote({
      kind: 'renewal',
      spec,
      resourceId: 'np-nowhere00000',
      term: { period: 1, unit: 'Month' },
    });
    expect(answer).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('the vendor does not say (') });
    const gone = specOf(monthly('ugn', 'gone'));
    expect(await quote({ kind: 'refund', spec: gone, resourceId: 'bw-nowhere' })).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('does not show the package'),
    });
  });

  it('many unanswerable questions are given up together, and do not keep the answerable ones waiting', async () => {
    const away = { ...monthly('wuying', 'away'), account: 'nobody' };
    const questions = [...Array(40).fill(order(specOf(away))), order(specOf(autoPaid('wuying', 'answered')))];
    const workflowId = pricesWorkflowId(randomUUID());
    const { prices } = await check({ prices: questions }, workflowId);
    expect(prices).toHaveLength(41);
    expect(prices.slice(0, 40).every(({ kind }) => kind === 'unknown')).toBe(true);
    expect(prices[40]).toMatchObject({ kind: 'known', amountMinor: 20_000 });
    const { events } = await harness.env.client.workflow.getHandle(workflowId).fetchHistory();
    const asked = events?.filter(
      ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.taskQueue?.name === readsQueue('nobody'),
    );
    // As many as were under way when the first of them was given up.
    expect(asked?.length).toBeLessThanOrEqual(8);
  });

  it('a reseller’s customer is told that it is the vendor’s list price', async () => {
    expect(await known(order(specOf(autoPaid('wuying', 'resold'))))).toMatchObject({
      caveat: expect.stringContaining('list price'),
    });
  });
});
