import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS } from '../../model/product.js';
import { addTerm } from '../../simulator/time/calendar.js';
import { Harness } from '../support/harness.js';
import { autoPaid, LOOKS, monthly, RENEWALS } from './documents.js';
import { bookedPackage, callsTo, ordersOf, ordersOfKind } from './judge.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const isActive = (state: PackageState) => state.status === 'Active';
const isCalm = (state: PackageState) => isActive(state) && state.waitingFor === null;
const renewing = { lifecycle: { atTermEnd: 'renew', renew: { before: '5d' } } };

describe('a renewal', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 30s, idle: 90d }' });
  });
  afterEach(async () => {
    await harness.control.clearFaults();
    await harness.endPackages();
  });
  afterAll(() => harness.stop());

  it.each(PRODUCTS)('%s: can be asked for at any time, with another period', async (product) => {
    const pack = await harness.order(autoPaid(product, `${product}-asked`));
    const { expiresAt } = await pack.until(isActive);
    await pack.say('renew', { period: 2, periodUnit: 'Month' });
    const renewed = await pack.until((state) => isCalm(state) && state.expiresAt !== expiresAt);
    const expected = addTerm(Date.parse(expiresAt ?? ''), { count: 2, unit: 'Month' });
    expect(Date.parse(renewed.expiresAt ?? '')).toBe(expected);
    expect(await ordersOfKind(pack, 'Renew')).toHaveLength(1);
  });

  it.each([
    ['cen', {}, { period: 3, periodUnit: 'Week' }],
    ['cen', {}, { period: 10, periodUnit: 'Month' }],
    ['ugn', {}, { period: 2, periodUnit: 'Week' }],
    ['ugn', { chargeType: 'Year' }, { period: 1, periodUnit: 'Month' }],
    ['wuying', {}, { period: 7, periodUnit: 'Month' }],
  ] as const)(
    '%s %j: one for %j, which its call cannot renew for, is refused, and not another bought',
    async (...row) => {
      const [product, order, term] = row;
      const pack = await harness.order(autoPaid(product, `${product}-${term.period}-${term.periodUnit}`, { order }));
      const { expiresAt } = await pack.until(isActive);
      const refused = await pack.say('renew', term).catch((error: { cause: unknown }) => String(error.cause));
      expect(refused).toMatch(/Cannot renew .*: period(Unit)? is /);
      await pack.workflow.signal('renew', term);
      const state = await pack.until(({ timeline }) => /^refused the signal renew/.test(timeline.at(-1)?.what ?? ''));
      expect(state).toMatchObject({ waitingFor: null, expiresAt });
      expect(await ordersOfKind(pack, 'Renew')).toEqual([]);
    },
  );

  it.each(['wuying', 'cen'] as const)(
    '%s: a refused one is said, tried again, and done once cured',
    async (product) => {
      const action = product === 'wuying' ? 'RenewNetworkPackages' : 'RenewInstance';
      const pack = await harness.order(autoPaid(product, `${product}-refused`, renewing));
      const { expiresAt } = await pack.until(isActive);
      await harness.control.faults([{ action, fault: 'insufficientBalanceNoOrder' }]);
      const told = await pack.until((state) => state.waitingFor === 'operator', 32 * DAY_MS, 6 * HOUR_MS);
      expect(told).toMatchObject({ status: 'Active', expiresAt, nextStep: { what: 'renew' } });
      expect(told.reason).toMatch(/InsufficientBalance.* Next try at /);
      const calls = await callsTo(harness, action);
      await harness.pass(2 * DAY_MS);
      const tries = (await callsTo(harness, action)) - calls;
      expect(tries).toBeGreaterThanOrEqual(2);
      expect(tries).toBeLessThan(10);
      await harness.control.clearFaults();
      await pack.until((state) => isCalm(state) && state.expiresAt !== expiresAt, 2 * DAY_MS, HOUR_MS);
      expect(await ordersOfKind(pack, 'Renew')).toHaveLength(1);
    },
  );

  it('UGN: one the vendor words in its own way is told to a person once nothing came of it, and tried again', async () => {
    const pack = await harness.order(autoPaid('ugn', 'ugn-refused', renewing));
    const { expiresAt } = await pack.until(isActive);
    await harness.control.faults([{ action: 'CreateRenew', fault: 'insufficientBalanceNoOrder' }]);
    const told = await pack.until((state) => state.waitingFor === 'operator', 32 * DAY_MS, 6 * HOUR_MS);
    expect(told.status).toBe('Active');
    expect(told.reason).toContain('Insufficient balance');
    await harness.control.clearFaults();
    await pack.until((state) => isCalm(state) && state.expiresAt !== expiresAt, 2 * DAY_MS, HOUR_MS);
    expect(await ordersOfKind(pack, 'Renew')).toHaveLength(1);
  });

  it('one that is cured only after the end still saves the line while the vendor keeps it', async () => {
    const pack = await harness.order(autoPaid('wuying', 'in-grace', renewing));
    const { expiresAt, resourceId } = await pack.until(isActive);
    await harness.control.faults([{ action: 'RenewNetworkPackages', fault: 'insufficientBalanceNoOrder' }]);
    await harness.pass(Date.parse(expiresAt ?? '') + 2 * DAY_MS - (await harness.env.currentTimeMs()));
    const dark = await pack.state();
    expect(dark).toMatchObject({ status: 'Active', waitingFor: 'operator', expiresAt });
    expect(await bookedPackage(harness, resourceId)).toMatchObject({ billing: false });
    await harness.control.clearFaults();
    const saved = await pack.until(isCalm, 2 * DAY_MS, HOUR_MS);
    expect(await ordersOfKind(pack, 'Renew')).toHaveLength(1);
    expect(Date.parse(saved.expiresAt ?? '')).toBeGreaterThan(await harness.env.currentTimeMs());
    expect(await bookedPackage(harness, resourceId)).toMatchObject({ billing: true });
  });

  it.each(RENEWALS)('$product: a lost answer never renews twice', async ({ product, action }) => {
    const pack = await harness.order(autoPaid(product, `${product}-lost`, renewing));
    const { expiresAt } = await pack.until(isActive);
    await harness.control.faults([{ action, fault: 'dropAfter', count: 1 }]);
    await harness.pass(33 * DAY_MS);
    expect((await ordersOfKind(pack, 'Renew')).map((one) => one.paymentStatus)).toEqual(['Paid']);
    const state = await pack.state();
    expect(state).toMatchObject({ status: 'Active', waitingFor: null });
    expect(Date.parse(state.expiresAt ?? '')).toBe(addTerm(Date.parse(expiresAt ?? ''), { count: 1, unit: 'Month' }));
  });

  it.each(RENEWALS)(
    '$product: renewed by somebody else while ours is not taken, it is not bought twice',
    async (one) => {
      const pack = await harness.order(autoPaid(one.product, `${one.product}-overtaken`));
      const { expiresAt, resourceId } = await pack.until(isActive);
      const before = await ordersOfKind(pack, 'Renew');
      await harness.control.faults([{ action: one.action, fault: 'throttle' }]);
      await pack.say('renew');
      await harness.pass(10 * 60_000);
      await harness.control.post(`/packages/${resourceId}/renew`, {});
      const theirs = (await bookedPackage(harness, resourceId)).expiresAt;
      await harness.control.clearFaults();
      const settled = await pack.until((state) => isCalm(state) && state.expiresAt !== expiresAt, DAY_MS);
      const told = expect.objectContaining({
        what: expect.stringContaining('not by Leaseline; nothing more was bought'),
      });
      expect(settled.timeline).toContainEqual(told);
      await harness.pass(HOUR_MS);
      expect(await bookedPackage(harness, resourceId)).toMatchObject({ expiresAt: theirs });
      expect(before).toEqual([]);
    },
  );

  it.each(PRODUCTS)(
    '%s: what somebody else has renewed is not due any more, though nobody had told',
    async (product) => {
      const pack = await harness.order(autoPaid(product, `${product}-not-due`, renewing));
      const { expiresAt, resourceId } = await pack.until(isActive);
      await harness.passUntil(expiresAt, -6 * DAY_MS);
      await harness.control.post(`/packages/${resourceId}/renew`, {});
      const theirs = (await bookedPackage(harness, resourceId)).expiresAt;
      await harness.passUntil(expiresAt, -4 * DAY_MS);
      const renewed = await pack.until((state) => isCalm(state) && state.expiresAt !== expiresAt, DAY_MS, HOUR_MS);
      expect(renewed.timeline.at(-1)?.what).toContain('not by Leaseline');
      expect(await bookedPackage(harness, resourceId)).toMatchObject({ expiresAt: theirs });
    },
  );

  describe.each(PRODUCTS)('%s, while the vendor cannot be read', (product) => {
    const unread = { action: LOOKS[product], fault: 'serviceUnavailable' };

    it('waits, and buys nothing on top of what somebody else has renewed', async () => {
      const pack = await harness.order(autoPaid(product, `${product}-unread`, renewing));
      const { expiresAt, resourceId } = await pack.until(isActive);
      await harness.passUntil(expiresAt, -6 * DAY_MS);
      await harness.control.faults([unread]);
      await harness.control.post(`/packages/${resourceId}/renew`, {});
      const theirs = (await bookedPackage(harness, resourceId)).expiresAt;
      await harness.passUntil(expiresAt, -3 * DAY_MS);
      const waits = await pack.state();
      expect(waits).toMatchObject({ status: 'Active', waitingFor: 'cloud', expiresAt });
      expect(waits.reason).toContain('not renewed before the vendor can be read');
      await harness.control.clearFaults();
      await pack.until((state) => isCalm(state) && state.expiresAt !== expiresAt, DAY_MS, HOUR_MS);
      await harness.pass(HOUR_MS);
      expect(await bookedPackage(harness, resourceId)).toMatchObject({ expiresAt: theirs });
    });

    it('is renewed in its last day all the same', async () => {
      const pack = await harness.order(autoPaid(product, `${product}-unread-to-the-end`, renewing));
      const { expiresAt, resourceId } = await pack.until(isActive);
      await harness.passUntil(expiresAt, -6 * DAY_MS);
      await harness.control.faults([unread]);
      const { expiresAt: before } = await bookedPackage(harness, resourceId);
      await harness.passUntil(expiresAt, -1.2 * DAY_MS);
      expect(await bookedPackage(harness, resourceId)).toMatchObject({ expiresAt: before });
      await harness.passUntil(expiresAt, -0.5 * DAY_MS);
      expect((await bookedPackage(harness, resourceId)).expiresAt).not.toBe(before);
      expect(await ordersOfKind(pack, 'Renew')).toHaveLength(1);
    });
  });

  it('is not asked for twice while one is under way', async () => {
    const pack = await harness.order(monthly('wuying', 'impatient', renewing));
    await pack.until((state) => state.waitingFor === 'payment');
    await harness.control.payAll();
    await pack.until(isActive);
    await pack.say('renew');
    await pack.until((state) => state.waitingFor === 'payment');
    const refused = await pack.say('renew').catch((error: { cause: unknown }) => String(error.cause));
    expect(refused).toContain('a renewal is under way already');
    await harness.control.payAll();
    await pack.until(isCalm, DAY_MS, HOUR_MS / 4);
    await harness.pass(DAY_MS);
    expect(await ordersOfKind(pack, 'Renew')).toHaveLength(1);
  });

  it('a release said while it waits to be paid withdraws its order', async () => {
    const pack = await harness.order(monthly('wuying', 'changed-mind', renewing));
    await pack.until((state) => state.waitingFor === 'payment');
    await harness.control.payAll();
    await pack.until(isActive);
    await pack.say('renew');
    await pack.until((state) => state.waitingFor === 'payment');
    await pack.say('release', { confirm: true });
    await pack.until((state) => state.status === 'Released', DAY_MS, HOUR_MS / 4);
    expect((await ordersOf(pack)).map(({ kind, paymentStatus }) => `${kind} ${paymentStatus}`)).toEqual([
      'New Paid',
      'Renew Cancelled',
      'Refund Paid',
    ]);
  });

  it('an unpaid one that the vendor cancels is ordered anew while there is time', async () => {
    const lifecycle = { atTermEnd: 'renew', renew: { before: '9d' } };
    const pack = await harness.order(monthly('wuying', 'forgotten', { lifecycle }));
    await pack.until((state) => state.waitingFor === 'payment');
    await harness.control.payAll();
    const { expiresAt } = await pack.until(isActive);
    await harness.pass(Date.parse(expiresAt ?? '') - (await harness.env.currentTimeMs()) - HOUR_MS);
    const words = (await ordersOfKind(pack, 'Renew')).map((one) => one.paymentStatus);
    expect(words).toEqual(['Cancelled', 'Unpaid']);
    expect(await pack.state()).toMatchObject({ status: 'Active', waitingFor: 'payment' });
  });

  it('one that was paid just before it was to be replaced is not ordered anew', async () => {
    const lifecycle = { atTermEnd: 'renew', renew: { before: '9d' } };
    const pack = await harness.order(monthly('wuying', 'paid-late', { lifecycle }));
    await pack.until((state) => state.waitingFor === 'payment');
    await harness.control.payAll();
    const { expiresAt } = await pack.until(isActive);
    await harness.passUntil(expiresAt, -9 * DAY_MS + HOUR_MS);
    expect(await pack.state()).toMatchObject({ waitingFor: 'payment' });
    // Nobody here sees the payment until the order is to be taken back: then the vendor will not cancel it.
    await harness.passUntil(expiresAt, -3 * DAY_MS - 2 * HOUR_MS);
    await harness.control.faults(
      ['GetOrderDetail', 'QueryOrders', 'DescribeNetworkPackages'].map((action) => ({
        action,
        fault: 'staleDescribe',
        seconds: 4 * 3600,
      })),
    );
    await harness.control.payAll();
    await harness.passUntil(expiresAt, -3 * DAY_MS + 3 * HOUR_MS);
    await harness.control.clearFaults();
    await pack.until(isCalm, DAY_MS, HOUR_MS);
    expect((await ordersOfKind(pack, 'Renew')).map((one) => one.paymentStatus)).toEqual(['Paid']);
    expect((await pack.state()).timeline.map(({ what }) => what)).toContainEqual(
      expect.stringContaining('the vendor will not cancel order'),
    );
  });

  it('asks for approval first where a policy says so, and a no leaves the package as it is', async () => {
    const pack = await harness.order(autoPaid('cen', 'gated', { ...renewing, approval: 'production' }));
    await pack.until((state) => state.waitingFor === 'approval');
    await pack.say('approve');
    const { expiresAt } = await pack.until(isActive);
    const asked = await pack.until((state) => state.waitingFor === 'approval', 32 * DAY_MS, 6 * HOUR_MS);
    expect(asked).toMatchObject({ status: 'Active', nextStep: { what: 'approve', at: expiresAt } });
    expect(await ordersOfKind(pack, 'Renew')).toEqual([]);
    await pack.say('reject', { reason: 'too dear' });
    const told = await pack.until((state) => state.waitingFor === 'operator');
    expect(told.reason).toContain('too dear');
    await pack.until((state) => state.waitingFor === 'approval', 2 * DAY_MS, HOUR_MS);
    await pack.say('approve');
    await pack.until((state) => isCalm(state) && state.expiresAt !== expiresAt);
    expect(await ordersOfKind(pack, 'Renew')).toHaveLength(1);
  });
});
