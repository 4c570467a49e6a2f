import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { Harness } from '../support/harness.js';
import { autoPaid, monthly } from './documents.js';
import { callsTo, ordersOf, theOrderOf } from './judge.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const ORDERED_BY_HAND = ['wuying', 'cen'] as const;
const waitsForPayment = (state: PackageState) => state.waitingFor === 'payment';

describe('an order that waits to be paid', () => {
  let harness: Harness;
  beforeAll(async () => {
    // A package's own look must not fall into the same moment as a sweep: on a busy machine the time-skipping server was
    // then seen to leave the desk without its next task.
    harness = await Harness.start({ timing: 'sweep: { busy: 2m, idle: 30d }\n  fallbackLook: 15m' });
  });
  afterAll(() => harness.stop());

  it.each(ORDERED_BY_HAND)('%s: a payment is noticed although nobody says so', async (product) => {
    const pack = await harness.order(monthly(product, `${product}-noticed`));
    await pack.until(waitsForPayment);
    await harness.pass(26 * HOUR_MS);
    expect(await pack.state()).toMatchObject({ status: 'AwaitingPayment' });
    await harness.control.pay((await theOrderOf(pack)).orderId);
    await pack.until((state) => state.status === 'Active', 4 * HOUR_MS, 5 * MINUTE_MS);
  });

  it.each(ORDERED_BY_HAND)('%s: "paid" only hurries the look and is never believed by itself', async (product) => {
    const pack = await harness.order(monthly(product, `${product}-hurried`));
    await pack.until(waitsForPayment);
    await harness.pass(30 * HOUR_MS);
    await pack.say('paid');
    await harness.pass(MINUTE_MS);
    expect(await pack.state()).toMatchObject({ status: 'AwaitingPayment' });
    expect((await theOrderOf(pack)).paymentStatus).toBe('Unpaid');

    await harness.control.pay((await theOrderOf(pack)).orderId);
    await pack.say('paid');
    // Sweeps have grown rare by now: without the hurry this would take an hour.
    await pack.until((state) => state.status === 'Active', 40 * MINUTE_MS, 30_000);
  });

  it.each(ORDERED_BY_HAND)(
    '%s: unpaid in time is cancelled at the vendor, and only then Cancelled',
    async (product) => {
      const pack = await harness.order(
        monthly(product, `${product}-late`, { lifecycle: { payment: { within: '2d', remindEvery: '12h' } } }),
      );
      const waiting = await pack.until(waitsForPayment);
      const hours = (Date.parse(waiting.nextStep?.at ?? '') - (await harness.env.currentTimeMs())) / HOUR_MS;
      expect(hours).toBeGreaterThan(47);
      expect(hours).toBeLessThanOrEqual(48);
      await harness.pass(47 * HOUR_MS);
      expect((await theOrderOf(pack)).paymentStatus).toBe('Unpaid');
      const ended = await pack.until((state) => state.status === 'Cancelled', 2 * HOUR_MS, 10 * MINUTE_MS);
      expect((await theOrderOf(pack)).paymentStatus).toBe('Cancelled');
      expect(ended.reason).toContain('not paid in time');
      expect(ended).toMatchObject({ waitingFor: null, nextStep: null });
      expect(ended.timeline.filter((entry) => entry.what.startsWith('reminder')).length).toBeGreaterThanOrEqual(3);
      expect(await pack.workflow.result()).toMatchObject({ status: 'Cancelled' });
    },
  );

  it('paid in the last moment is kept, not cancelled', async () => {
    const pack = await harness.order(monthly('wuying', 'last-moment', { lifecycle: { payment: { within: '1h' } } }));
    await pack.until(waitsForPayment);
    const { orderId } = await theOrderOf(pack);
    // The vendor refuses to cancel what was paid in between: the cancel meets a paid order.
    await harness.control.faults([{ action: 'GetOrderDetail', fault: 'staleDescribe', seconds: 7200 }]);
    await harness.control.pay(orderId);
    await harness.pass(62 * MINUTE_MS);
    await harness.control.clearFaults();
    await pack.until((state) => state.status === 'Active', 2 * HOUR_MS, MINUTE_MS);
    expect((await theOrderOf(pack)).paymentStatus).toBe('Paid');
  });

  it('keepWaiting outlasts the deadline and is still paid later', async () => {
    const pack = await harness.order(
      monthly('cen', 'patient', { lifecycle: { payment: { within: '1d', onTimeout: 'keepWaiting' } } }),
    );
    await pack.until(waitsForPayment);
    await harness.pass(3 * DAY_MS);
    expect(await pack.state()).toMatchObject({ status: 'AwaitingPayment', waitingFor: 'payment' });
    const { orderId, paymentStatus } = await theOrderOf(pack);
    expect(paymentStatus).toBe('Unpaid');
    await harness.control.pay(orderId);
    await pack.until((state) => state.status === 'Active', 12 * HOUR_MS, 10 * MINUTE_MS);
  });

  it.each(ORDERED_BY_HAND)(
    '%s: cancelled at the vendor by somebody ends it; it is not bought anew',
    async (product) => {
      const pack = await harness.order(monthly(product, `${product}-elsewhere`));
      await pack.until(waitsForPayment);
      await harness.control.post(`/orders/${(await theOrderOf(pack)).orderId}/cancel`, {});
      const ended = await pack.until((state) => state.status === 'Cancelled', 4 * HOUR_MS, 10 * MINUTE_MS);
      expect(ended.reason).toContain('cancelled at the vendor');
      expect(await ordersOf(pack)).toHaveLength(1);
    },
  );

  it.each(ORDERED_BY_HAND)('%s: withdrawn while it waits, its order is cancelled at the vendor', async (product) => {
    const pack = await harness.order(monthly(product, `${product}-withdrawn`));
    await pack.until(waitsForPayment);
    await pack.say('cancel');
    const ended = await pack.until((state) => state.status === 'Cancelled');
    expect(ended.reason).toContain('Withdrawn by test');
    expect((await theOrderOf(pack)).paymentStatus).toBe('Cancelled');
  });

  it.each(ORDERED_BY_HAND)('%s: the vendor has too little money: the order waits, and says so', async (product) => {
    const action = product === 'wuying' ? 'CreateNetworkPackage' : 'CreateCenBandwidthPackage';
    await harness.control.faults([{ action, fault: 'insufficientBalanceUnpaidOrder', count: 1 }]);
    const pack = await harness.order(autoPaid(product, `${product}-poor`));
    const waiting = await pack.until(waitsForPayment);
    expect(waiting.status).toBe('AwaitingPayment');
    expect(waiting.reason).toMatch(/did not, most likely for want of balance/);
    await harness.control.pay((await theOrderOf(pack)).orderId);
    await pack.until((state) => state.status === 'Active');
    expect(await ordersOf(pack)).toHaveLength(1);
  });

  it('an unpaid package that the vendor already lists is not taken for a paid one', async () => {
    await harness.control.post('/behaviour', { unpaidPackages: 'creating' });
    const pack = await harness.order(monthly('wuying', 'listed-unpaid', { lifecycle: { payment: { within: '1h' } } }));
    await pack.until(waitsForPayment);
    await harness.pass(30 * MINUTE_MS);
    expect(await pack.state()).toMatchObject({ status: 'AwaitingPayment', observedStatus: 'Creating' });
    await pack.until((state) => state.status === 'Cancelled', 2 * HOUR_MS, 5 * MINUTE_MS);
    expect((await theOrderOf(pack)).paymentStatus).toBe('Cancelled');
    await harness.control.post('/behaviour', { unpaidPackages: 'hidden' });
  });

  it('looks rarely at an order that nobody pays for days', async () => {
    const pack = await harness.order(monthly('wuying', 'seldom', { lifecycle: { payment: { within: '6d' } } }));
    await pack.until(waitsForPayment);
    await harness.pass(2 * DAY_MS);
    const before = await callsTo(harness, 'GetOrderDetail');
    await harness.pass(2 * DAY_MS);
    expect((await callsTo(harness, 'GetOrderDetail')) - before).toBeLessThan(100);
    await pack.say('cancel');
    await pack.until((state) => state.status === 'Cancelled');
  });
});
