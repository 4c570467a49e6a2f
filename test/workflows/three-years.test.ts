import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS } from '../../model/product.js';
import { addTerm } from '../../simulator/time/calendar.js';
import { Harness } from '../support/harness.js';
import { autoPaid, monthly } from './documents.js';
import { bookedPackage, ordersOf, ordersOfKind } from './judge.js';

const DAY_MS = 24 * 60 * 60_000;
const YEARS_MS = 3 * 365 * DAY_MS;
const isActive = (state: PackageState) => state.status === 'Active';

describe('three years of monthly renewals', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 30s, idle: 90d }' });
  });
  afterAll(() => harness.stop());

  it.each(PRODUCTS)('%s: each month is bought once, none twice, and the line never goes dark', async (product) => {
    const pack = await harness.order(
      autoPaid(product, `${product}-three-years`, { lifecycle: { atTermEnd: 'renew', renew: { before: '5d' } } }),
    );
    const active = await pack.until(isActive);
    const firstExpiryMs = Date.parse(active.expiresAt ?? '');
    await harness.pass(YEARS_MS);

    const state = await pack.state();
    expect(state).toMatchObject({ status: 'Active', waitingFor: null, nextStep: { what: 'renew' } });
    const nowMs = await harness.env.currentTimeMs();
    let expected = 0;
    for (let endMs = firstExpiryMs; endMs - 5 * DAY_MS <= nowMs; endMs = addTerm(endMs, { count: 1, unit: 'Month' })) {
      expected += 1;
    }
    expect(expected).toBeGreaterThanOrEqual(35);
    const renewals = await ordersOfKind(pack, 'Renew');
    expect(renewals.map((order) => order.paymentStatus)).toEqual(Array(expected).fill('Paid'));
    const booked = await bookedPackage(harness, state.resourceId);
    const monthsLater = addTerm(firstExpiryMs, { count: expected, unit: 'Month' });
    // A month from the 31st is shorter: each link of the chain may lose days, and none may lose a month.
    expect(Math.abs(Date.parse(booked.expiresAt ?? '') - monthsLater)).toBeLessThanOrEqual(4 * DAY_MS);
    expect(booked.billing).toBe(true);
    expect(await ordersOf(pack)).toHaveLength(expected + 1);
    // One run each term: what a run has to replay stays small.
    expect((await pack.history()).events?.length ?? 0).toBeLessThan(300);
    await pack.terminate();
  });

  it('WUYING: a renewal that a person pays waits for the money, says until when, and moves on', async () => {
    const lifecycle = { atTermEnd: 'renew', renew: { before: '9d' } };
    const pack = await harness.order(monthly('wuying', 'paid-by-hand', { lifecycle }));
    await pack.until((state) => state.waitingFor === 'payment');
    await harness.control.payAll();
    let { expiresAt } = await pack.until(isActive);
    for (let month = 1; month <= 3; month += 1) {
      const before = expiresAt;
      const waiting = await pack.until((state) => state.waitingFor === 'payment', 40 * DAY_MS, DAY_MS);
      expect(waiting).toMatchObject({ status: 'Active', nextStep: { what: 'pay', at: before } });
      expect(waiting.reason).toContain(`It expires at ${before}`);
      const renewals = await ordersOfKind(pack, 'Renew');
      expect(renewals.map((order) => order.paymentStatus)).toEqual([...Array(month - 1).fill('Paid'), 'Unpaid']);
      await harness.control.pay(renewals.at(-1)?.orderId ?? '');
      const renewed = await pack.until((state) => state.waitingFor === null, 2 * DAY_MS, 60 * 60_000);
      expect(Date.parse(renewed.expiresAt ?? '')).toBe(addTerm(Date.parse(before ?? ''), { count: 1, unit: 'Month' }));
      expiresAt = renewed.expiresAt;
    }
  });

  it('a week is not renewed in its first two thirds', async () => {
    const order = { period: 1, periodUnit: 'Week' };
    const lifecycle = { atTermEnd: 'renew' };
    const pack = await harness.order(autoPaid('wuying', 'weekly', { order, lifecycle }));
    const active = await pack.until(isActive);
    const startMs = await harness.env.currentTimeMs();
    await harness.pass(4.5 * DAY_MS);
    expect(await ordersOfKind(pack, 'Renew')).toEqual([]);
    await harness.pass(0.5 * DAY_MS);
    expect(await ordersOfKind(pack, 'Renew')).toHaveLength(1);
    const { expiresAt } = await pack.state();
    expect(Date.parse(expiresAt ?? '') - Date.parse(active.expiresAt ?? '')).toBe(7 * DAY_MS);
    await harness.pass(7 * DAY_MS);
    expect(await ordersOfKind(pack, 'Renew')).toHaveLength(2);
    expect((await harness.env.currentTimeMs()) - startMs).toBeGreaterThan(11 * DAY_MS);
  });
});
