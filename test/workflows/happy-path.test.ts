import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS } from '../../model/product.js';
import { Harness } from '../support/harness.js';
import { autoPaid, monthly } from './documents.js';
import { bookedPackage, ordersOf, theOrderOf } from './judge.js';

const isActive = (state: PackageState) => state.status === 'Active';

describe('from a document to a package in use', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  it.each(PRODUCTS)('a %s package paid by the vendor itself is ordered once and Active', async (product) => {
    const pack = await harness.order(autoPaid(product, `${product}-auto`));
    const active = await pack.until(isActive);
    const order = await theOrderOf(pack);
    expect(order.paymentStatus).toBe('Paid');
    expect(order.resourceIds).toEqual([active.resourceId]);
    const booked = await bookedPackage(harness, active.resourceId);
    expect(booked).toMatchObject({ billing: true, autoRenew: false });
    expect(active).toMatchObject({ waitingFor: null, reason: null, resourceId: booked.resourceId });
    // CEN shows minutes only.
    expect(active.expiresAt?.slice(0, 16)).toBe(booked.expiresAt?.slice(0, 16));
  });

  it.each(['wuying', 'cen'] as const)('a %s package waits for a manual payment, then for delivery', async (product) => {
    const pack = await harness.order(monthly(product, `${product}-paid-by-hand`));
    const waiting = await pack.until((state) => state.waitingFor === 'payment');
    const order = await theOrderOf(pack);
    expect(order.paymentStatus).toBe('Unpaid');
    expect(waiting).toMatchObject({ status: 'AwaitingPayment', orderId: order.orderId, nextStep: { what: 'pay' } });
    expect(waiting.reason).toContain(order.orderId);
    expect(waiting.price).toEqual({ amountMinor: order.amountMinor, currency: 'USD', per: 'term' });
    await harness.pass(3 * 60 * 60_000);
    expect((await pack.state()).status).toBe('AwaitingPayment');
    await harness.control.pay(order.orderId);
    const active = await pack.until(isActive);
    expect(active.expiresAt).not.toBeNull();
    expect(await ordersOf(pack)).toHaveLength(1);
  });

  it('a pay-as-you-go WUYING package is never asked to be paid, never expires and will not renew', async () => {
    const order = { payType: 'PostPaid', internetChargeType: 'PayByTraffic', period: undefined, periodUnit: undefined };
    const pack = await harness.order(autoPaid('wuying', 'by-traffic', { order, lifecycle: { atTermEnd: 'renew' } }));
    const active = await pack.until(isActive);
    expect(active).toMatchObject({ expiresAt: null, nextStep: null, waitingFor: null });
    expect(active.eipAddresses).toHaveLength(1);
    await harness.pass(400 * 24 * 60 * 60_000);
    expect(await ordersOf(pack)).toHaveLength(1);
    expect((await pack.state()).status).toBe('Active');
  });

  it('a UGN package by traffic is Active without a term', async () => {
    const pack = await harness.order(
      monthly('ugn', 'ugn-traffic', { order: { payMode: 'Traffic', chargeType: 'Count' } }),
    );
    const active = await pack.until(isActive);
    expect(active).toMatchObject({ expiresAt: null, nextStep: null });
  });
});
