import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS } from '../../model/product.js';
import { Harness } from '../support/harness.js';
import { autoPaid, monthly } from './documents.js';
import { callsTo, ordersOfKind } from './judge.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const isQuiet = (state: PackageState) => state.status === 'Active' && state.waitingFor === null;
const RESIZES = {
  wuying: 'ModifyNetworkPackageBandwidth',
  cen: 'ModifyCenBandwidthPackageSpec',
  ugn: 'ModifyUGNBandwidth',
} as const;

describe('a change of bandwidth', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 30s, idle: 30d }', resend: 'afterProof' });
  });
  afterEach(() => harness.control.clearFaults());
  afterAll(() => harness.stop());

  it.each(PRODUCTS)('%s: is done once, and counts when the vendor shows it', async (product) => {
    const pack = await harness.order(autoPaid(product, `${product}-grows`));
    await pack.until(isQuiet);
    await pack.say('resize', { bandwidthMbps: 20 });
    const grown = await pack.until((state) => isQuiet(state) && state.bandwidthMbps === 20);
    expect(grown.spec.order).toMatchObject(product === 'ugn' ? { bandWidth: 20 } : { bandwidth: 20 });
    expect(await ordersOfKind(pack, 'Upgrade')).toHaveLength(1);
  });

  it.each(PRODUCTS)('%s: a lost answer is found by the new bandwidth and not ordered again', async (product) => {
    const pack = await harness.order(autoPaid(product, `${product}-lost`));
    await pack.until(isQuiet);
    await harness.control.faults([{ action: RESIZES[product], fault: 'dropAfter', count: 1 }]);
    const before = await callsTo(harness, RESIZES[product]);
    await pack.say('resize', { bandwidthMbps: 20 });
    await pack.until((state) => isQuiet(state) && state.bandwidthMbps === 20, 2 * HOUR_MS);
    expect((await callsTo(harness, RESIZES[product])) - before).toBe(1);
  });

  it.each(PRODUCTS)('%s: a call that never arrived is sent again, once that is proved', async (product) => {
    const pack = await harness.order(autoPaid(product, `${product}-cut`));
    await pack.until(isQuiet);
    await harness.control.faults([{ action: RESIZES[product], fault: 'dropBefore', count: 1 }]);
    await pack.say('resize', { bandwidthMbps: 20 });
    await pack.until((state) => isQuiet(state) && state.bandwidthMbps === 20, 2 * HOUR_MS);
    expect(await ordersOfKind(pack, 'Upgrade')).toHaveLength(1);
  });

  it('WUYING: an order that waits for a person is paid before the line grows', async () => {
    const pack = await harness.order(monthly('wuying', 'paid-by-hand'));
    await pack.until((state) => state.waitingFor === 'payment');
    await harness.control.payAll();
    await pack.until(isQuiet, HOUR_MS);
    await pack.say('resize', { bandwidthMbps: 20 });
    await pack.until((state) => state.status === 'Active' && state.waitingFor === 'payment');
    await harness.control.payAll();
    await pack.until((state) => isQuiet(state) && state.bandwidthMbps === 20, HOUR_MS);
  });

  it('refuses what no order could have, and a second change meanwhile', async () => {
    const pack = await harness.order(autoPaid('wuying', 'odd'));
    await pack.until(isQuiet);
    await expect(pack.say('resize', { bandwidthMbps: 1 })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('from 2 to 1000') },
    });
    await harness.control.faults([{ action: RESIZES.wuying, fault: 'throttle', count: 3 }]);
    await pack.say('resize', { bandwidthMbps: 30 });
    await expect(pack.say('resize', { bandwidthMbps: 40 })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('under way already') },
    });
    await pack.until((state) => isQuiet(state) && state.bandwidthMbps === 30, HOUR_MS);
  });

  it('a refusal leaves the package as it was, and says why', async () => {
    const pack = await harness.order(autoPaid('cen', 'refused'));
    await pack.until(isQuiet);
    await harness.control.faults([{ action: RESIZES.cen, fault: 'insufficientBalanceNoOrder', count: 1 }]);
    await pack.say('resize', { bandwidthMbps: 20 });
    const told = await pack.until((state) => state.waitingFor === 'operator', HOUR_MS);
    expect(told.reason).toContain('refused the resize from 2 to 20 Mbps');
    expect(told.bandwidthMbps).toBe(2);
  });
});
