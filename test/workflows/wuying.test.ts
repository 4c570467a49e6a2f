import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Harness } from '../support/harness.js';

describe('a WUYING package', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  it('is ordered once, waits for a manual payment, and is Active when the vendor says InUse', async () => {
    const pack = await harness.order({
      name: 'paid-by-hand',
      product: 'wuying',
      account: 'ali',
      order: {
        regionId: 'cn-hangzhou',
        bandwidth: 10,
        officeSiteId: 'cn-hangzhou+dir-3633530001',
        payType: 'PrePaid',
        period: 1,
        periodUnit: 'Month',
        autoPay: false,
      },
    });
    const waiting = await pack.until((state) => state.waitingFor === 'payment');
    expect(waiting.status).toBe('AwaitingPayment');
    expect(waiting.price).toEqual({ amountMinor: 20000, currency: 'USD', per: 'term' });
    await harness.control.payAll();
    const active = await pack.until((state) => state.status === 'Active');
    expect(active.expiresAt).not.toBeNull();
  }, 60_000);
});
