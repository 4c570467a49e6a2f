import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS } from '../../model/product.js';
import { Harness, type PackageHandle } from '../support/harness.js';
import { autoPaid } from './documents.js';
import { bookedPackage, ordersOf } from './judge.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;
/** A run of a workflow may have 51,200 events and no more; twenty days of trying are to take a small part of them. */
const EVENTS_MAX = 5_000;
const isActive = (state: PackageState) => state.status === 'Active';

const WISHES = {
  wuying: {
    order: { payType: 'PostPaid', internetChargeType: 'PayByTraffic', period: undefined, periodUnit: undefined },
  },
  cen: { order: { attach: { cenId: 'cen-demo000000000003' }, period: 3 } },
  ugn: { order: { chargeType: 'Year' } },
};
const ENDS = ['DeleteNetworkPackages', 'UnassociateCenBandwidthPackage', 'DeleteUGNBwPackage'];
const CREATES = ['CreateNetworkPackage', 'CreateCenBandwidthPackage', 'CreateSimpleUGNBwPackage'];

const eventsOf = async (pack: PackageHandle) => (await pack.history()).events?.length ?? 0;

describe('what is tried for weeks', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 1h, idle: 30d }' });
  });
  afterEach(async () => {
    await harness.control.clearFaults();
    await harness.endPackages();
  });
  afterAll(() => harness.stop());

  async function passTwentyDays(packs: readonly PackageHandle[]): Promise<void> {
    for (const days of [0.25, 19.75]) {
      await harness.pass(days * DAY_MS);
      for (const pack of packs) expect(await eventsOf(pack)).toBeLessThan(EVENTS_MAX);
    }
  }

  it.each([
    { fault: 'throttle', products: PRODUCTS },
    // Each of these attempts is looked for, so one product has to do.
    { fault: 'dropBefore', products: ['cen'] as const },
  ])(
    'a release that the vendor does not take ($fault) goes on, and is done within a day of its taking it',
    async ({ fault, products }) => {
      const packs: PackageHandle[] = [];
      for (const product of products) {
        const pack = await harness.order(
          autoPaid(product, `${product}-${fault}-release`.toLowerCase(), WISHES[product]),
        );
        await pack.until(isActive, 12 * HOUR_MS);
        packs.push(pack);
      }
      await harness.control.faults(ENDS.map((action) => ({ action, fault })));
      for (const pack of packs) await pack.say('release', { confirm: true });
      for (const pack of packs) await pack.until(({ status }) => status === 'Releasing');
      await passTwentyDays(packs);
      for (const pack of packs) {
        const { resourceId, ...state } = await pack.state();
        expect(state).toMatchObject({ status: 'Releasing', waitingFor: 'operator' });
        expect(state.reason).toContain('next try in');
        expect(await bookedPackage(harness, resourceId)).toMatchObject({ billing: true });
      }
      await harness.control.clearFaults();
      await harness.pass(DAY_MS + HOUR_MS);
      for (const pack of packs) await pack.until(({ status }) => status === 'Released', 2 * HOUR_MS);
    },
  );

  it('an order that is throttled goes on, and is made once', async () => {
    await harness.control.faults(CREATES.map((action) => ({ action, fault: 'throttle' })));
    const packs: PackageHandle[] = [];
    for (const product of PRODUCTS) packs.push(await harness.order(autoPaid(product, `${product}-throttled`)));
    await passTwentyDays(packs);
    for (const pack of packs) expect(await pack.state()).toMatchObject({ status: 'Ordering', waitingFor: 'operator' });
    await harness.control.clearFaults();
    await harness.pass(DAY_MS + HOUR_MS);
    for (const pack of packs) {
      await pack.until(isActive, 2 * HOUR_MS);
      expect(await ordersOf(pack)).toHaveLength(1);
    }
  });

  it('an order suspended for two years is looked for ever more rarely, and found within a week of going on', async () => {
    await harness.control.faults(CREATES.map((action) => ({ action, fault: 'riskRejection', count: 1 })));
    const packs: PackageHandle[] = [];
    for (const product of PRODUCTS) packs.push(await harness.order(autoPaid(product, `${product}-suspended`)));
    await harness.pass(2 * YEAR_MS);
    for (const pack of packs) {
      expect(await pack.state()).toMatchObject({ status: 'OutcomeUnknown', waitingFor: 'operator' });
      expect(await eventsOf(pack)).toBeLessThan(EVENTS_MAX);
      for (const { orderId } of await ordersOf(pack)) await harness.control.post(`/orders/${orderId}/resume`, {});
    }
    await harness.pass(7 * DAY_MS);
    for (const pack of packs) {
      await pack.until(isActive, 12 * HOUR_MS);
      expect(await ordersOf(pack)).toHaveLength(1);
    }
  });

  it('a renewal that is throttled until close to the end of its term is not waited with beyond it', async () => {
    const lifecycle = { atTermEnd: 'renew', renew: { before: '10d' } };
    const pack = await harness.order(autoPaid('cen', 'late-renewal', { lifecycle }));
    const { expiresAt } = await pack.until(isActive);
    await harness.control.faults([{ action: 'RenewInstance', fault: 'throttle' }]);
    await harness.passUntil(expiresAt, -HOUR_MS);
    expect(await pack.state()).toMatchObject({ expiresAt, waitingFor: 'operator' });
    await harness.control.clearFaults();
    await harness.passUntil(expiresAt, -HOUR_MS / 2);
    await pack.until((state) => (state.expiresAt ?? '') > (expiresAt ?? ''), HOUR_MS / 2);
    expect(await eventsOf(pack)).toBeLessThan(EVENTS_MAX);
  });
});
