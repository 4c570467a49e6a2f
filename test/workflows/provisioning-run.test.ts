import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MAIN_QUEUE, packageWorkflowId, WORKFLOW_TYPES } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import {
  PACKAGE_QUERY_STATE,
  RUN_QUERY_STATE,
  type RunEntry,
  type RunInput,
  type RunResult,
} from '../../model/workflow-inputs.js';
import { Harness } from '../support/harness.js';
import { autoPaid, monthly } from './documents.js';

const MINUTE_MS = 60_000;

describe('a provisioning run', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterEach(() => harness.control.clearFaults());
  afterAll(() => harness.stop());

  /** As a program in any language starts one: the documents as people write them. */
  async function start(key: string, documents: readonly object[], atomic = false): Promise<() => Promise<RunResult>> {
    const head = { apiVersion: 'leaseline/v1', kind: 'BandwidthPackage' };
    const input: RunInput = { packages: documents.map((document) => ({ ...head, ...document })), atomic };
    const handle = await harness.env.client.workflow.start(WORKFLOW_TYPES.run, {
      workflowId: `run/${key}`,
      taskQueue: MAIN_QUEUE,
      args: [input],
    });
    return () => handle.query<RunResult>(RUN_QUERY_STATE);
  }

  async function until(
    read: () => Promise<RunResult>,
    wanted: (entries: readonly RunEntry[]) => boolean,
  ): Promise<readonly RunEntry[]> {
    for (let tries = 0; tries < 60; tries += 1) {
      const { entries } = await read();
      if (wanted(entries)) return entries;
      await harness.pass(10_000);
    }
    throw new Error(`never came to be as wanted: ${JSON.stringify(await read(), null, 1)}`);
  }

  const isOver = (entries: readonly RunEntry[]) =>
    entries.length > 0 && entries.every(({ outcome }) => ['active', 'ended', 'refused', 'left'].includes(outcome));
  const named = (entries: readonly RunEntry[], name: string) => entries.find((entry) => entry.name === name);

  async function stateOf(name: string): Promise<PackageState> {
    return harness.env.client.workflow.getHandle(packageWorkflowId(name)).query<PackageState>(PACKAGE_QUERY_STATE);
  }

  it('orders many packages of every product and reports each', async () => {
    const products = ['wuying', 'cen', 'ugn'] as const;
    const documents = products.flatMap((product) =>
      Array.from({ length: 7 }, (_, index) => autoPaid(product, `many-${product}-${index}`)),
    );
    const read = await start('many', documents);
    const entries = await until(read, isOver);
    expect(entries.length).toBe(21);
    expect(new Set(entries.map((entry) => entry.outcome))).toEqual(new Set(['active']));
    expect(new Set(entries.map((entry) => entry.resourceId)).size).toBe(21);
    expect((await read()).ok).toBe(true);
    const orders = (await harness.control.orders()).filter((order) => order.kind === 'New');
    expect(orders).toHaveLength(21);
  });

  it('a wrong document, a name that exists and a name said twice fail only their own entries', async () => {
    const first = await start('before', [autoPaid('cen', 'exists')]);
    await until(first, isOver);
    const read = await start('mixed', [
      autoPaid('cen', 'exists'),
      autoPaid('cen', 'fine'),
      autoPaid('cen', 'too-much', { order: { bandwidth: 10_001 } }),
      autoPaid('cen', 'fine'),
      { ...autoPaid('cen', 'nobodys'), account: 'unknown' },
      { ...autoPaid('cen', 'wrong-cloud'), account: 'surfer' },
      autoPaid('cen', 'no-policy', { approval: 'unheard-of' }),
      { product: 'cen' },
    ]);
    await until(read, isOver);
    const all = (await read()).entries;
    expect(all.filter((entry) => entry.outcome === 'active').map((entry) => entry.name)).toEqual(['fine']);
    const reasons = all.filter((entry) => entry.outcome === 'refused').map((entry) => entry.reason);
    expect(reasons).toEqual(
      expect.arrayContaining([
        expect.stringContaining('exists already'),
        expect.stringContaining('at most 10000'),
        expect.stringContaining('names it twice'),
        expect.stringContaining('unknown is not in leaseline.yaml'),
        expect.stringContaining('cannot be ordered with the ucloud account'),
        expect.stringContaining('policy unheard-of'),
        expect.stringContaining('is required'),
      ]),
    );
    expect((await read()).ok).toBe(false);
  });

  it('no package at all is refused, not called a success', async () => {
    const read = await start('empty', []);
    await until(read, isOver);
    expect(await read()).toMatchObject({ ok: false, entries: [{ reason: expect.stringContaining('1 to 500') }] });
  });

  it('shows who waits for whom, and goes on when it is paid', async () => {
    const read = await start('waits', [monthly('cen', 'to-pay'), autoPaid('ugn', 'at-once')]);
    const waiting = await until(read, (entries) => named(entries, 'to-pay')?.waitingFor === 'payment');
    expect(named(waiting, 'to-pay')).toMatchObject({ outcome: 'waiting', status: 'AwaitingPayment' });
    await harness.control.payAll();
    await until(read, isOver);
    expect((await read()).ok).toBe(true);
  });

  it('atomic, with a wrong document: nothing is begun', async () => {
    const orders = (await harness.control.orders()).length;
    const read = await start(
      'nothing',
      [autoPaid('cen', 'not-begun'), autoPaid('cen', 'bad', { order: { bandwidth: 1 } })],
      true,
    );
    const entries = await until(read, isOver);
    expect(named(entries, 'not-begun')?.reason).toContain('not started');
    expect(await harness.control.orders()).toHaveLength(orders);
  });

  it('atomic: one failure takes back what is unpaid, and says what is left and what that costs', async () => {
    await harness.control.post('/behaviour', { delivery: { ugnSeconds: [120, 120] } });
    await harness.control.faults([{ action: 'CreateCenBandwidthPackage', fault: 'partnerQuotaShort', skip: 1 }]);
    const read = await start(
      'all-or-nothing',
      [monthly('wuying', 'unpaid-wuying'), monthly('cen', 'unpaid-cen'), autoPaid('ugn', 'paid-ugn')],
      true,
    );
    await until(read, (entries) => entries.filter((one) => one.waitingFor === 'payment').length === 2);
    // The failure: somebody cancels one of its orders at the vendor.
    const doomed = (await stateOf('unpaid-cen')).orderId;
    await harness.control.post(`/orders/${doomed}/cancel`, {});
    const entries = await until(read, isOver);
    expect(named(entries, 'unpaid-cen')).toMatchObject({ outcome: 'ended', status: 'Cancelled' });
    expect(named(entries, 'unpaid-wuying')).toMatchObject({ outcome: 'ended', status: 'Cancelled' });
    expect(named(entries, 'paid-ugn')).toMatchObject({ outcome: 'left' });
    expect(named(entries, 'paid-ugn')?.reason).toMatch(/left as it is: paid already \(.*\); release it/);
    const words = (await harness.control.orders()).filter((order) => order.paymentStatus === 'Unpaid');
    expect(words).toEqual([]);
    await harness.pass(10 * MINUTE_MS);
    expect(await stateOf('paid-ugn')).toMatchObject({ status: 'Active' });
    expect(named((await read()).entries, 'paid-ugn')?.outcome).toBe('left');
  });
});
