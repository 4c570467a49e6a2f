import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { Harness, type PackageHandle } from '../support/harness.js';
import { autoPaid, CREATES, freeOfficeSite } from './documents.js';
import { ordersOf, ordersOfKind } from './judge.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const isActive = (state: PackageState) => state.status === 'Active';
const asksApproval = (state: PackageState) => state.waitingFor === 'approval';
const asksOperator = (state: PackageState) => state.status === 'OutcomeUnknown' && state.waitingFor === 'operator';
const says = (what: string) => (state: PackageState) => state.reason?.includes(what) ?? false;

describe('what was let through long before it could be sent', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 30s, idle: 30d }' });
  });
  afterEach(async () => {
    await harness.control.clearFaults();
    await harness.control.post('/behaviour', { prices: { wuyingMinor: 2_000 } });
  });
  afterAll(() => harness.stop());

  async function pause(pack: PackageHandle): Promise<void> {
    const until = new Date((await harness.env.currentTimeMs()) + 3 * DAY_MS).toISOString();
    await pack.say('pause', { until, comment: 'stocktaking' });
  }

  it('a renewal whose token ran out while it was looked for is not sent in a pause that began meanwhile', async () => {
    const pack = await harness.order(autoPaid('cen', 'token-ran-out'));
    const { expiresAt } = await pack.until(isActive);
    await harness.control.faults([
      { action: 'RenewInstance', fault: 'throttle', count: 4 },
      { action: 'RenewInstance', fault: 'dropBefore', skip: 4, count: 1 },
    ]);
    await pack.say('renew');
    await pack.until(says('not accepted yet'), MINUTE_MS, 1_000);
    // The look after the lost answer takes almost as long as a token is trusted; the pause after it takes the rest. Two looks
    // come before it, each before an attempt that follows the one before it by more than ten seconds.
    const slow = { fault: 'throttleWithRetryAfter', seconds: 580, skip: 2, count: 1 };
    await harness.control.faults([{ action: 'DescribeCenBandwidthPackages', ...slow }]);
    const unknown = await pack.until(asksOperator);
    expect(unknown.reason).toContain('it may not be sent again as it was');

    await pause(pack);
    await pack.say('resolve', { none: true });
    await pack.until(says('Paused by'));
    await harness.pass(DAY_MS);
    expect(await ordersOfKind(pack, 'Renew')).toEqual([]);
    expect(await pack.state()).toMatchObject({ status: 'Active', waitingFor: 'operator', expiresAt });
    await pack.say('resume');
    await pack.until((state) => (state.expiresAt ?? '') > (expiresAt ?? ''));
    expect(await ordersOfKind(pack, 'Renew')).toHaveLength(1);
  });

  it('an order approved anew, that then waits behind another one for days, is not sent in a pause of then', async () => {
    const officeSiteId = freeOfficeSite();
    const order = { officeSiteId };
    await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'throttle' }]);
    const pack = await harness.order(autoPaid('wuying', 'overtaken', { approval: 'production', order }));
    await pack.until(asksApproval);
    await pack.say('approve', { by: 'ada' });
    await pack.until(says('not accepted yet'));
    // Nobody waits behind what waits for people, so whoever comes while the new price is thought about goes first.
    await harness.control.post('/behaviour', { prices: { wuyingMinor: 3_000 } });
    await pack.until(asksApproval);
    await harness.control.clearFaults();
    await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'riskRejection', count: 1 }]);
    const first = await harness.order(autoPaid('wuying', 'goes-first', { order }));
    await first.until((state) => state.status === 'OutcomeUnknown');
    await pack.say('approve', { by: 'ada' });
    await pack.until(says('in which package goes-first is'));

    await pause(pack);
    await harness.pass(DAY_MS);
    await first.say('cancel');
    await first.say('resolve', { none: true });
    await first.until((state) => state.status === 'Cancelled');
    await pack.until(says('Paused by'), DAY_MS, MINUTE_MS);
    await harness.pass(DAY_MS / 4);
    expect(await ordersOf(pack)).toEqual([]);
    await pack.say('resume');
    await pack.until(isActive);
    expect(await ordersOf(pack)).toMatchObject([{ amountMinor: 30_000, paymentStatus: 'Paid' }]);
  });

  it.each(CREATES)(
    '$product: a yes that could not be used in its time is asked for again before it is sent',
    async (one) => {
      const { product, action } = one;
      await harness.control.faults([{ action, fault: 'throttle' }]);
      const pack = await harness.order(autoPaid(product, `${product}-used-late`, { approval: 'soon' }));
      const { approval: first } = await pack.until(asksApproval);
      await pack.say('approve', { by: 'ada' });
      await pack.until(says('not accepted yet'));
      await harness.pass(DAY_MS / 2);
      expect(asksApproval(await pack.state())).toBe(false);
      await harness.pass(DAY_MS);
      const { approval: second, timeline } = await pack.until(asksApproval, DAY_MS, MINUTE_MS);
      expect(second?.request).not.toBe(first?.request);
      expect(timeline.map(({ what }) => what)).toContain(
        'policy soon lets a yes be used for 1d, and it was not: it is asked about again',
      );
      await harness.control.clearFaults();
      await harness.pass(DAY_MS);
      expect(await ordersOf(pack)).toEqual([]);
      await pack.say('approve', { by: 'ada' });
      await pack.until(isActive);
      expect(await ordersOf(pack)).toHaveLength(1);
    },
  );

  it.each([
    { product: 'wuying', price: 'DescribePrice' },
    { product: 'ugn', price: 'GetSimpleBuyBwPrice' },
  ] as const)(
    '$product: a yes holds while the price it was said to cannot be asked for',
    async ({ product, price }) => {
      const pack = await harness.order(autoPaid(product, `${product}-price-away`, { approval: 'soon' }));
      const { approval } = await pack.until(asksApproval);
      expect(approval?.price).not.toBeNull();
      await harness.control.faults([{ action: price, fault: 'serviceUnavailable', count: 4 }]);
      await pack.say('approve', { by: 'ada' });
      const { timeline } = await pack.until(isActive);
      expect(timeline.filter(({ what }) => what.startsWith('approval asked for'))).toHaveLength(1);
      expect(await ordersOf(pack)).toHaveLength(1);
    },
  );

  it('a renewal that was approved before a freeze, and is let through after it, is asked about again', async () => {
    const lifecycle = { atTermEnd: 'renew', renew: { before: '10d' } };
    const pack = await harness.order(autoPaid('cen', 'over-a-pause', { approval: 'soon', lifecycle }));
    await pack.until(asksApproval);
    await pack.say('approve', { by: 'ada' });
    const { expiresAt } = await pack.until(isActive);
    await pack.until(asksApproval, 32 * DAY_MS, DAY_MS / 4);
    await harness.control.faults([{ action: 'RenewInstance', fault: 'throttle' }]);
    await pack.say('approve', { by: 'ada' });
    await harness.pass(MINUTE_MS);
    await pause(pack);
    await harness.control.clearFaults();
    await harness.pass(2 * DAY_MS);
    expect(await ordersOfKind(pack, 'Renew')).toEqual([]);
    await pack.until(asksApproval, 2 * DAY_MS, MINUTE_MS);
    await harness.pass(DAY_MS / 4);
    expect(await ordersOfKind(pack, 'Renew')).toEqual([]);
    await pack.say('approve', { by: 'ada' });
    await pack.until((state) => (state.expiresAt ?? '') > (expiresAt ?? ''));
    expect(await ordersOfKind(pack, 'Renew')).toHaveLength(1);
  });
});
