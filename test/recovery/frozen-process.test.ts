import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MAIN_QUEUE, ordersQueue, readsQueue } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS, type Product } from '../../model/product.js';
import { drawFraction } from '../../simulator/random.js';
import { DevHarness } from '../support/dev-harness.js';
import { WorkerProcess, type WorkerProcessOptions } from '../support/worker-process.js';
import { autoPaid } from '../workflows/documents.js';

const ACTIONS = {
  wuying: 'CreateNetworkPackage',
  cen: 'CreateCenBandwidthPackage',
  ugn: 'CreateSimpleUGNBwPackage',
} as const;
const ORDERS_QUEUES = [ordersQueue('ali'), ordersQueue('surfer')];
const SEED = 20261121;
/** Longer than a task may take to its socket, and far longer than the test's start-to-close limit. */
const FREEZE_MS = 6_000;

const isQuiet = ({ status, waitingFor, reason }: PackageState) =>
  status === 'Active' && waitingFor === null && reason === null;
const asksPerson = ({ waitingFor, nextStep }: PackageState) =>
  waitingFor === 'operator' && nextStep?.what === 'resolve';

/**
 * A worker process that stands still in the middle of a send and goes on when its workflow has long moved on. Workflows
 * and reads run in this process; only the sends are elsewhere.
 */
describe('a worker process frozen while it sends', () => {
  let harness: DevHarness;
  const workers: WorkerProcess[] = [];
  const ordered: Record<Product, number> = { wuying: 0, cen: 0, ugn: 0 };

  beforeAll(async () => {
    harness = await DevHarness.start();
    await harness.startWorkers([MAIN_QUEUE, readsQueue('ali'), readsQueue('surfer')]);
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.kill();
  });
  afterAll(() => harness?.stop());

  async function ordersWorker(options: Omit<WorkerProcessOptions, 'queues'> = {}): Promise<WorkerProcess> {
    const worker = await WorkerProcess.start(harness, { queues: ORDERS_QUEUES, ...options });
    workers.push(worker);
    return worker;
  }

  function order(product: Product): Promise<string> {
    ordered[product] += 1;
    return harness.order(autoPaid(product, `frozen-${product}-${ordered[product]}`));
  }

  async function bought(product: Product): Promise<number> {
    const orders = await harness.control.orders();
    return orders.filter((one) => one.product === product && one.kind === 'New').length;
  }

  /** Sees a package through as a careful operator would, who says "none" where the vendor's books show none. */
  async function seeThrough(product: Product, workflowId: string): Promise<PackageState> {
    for (;;) {
      const state = await harness.until(workflowId, (now) => isQuiet(now) || asksPerson(now));
      if (isQuiet(state)) return state;
      if ((await bought(product)) < ordered[product]) await harness.say(workflowId, 'resolve', { none: true });
      await sleep(200);
    }
  }

  /** It has gone on with whatever it had begun: its event loop has turned, and it has taken new work. */
  async function untilAwake(thawed: WorkerProcess): Promise<void> {
    const others = workers.filter((worker) => worker !== thawed);
    for (const other of others) other.freeze();
    for (const product of ['cen', 'ugn'] as const) await seeThrough(product, await order(product));
    for (const other of others) other.thaw();
  }

  it.each(PRODUCTS.flatMap((product) => (['beforeSocket', 'sent'] as const).map((point) => [product, point] as const)))(
    'buys one %s package when it froze at "%s"',
    async (product, point) => {
      const frozen = await ordersWorker({ stopsAt: { point, action: ACTIONS[product] } });
      const workflowId = await order(product);
      await expect.poll(() => frozen.isFrozen, { timeout: 20_000 }).toBe(true);
      const frozenMs = performance.now();
      await ordersWorker();

      const state = await seeThrough(product, workflowId);
      await sleep(frozenMs + FREEZE_MS - performance.now());
      frozen.thaw();
      await untilAwake(frozen);

      expect(await bought(product)).toBe(ordered[product]);
      expect((await harness.state(workflowId)).resourceId).toBe(state.resourceId);
    },
    90_000,
  );

  it.each([1, 2, 3, 4])(
    'buys each of three packages once when it froze at random (%d)',
    async (round) => {
      await ordersWorker();
      await ordersWorker();
      const workflowIds = await Promise.all(PRODUCTS.map(order));
      const frozen = await takerOfASend(workflowIds);
      await sleep(60 * drawFraction(SEED, 'freeze', round));
      frozen.freeze();
      const frozenMs = performance.now();

      await Promise.all(PRODUCTS.map((product, nth) => seeThrough(product, workflowIds[nth] ?? '')));
      await sleep(frozenMs + FREEZE_MS - performance.now());
      frozen.thaw();
      await untilAwake(frozen);

      for (const product of PRODUCTS) expect(await bought(product)).toBe(ordered[product]);
    },
    90_000,
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
