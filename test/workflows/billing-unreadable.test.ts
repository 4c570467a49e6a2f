import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Harness } from '../support/harness.js';

describe('while the vendor’s billing cannot be read', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
    await harness.control.faults([
      { action: 'GetOrderDetail', fault: 'serviceUnavailable' },
      { action: 'QueryOrders', fault: 'serviceUnavailable' },
    ]);
  });
  afterAll(() => harness?.stop());

  it('a package paid by hand says what cannot be read, and is Active once the vendor lists it', async () => {
    const pack = await harness.order({
      name: 'blind-billing',
      product: 'wuying',
      account: 'ali',
      order: { regionId: 'cn-hangzhou', bandwidth: 10, payType: 'PrePaid', autoPay: false },
    });
    const waiting = await pack.until((state) => state.waitingFor === 'payment');
    expect(waiting.reason).toContain('cannot be read');
    expect(waiting.price).toBeNull();
    await harness.control.payAll();
    const active = await pack.until((state) => state.status === 'Active');
    expect(active.resourceId).not.toBeNull();
    expect(await harness.control.orders()).toHaveLength(1);
  });
});
