import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import type { Observation } from '../../model/observation.js';
import { PRODUCTS } from '../../model/product.js';
import { PACKAGE_SIGNAL_OBSERVED } from '../../model/workflow-inputs.js';
import { Harness } from '../support/harness.js';
import { autoPaid } from './documents.js';
import { bookedPackage, ordersOf, theOrderOf } from './judge.js';

const MINUTE_MS = 60_000;
const isActive = (state: PackageState) => state.status === 'Active';
const TWO_HOURS: [number, number] = [7200, 7200];
const late = { wuyingSeconds: TWO_HOURS, cenSeconds: TWO_HOURS, ugnSeconds: TWO_HOURS };

describe('a vendor that delivers late', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ behaviour: { delivery: late }, timing: 'sweep: { busy: 1m, idle: 30d }' });
  });
  afterEach(() => harness.control.clearFaults());
  afterAll(() => harness.stop());

  it.each(PRODUCTS)('%s: a person is told after ready.within, and it is Active when it comes', async (product) => {
    const pack = await harness.order(autoPaid(product, `${product}-slow`, { lifecycle: { ready: { within: '20m' } } }));
    await harness.pass(15 * MINUTE_MS);
    expect(await pack.state()).toMatchObject({ status: 'Provisioning', waitingFor: 'cloud' });
    const told = await pack.until((state) => state.waitingFor === 'operator', 30 * MINUTE_MS, MINUTE_MS);
    expect(told.status).toBe('Provisioning');
    expect(told.reason).toMatch(/Not ready 20m after it was ordered.*still being watched/);
    const active = await pack.until(isActive, 180 * MINUTE_MS, 5 * MINUTE_MS);
    expect(active).toMatchObject({ waitingFor: null, reason: null });
    expect(await ordersOf(pack)).toHaveLength(1);
  });

  it.each(PRODUCTS)('%s: onTimeout fail ends as Failed and says that it may still be billed', async (product) => {
    const lifecycle = { ready: { within: '20m', onTimeout: 'fail' } };
    const pack = await harness.order(autoPaid(product, `${product}-failed`, { lifecycle }));
    const failed = await pack.until((state) => state.status === 'Failed', 60 * MINUTE_MS, MINUTE_MS);
    expect(failed.reason).toMatch(/Not ready 20m after.*may still be delivered and billed/);
    expect(await pack.workflow.result()).toMatchObject({ status: 'Failed' });
    const order = await theOrderOf(pack);
    expect(order.paymentStatus).toBe('Paid');
    if (order.resourceIds[0] !== undefined) {
      expect((await bookedPackage(harness, order.resourceIds[0])).billing).toBe(true);
    }
  });

  it('a status word nobody knows is shown and waited on, never taken for ready or gone', async () => {
    const pack = await harness.order(autoPaid('wuying', 'unheard-of'));
    const creating = await pack.until((state) => state.observedStatus === 'Creating', 10 * MINUTE_MS, MINUTE_MS);
    const unheard: Observation = {
      readAt: new Date(await harness.env.currentTimeMs()).toISOString(),
      resource: {
        resourceId: creating.resourceId ?? '',
        phase: 'unrecognised',
        vendorStatus: 'Frozen',
        bandwidthMbps: 10,
        expiresAt: creating.expiresAt,
        createdAt: null,
        mark: null,
        name: null,
        fingerprint: '',
        attachedTo: [],
        eipAddresses: [],
        reservation: null,
      },
      absent: false,
      order: null,
      blindSince: null,
    };
    const handle = harness.env.client.workflow.getHandle(pack.workflow.workflowId);
    await handle.signal(PACKAGE_SIGNAL_OBSERVED, unheard);
    const state = await pack.until((one) => one.observedStatus === 'Frozen', MINUTE_MS, 1_000);
    expect(state).toMatchObject({ status: 'Provisioning', waitingFor: 'cloud' });
    expect(state.reason).toContain('the status "Frozen", which is not known here; it is waited on');
    await pack.until(isActive, 180 * MINUTE_MS, 5 * MINUTE_MS);
  });

  it('paid and never delivered is never ordered again, however long it lasts', async () => {
    await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'paidNeverDelivered', count: 1 }]);
    const pack = await harness.order(autoPaid('wuying', 'never-there'));
    await harness.pass(20 * 24 * 60 * MINUTE_MS);
    expect(await pack.state()).toMatchObject({ status: 'Provisioning', waitingFor: 'operator' });
    expect(await ordersOf(pack)).toHaveLength(1);
    // Watched for years if need be: a run of a workflow may have 51,200 events and no more.
    expect((await pack.history()).events?.length ?? 0).toBeLessThan(2_500);
  });
});
