import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS } from '../../model/product.js';
import { type RunningSimulator, startSimulator } from '../../simulator/server.js';
import { Harness } from '../support/harness.js';
import { autoPaid } from './documents.js';
import { ordersOf } from './judge.js';

const isHeld = (state: PackageState) => state.reason?.includes('not accepted yet') ?? false;

describe('a vendor that nobody answers for', () => {
  let harness: Harness;
  let again: RunningSimulator | null = null;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 30s, idle: 30d }' });
  });
  afterAll(async () => {
    await again?.close();
    await harness.stop();
  });

  it('takes no order, so it is surely not sent: each is sent again by itself, and ordered once', async () => {
    const { port } = harness.simulator;
    await harness.simulator.close();
    const packs = [];
    for (const product of PRODUCTS) packs.push(await harness.order(autoPaid(product, `${product}-down`)));
    for (const pack of packs) {
      expect(await pack.until(isHeld)).toMatchObject({ status: 'Ordering', waitingFor: 'cloud' });
    }
    await harness.pass(60 * 60_000);

    const clock = { now: () => harness.env.currentTimeMs() };
    again = await startSimulator({ port, stateDir: null, clock, behaviour: { throttling: { enabled: false } } });
    for (const pack of packs) {
      await pack.until((state) => state.status === 'Active');
      expect(await ordersOf(pack)).toHaveLength(1);
    }
  });
});
