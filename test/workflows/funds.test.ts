import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS, type Product } from '../../model/product.js';
import { Harness, type PackageHandle } from '../support/harness.js';
import { autoPaid, monthly, withPrices } from './documents.js';
import { callsTo, ordersOfKind } from './judge.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const PLENTY_MINOR = 1_000_000_000;
const isActive = (state: PackageState) => state.status === 'Active';
const isShort = ({ reason }: PackageState) => reason?.includes('can spend 1.00 USD') ?? false;
const ours = { atTermEnd: 'renew', renew: { before: '2d' } };
const theVendors = { atTermEnd: 'vendorAutoRenew' };

describe('the money for a renewal', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({
      timing: 'sweep: { busy: 30s, idle: 20d }',
      edit: withPrices,
    });
  });
  afterEach(async () => {
    await harness.control.clearFaults();
    await harness.endPackages();
    await hold(PLENTY_MINOR);
  });
  afterAll(() => harness.stop());

  async function hold(amountMinor: number): Promise<void> {
    for (const account of ['alibaba/demo-key', 'ucloud/demo-public']) {
      await harness.control.post('/balances', { account, amountMinor });
    }
  }

  const reads = (product: Product) => callsTo(harness, product === 'ugn' ? 'GetBalance' : 'QueryAccountBalance');

  async function timesSaid(pack: PackageHandle): Promise<number> {
    const { timeline } = await pack.state();
    return timeline.filter(({ what }) => what.startsWith('Account ')).length;
  }

  it.each(PRODUCTS)(
    '%s: is missed days before ours begins, said once, and keeps nothing from going on',
    async (product) => {
      const pack = await harness.order(autoPaid(product, `${product}-short`, { lifecycle: ours }));
      const { expiresAt } = await pack.until(isActive);
      const before = await reads(product);
      await hold(100);
      const told = await pack.until(isShort, 40 * DAY_MS, DAY_MS);
      expect(told).toMatchObject({ status: 'Active', waitingFor: 'operator', expiresAt, nextStep: { what: 'renew' } });
      expect(told.reason).toContain(expiresAt ?? '');
      const aheadMs = Date.parse(told.nextStep?.at ?? '') - (await harness.env.currentTimeMs());
      expect(aheadMs).toBeGreaterThan(2 * DAY_MS);
      expect(await ordersOfKind(pack, 'Renew')).toEqual([]);
      await hold(PLENTY_MINOR);
      const renewed = await pack.until((state) => state.expiresAt !== expiresAt, 40 * DAY_MS, DAY_MS);
      expect(renewed).toMatchObject({ status: 'Active', waitingFor: null, reason: null });
      expect(await timesSaid(pack)).toBe(1);
      expect((await reads(product)) - before).toBe(1);
      expect(await ordersOfKind(pack, 'Renew')).toHaveLength(1);
    },
  );

  it.each(PRODUCTS)("%s: is missed days before the vendor's own renewal takes it", async (product) => {
    const order = product === 'ugn' ? {} : { autoRenew: true };
    const pack = await harness.order(autoPaid(product, `${product}-vendor`, { order, lifecycle: theVendors }));
    const { expiresAt } = await pack.until(isActive);
    const deductionMs = Date.parse(expiresAt ?? '') - (product === 'ugn' ? 0 : 9) * DAY_MS;
    await hold(100);
    const told = await pack.until(isShort, 40 * DAY_MS, DAY_MS);
    expect(told.reason).toContain("the vendor's own renewal");
    expect(deductionMs - (await harness.env.currentTimeMs())).toBeGreaterThan(2 * DAY_MS);
    await hold(PLENTY_MINOR);
    const renewed = await pack.until((state) => state.expiresAt !== expiresAt, 40 * DAY_MS, DAY_MS);
    expect(renewed).toMatchObject({ status: 'Active', waitingFor: null, reason: null });
  });

  it('that is there is read once a term and not spoken of', async () => {
    const pack = await harness.order(autoPaid('cen', 'rich', { lifecycle: ours }));
    const { expiresAt } = await pack.until(isActive);
    const before = await reads('cen');
    await pack.until((state) => state.expiresAt !== expiresAt, 40 * DAY_MS, DAY_MS);
    expect((await reads('cen')) - before).toBe(1);
    expect(await timesSaid(pack)).toBe(0);
  });

  it('is not asked about where ours comes early enough for a refusal to say the same', async () => {
    const pack = await harness.order(autoPaid('ugn', 'early', { lifecycle: { atTermEnd: 'renew' } }));
    const { expiresAt } = await pack.until(isActive);
    const before = await reads('ugn');
    await pack.until((state) => state.expiresAt !== expiresAt, 40 * DAY_MS, DAY_MS);
    expect(await reads('ugn')).toBe(before);
  });

  it.each(['wuying', 'ugn'] as const)(
    '%s: a balance that cannot be read says nothing and holds up nothing',
    async (product) => {
      const pack = await harness.order(autoPaid(product, `${product}-blind`, { lifecycle: ours }));
      const { expiresAt } = await pack.until(isActive);
      const action = product === 'ugn' ? 'GetBalance' : 'QueryAccountBalance';
      await harness.control.faults([{ action, fault: 'serviceUnavailable' }]);
      const renewed = await pack.until((state) => state.expiresAt !== expiresAt, 40 * DAY_MS, DAY_MS);
      expect(renewed).toMatchObject({ status: 'Active', waitingFor: null, reason: null });
      expect(await timesSaid(pack)).toBe(0);
    },
  );

  it.each(['wuying', 'ugn'] as const)(
    '%s: one that cannot be read when it is compared is said once it can',
    async (product) => {
      const pack = await harness.order(autoPaid(product, `${product}-blind-for-a-day`, { lifecycle: ours }));
      const { expiresAt } = await pack.until(isActive);
      await hold(100);
      const action = product === 'ugn' ? 'GetBalance' : 'QueryAccountBalance';
      await harness.control.faults([{ action, fault: 'serviceUnavailable' }]);
      await harness.passUntil(expiresAt, -5 * DAY_MS);
      await harness.control.clearFaults();
      const told = await pack.until(isShort, 2 * DAY_MS, HOUR_MS);
      expect(told).toMatchObject({ expiresAt, nextStep: { what: 'renew' } });
    },
  );

  it.each([
    ['nobody has decided', autoPaid('cen', 'undecided')],
    ['it is to end', autoPaid('wuying', 'ending', { lifecycle: { atTermEnd: 'lapse' } })],
    ['a person pays', monthly('wuying', 'by-hand', { lifecycle: ours })],
    ['a person renews', autoPaid('ugn', 'in-console', { lifecycle: { atTermEnd: 'renew', renewBy: 'console' } })],
  ])('is not asked about where %s', async (_what, document) => {
    const pack = await harness.order(document);
    await pack.until((state) => isActive(state) || state.waitingFor === 'payment');
    await harness.control.payAll();
    const { expiresAt } = await pack.until(isActive, HOUR_MS);
    const before = (await reads('cen')) + (await reads('ugn'));
    await hold(100);
    await harness.passUntil(expiresAt, -HOUR_MS);
    expect((await reads('cen')) + (await reads('ugn'))).toBe(before);
    expect(await timesSaid(pack)).toBe(0);
  });
});
