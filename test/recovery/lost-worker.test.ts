import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MAIN_QUEUE, ordersQueue, readsQueue } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS } from '../../model/product.js';
import { drawFraction } from '../../simulator/random.js';
import { DevHarness } from '../support/dev-harness.js';
import { SeverableLine } from '../support/severable-line.js';
import { WorkerProcess } from '../support/worker-process.js';
import { autoPaid } from '../workflows/documents.js';

const ORDERS_QUEUES = [ordersQueue('ali'), ordersQueue('surfer')];
const CREATIONS = ['CreateNetworkPackage', 'CreateCenBandwidthPackage', 'CreateSimpleUGNBwPackage'] as const;
const SEED = 20261122;

const isQuiet = ({ status, waitingFor, reason }: PackageState) =>
  status === 'Active' && waitingFor === null && reason === null;

/** Two generations of workers over the same sends: the first one's answers never reach Temporal. */
describe('a worker that is lost with the answers of what it has sent', () => {
  let harness: DevHarness;
  let line: SeverableLine;
  const workers: WorkerProcess[] = [];
  let ordered = 0;

  beforeAll(async () => {
    const timing = 'activityTimeout: 3s\n  requestTimeout: 2s\n  orderProofWindow: 1s';
    harness = await DevHarness.start({ timing, resend: 'afterProof' });
    line = await SeverableLine.to(harness.env.address);
    await harness.startWorkers([MAIN_QUEUE, readsQueue('ali'), readsQueue('surfer')]);
    // That nothing was bought is proved only by reads that have shown something of the account before.
    await startWorker(harness.env.address);
    for (const workflowId of await orderOneOfEach()) await harness.until(workflowId, isQuiet);
    await killWorkers();
  });
  afterEach(async () => {
    await killWorkers();
    line.mend();
  });
  afterAll(async () => {
    await line?.close();
    await harness?.stop();
  });

  async function startWorker(address: string): Promise<WorkerProcess> {
    const worker = await WorkerProcess.start(harness, { queues: ORDERS_QUEUES, address, slots: 10 });
    workers.push(worker);
    return worker;
  }

  async function killWorkers(): Promise<void> {
    await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  }

  function orderOneOfEach(): Promise<string[]> {
    ordered += 1;
    return Promise.all(PRODUCTS.map((product) => harness.order(autoPaid(product, `lost-${product}-${ordered}`))));
  }

  async function bought(): Promise<number> {
    return (await harness.control.orders()).filter(({ kind }) => kind === 'New').length;
  }

  /** Ordered at the vendor, and the answers are held back. */
  async function orderAndHoldAnswers(): Promise<string[]> {
    await harness.control.faults(CREATIONS.map((action) => ({ action, fault: 'delayAfter', seconds: 60, count: 1 })));
    const workflowIds = await orderOneOfEach();
    await vi.waitUntil(async () => (await bought()) === PRODUCTS.length * ordered, { timeout: 120_000, interval: 20 });
    await harness.control.clearFaults();
    return workflowIds;
  }

  /** It polls again, so what it could not say before it has said by now. */
  async function comeBack(lost: WorkerProcess): Promise<void> {
    line.mend();
    await lost.untilPolling(harness, ORDERS_QUEUES, Date.now());
    await lost.untilAwake();
  }

  /** Every package comes to its one resource, whoever goes on. */
  async function seeThrough(workflowIds: readonly string[]): Promise<void> {
    for (const workflowId of workflowIds) await harness.until(workflowId, isQuiet, 120_000);
    expect(await bought()).toBe(PRODUCTS.length * ordered);
  }

  it('is replaced after kill -9, and nothing is ordered twice', async () => {
    const lost = await startWorker(harness.env.address);
    const workflowIds = await orderAndHoldAnswers();
    await lost.kill();
    await startWorker(harness.env.address);
    await seeThrough(workflowIds);
  }, 300_000);

  it('is replaced after its line was cut, comes back, and nothing is ordered twice', async () => {
    const lost = await startWorker(line.address);
    const workflowIds = await orderAndHoldAnswers();
    line.cut();
    await startWorker(harness.env.address);
    await seeThrough(workflowIds);
    await comeBack(lost);
    await seeThrough(workflowIds);
  }, 300_000);

  it.each([1, 2, 3])(
    'is cut off at random while it sends (%d), comes back, and nothing is ordered twice',
    async (round) => {
      const lost = await startWorker(line.address);
      const workflowIds = await orderOneOfEach();
      await sleep(200 * drawFraction(SEED, 'cut', round));
      line.cut();
      await startWorker(harness.env.address);
      await seeThrough(workflowIds);
      await comeBack(lost);
      await seeThrough(workflowIds);
    },
    300_000,
  );
});
