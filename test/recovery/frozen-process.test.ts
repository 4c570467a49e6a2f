import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MAIN_QUEUE, ordersQueue, readsQueue } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS, type Product } from '../../model/product.js';
import { drawFraction } from '../../simulator/random.js';
import { DevHarness } from '../support/dev-harness.js';
import { WorkerProcess, type WorkerProcessOptions } from '../support/worker-process.js';
import { autoPaid } from '../workflows/documents.js';

const ORDERS_QUEUES = [ordersQueue('ali'), ordersQueue('surfer')];
/** CEN's may be sent again at any time: it has a token. */
const SENT_ONCE = ['CreateNetworkPackage', 'CreateSimpleUGNBwPackage'] as const;
const SEED = 20261121;
/** Longer than a task may take to its socket: what is thawed then must know by itself that it is too late. */
const FREEZE_MS = 6_000;
const TIMING = 'activityTimeout: 3s\n  requestTimeout: 2s\n  orderProofWindow: 1s';
/** What the frozen ones were started with, as before a change of leaseline.yaml: no request of theirs times out first. */
const LONG_AGO = 'activityTimeout: 90s\n  requestTimeout: 65s';

const isQuiet = ({ status, waitingFor, reason }: PackageState) =>
  status === 'Active' && waitingFor === null && reason === null;

/**
 * Worker processes that stand still in the middle of a send and go on when the workflows have moved on. Workflows and
 * reads run in this process; only the sends are elsewhere.
 */
describe('worker processes frozen while they send', () => {
  let harness: DevHarness;
  const workers: WorkerProcess[] = [];
  let ordered = 0;

  beforeAll(async () => {
    harness = await DevHarness.start({ timing: TIMING, resend: 'afterProof' });
    await harness.startWorkers([MAIN_QUEUE, readsQueue('ali'), readsQueue('surfer')]);
    // That nothing was bought is proved only by reads that have shown something of the account before.
    await startWorkers(1, ORDERS_QUEUES);
    for (const workflowId of await orderOneOfEach()) await harness.until(workflowId, isQuiet);
    await killWorkers();
  });
  afterEach(killWorkers);
  afterAll(() => harness?.stop());

  async function startWorkers(
    count: number,
    queues: readonly string[],
    options: Omit<WorkerProcessOptions, 'queues'> = {},
  ): Promise<void> {
    const started = Array.from({ length: count }, () => WorkerProcess.start(harness, { queues, ...options }));
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

  /** Every package comes to its one resource. */
  async function seeThrough(workflowIds: readonly string[]): Promise<(string | null)[]> {
    const settled = await Promise.all(workflowIds.map((workflowId) => harness.until(workflowId, isQuiet, 120_000)));
    for (const product of PRODUCTS) expect(await bought(product)).toBe(ordered);
    return settled.map(({ resourceId }) => resourceId);
  }

  it('send nothing any more when they froze before the socket', async () => {
    const before = await calls();
    const workflowIds = await freezeAllAt('beforeSocket');
    await thawAll();
    // Nobody else can have sent, and a new attempt is far: what went out now went out too late.
    expect(await calls()).toEqual(before);
    await seeThrough(workflowIds);
  }, 300_000);

  it('leave what they have sent to be found', async () => {
    const workflowIds = await freezeAllAt('sent');
    await thawAll();
    await seeThrough(workflowIds);
  }, 300_000);

  /** One worker for each of three sends, and each of them stops itself. */
  async function freezeAllAt(point: 'beforeSocket' | 'sent'): Promise<string[]> {
    const options = { timing: LONG_AGO, stopsAt: { point, action: 'Create' } } as const;
    await Promise.all([
      startWorkers(2, [ordersQueue('ali')], options),
      startWorkers(1, [ordersQueue('surfer')], options),
    ]);
    const workflowIds = await orderOneOfEach();
    await vi.waitUntil(() => workers.every((worker) => worker.isFrozen), { timeout: 120_000, interval: 100 });
    return workflowIds;
  }

  async function thawAll(): Promise<void> {
    await sleep(FREEZE_MS);
    for (const worker of workers) worker.thaw();
    for (const worker of workers) await worker.untilAwake();
  }

  async function calls(): Promise<(number | undefined)[]> {
    const counts = await harness.control.calls();
    return SENT_ONCE.map((action) => counts[action]);
  }

  it.each([1, 2, 3, 4])(
    'buy nothing twice when one froze at random and another went on (%d)',
    async (round) => {
      await startWorkers(2, ORDERS_QUEUES);
      const workflowIds = await orderOneOfEach();
      const taker = await takerOfASend(workflowIds);
      await sleep(60 * drawFraction(SEED, 'freeze', round));
      taker.freeze();
      // The workflows time out, prove that nothing was bought, and have it sent again by the other one.
      const resourceIds = await seeThrough(workflowIds);
      taker.thaw();
      await taker.untilAwake();
      expect(await seeThrough(workflowIds)).toEqual(resourceIds);
    },
    300_000,
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
