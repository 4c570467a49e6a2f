import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MAIN_QUEUE, ordersQueue, readsQueue } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS, type Product } from '../../model/product.js';
import { drawFraction } from '../../simulator/random.js';
import { DevHarness } from '../support/dev-harness.js';
import { WorkerProcess, type WorkerProcessOptions } from '../support/worker-process.js';
import { autoPaid } from '../workflows/documents.js';

const ORDERS_QUEUES = [ordersQueue('ali'), ordersQueue('surfer')];
const SEED = 20261121;
/** Longer than a task may take to its socket: what is thawed then must know by itself that it is too late. */
const FREEZE_MS = 6_000;
const TIMING = 'activityTimeout: 3s\n  requestTimeout: 2s\n  orderProofWindow: 1s';
/** What the frozen ones were started with, as before a change of leaseline.yaml: no request of theirs times out first. */
const LONG_AGO = 'activityTimeout: 90s\n  requestTimeout: 65s';

const isQuiet = ({ status, waitingFor, reason }: PackageState) =>
  status === 'Active' && waitingFor === null && reason === null;

/**
 * Worker processes that stand still in the middle of a send and go on when the workflows have long moved on: timed out,
 * proved that nothing was bought, and sent again by another worker. Workflows and reads run in this process; only the
 * sends are elsewhere.
 */
describe('worker processes frozen while they send', () => {
  let harness: DevHarness;
  const workers: WorkerProcess[] = [];
  let ordered = 0;

  beforeAll(async () => {
    harness = await DevHarness.start({ timing: TIMING, resend: 'afterProof' });
    await harness.startWorkers([MAIN_QUEUE, readsQueue('ali'), readsQueue('surfer')]);
    // That nothing was bought is proved only by reads that have shown something of the account before.
    await startWorkers(1);
    for (const workflowId of await orderOneOfEach()) await harness.until(workflowId, isQuiet);
    await killWorkers();
  });
  afterEach(killWorkers);
  afterAll(() => harness?.stop());

  async function startWorkers(count: number, options: Omit<WorkerProcessOptions, 'queues'> = {}): Promise<void> {
    const started = Array.from({ length: count }, () =>
      WorkerProcess.start(harness, { queues: ORDERS_QUEUES, ...options }),
    );
    workers.push(...(await Promise.all(started)));
  }

  async function killWorkers(): Promise<void> {
    await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  }

  function orderOneOfEach(): Promise<string[]> {
    ordered += 1;
    return Promise.all(PRODUCTS.map((product) => harness.order(autoPaid(product, `frozen-${product}-${ordered}`))));
  }

  async function bought(product: Product): Promise<number> {
    const orders = await harness.control.orders();
    return orders.filter((one) => one.product === product && one.kind === 'New').length;
  }

  /** The others see every package through; then the frozen ones go on with what they had begun. */
  async function goOnAndThaw(workflowIds: readonly string[], frozen: readonly WorkerProcess[]): Promise<void> {
    const frozenMs = performance.now();
    const settled = await Promise.all(workflowIds.map((workflowId) => harness.until(workflowId, isQuiet, 90_000)));
    await sleep(Math.max(0, frozenMs + FREEZE_MS - performance.now()));
    for (const worker of frozen) worker.thaw();
    for (const worker of frozen) await worker.untilAwake();

    for (const product of PRODUCTS) expect(await bought(product)).toBe(ordered);
    const after = await Promise.all(workflowIds.map((workflowId) => harness.state(workflowId)));
    expect(after.map(({ resourceId }) => resourceId)).toEqual(settled.map(({ resourceId }) => resourceId));
  }

  it.each(['beforeSocket', 'sent'] as const)(
    'buy nothing twice when they froze at "%s"',
    async (point) => {
      await startWorkers(2, { timing: LONG_AGO, stopsAt: { point, action: 'Create' } });
      const workflowIds = await orderOneOfEach();
      await expect.poll(() => workers.some((worker) => worker.isFrozen), { timeout: 20_000 }).toBe(true);
      await startWorkers(1);
      await goOnAndThaw(workflowIds, workers.slice(0, 2));
    },
    120_000,
  );

  it.each([1, 2, 3, 4])(
    'buy nothing twice when they froze at random (%d)',
    async (round) => {
      await startWorkers(2);
      const workflowIds = await orderOneOfEach();
      const taker = await takerOfASend(workflowIds);
      await sleep(60 * drawFraction(SEED, 'freeze', round));
      taker.freeze();
      await goOnAndThaw(workflowIds, [taker]);
    },
    120_000,
  );

  /** The worker that the server has just given one of these packages' sends. */
  async function takerOfASend(workflowIds: readonly string[]): Promise<WorkerProcess> {
    for (;;) {
      for (const workflowId of workflowIds) {
        const { raw } = await harness.env.client.workflow.getHandle(workflowId).describe();
        for (const { lastWorkerIdentity } of raw.pendingActivities ?? []) {
          const taker = workers.find(({ pid }) => lastWorkerIdentity?.endsWith(`:${pid}`));
          if (taker !== undefined) return taker;
        }
      }
    }
  }
});
