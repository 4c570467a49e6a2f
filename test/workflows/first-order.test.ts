import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { Harness } from '../support/harness.js';
import { autoPaid } from './documents.js';
import { callsTo, theOrderOf } from './judge.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const isActive = (state: PackageState) => state.status === 'Active';

describe('what an order cost that was paid from the balance', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterEach(() => harness.control.clearFaults());
  afterAll(() => harness.stop());

  it.each(['wuying', 'cen'] as const)('%s: is known within the hour after it, by one look', async (product) => {
    const before = await callsTo(harness, 'GetOrderDetail');
    const pack = await harness.order(autoPaid(product, `${product}-cost`));
    expect((await pack.until(isActive)).price).toBeNull();
    expect(await callsTo(harness, 'GetOrderDetail')).toBe(before);
    await harness.pass(HOUR_MS);
    const { amountMinor, orderId } = await theOrderOf(pack);
    const currency = 'USD';
    const { price, timeline, status, waitingFor } = await pack.state();
    expect({ price, status, waitingFor }).toEqual({
      price: { amountMinor, currency, per: 'term' },
      status: 'Active',
      waitingFor: null,
    });
    expect(timeline.map(({ facts }) => facts)).toContainEqual({ kind: 'charged', orderId, amountMinor, currency });
    await harness.pass(DAY_MS);
    expect(await callsTo(harness, 'GetOrderDetail')).toBe(before + 1);
  });

  it('is not asked for without end where the account may not read its billing', async () => {
    await harness.control.faults([{ action: 'GetOrderDetail', fault: 'serviceUnavailable' }]);
    const pack = await harness.order(autoPaid('cen', 'cost-unread'));
    await pack.until(isActive);
    await harness.pass(5 * DAY_MS);
    const tries = await callsTo(harness, 'GetOrderDetail');
    await harness.pass(5 * DAY_MS);
    expect(await callsTo(harness, 'GetOrderDetail')).toBe(tries);
    expect(await pack.state()).toMatchObject({ status: 'Active', waitingFor: null, price: null });
  });
});
