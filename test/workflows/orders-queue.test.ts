import type { temporal } from '@temporalio/proto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MAIN_QUEUE, ordersQueue, readsQueue } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS } from '../../model/product.js';
import { DevHarness } from '../support/dev-harness.js';
import { autoPaid } from './documents.js';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

interface Run {
  readonly workflowId: string;
  readonly runId: string;
}

const PURCHASES = 36;
/** The queue has four parts, each in order by itself, so some go before it: 6 to 12 of 40 were seen, and 28 to 32 without a priority. */
const BEFORE_IT_MOST = PURCHASES / 2;
/** The simulated vendor has forty. */
const UGN_IDS = Array.from({ length: 40 }, (_, at) => `ugn-demo${String(at + 1).padStart(8, '0')}`);
const ACCOUNTS = { wuying: 'ali', cen: 'ali', ugn: 'surfer' } as const;
const SOON = { timeout: 120_000, interval: 100 };
const BUYS = /^create(NetworkPackage|CenBandwidthPackage|SimpleUGNBwPackage)$/;
const RENEWS = /^(renewNetworkPackages|renewInstance|createRenew)$/;
const isActive = (state: PackageState) => state.status === 'Active';

describe("what waits for its account's quota", () => {
  let harness: DevHarness;
  beforeAll(async () => {
    harness = await DevHarness.start();
  });
  afterEach(() => harness.stopWorkers());
  afterAll(() => harness.stop());

  /** Its newest run: after a renewal it begins another one. */
  const runOf = async (workflowId: string): Promise<Run> => {
    const { runId } = await harness.env.client.workflow.getHandle(workflowId).describe();
    return { workflowId, runId };
  };

  const eventsOf = async ({ workflowId, runId }: Run): Promise<HistoryEvent[]> => {
    const { events } = await harness.env.client.workflow.getHandle(workflowId, runId).fetchHistory();
    return events ?? [];
  };

  const scheduled = async (run: Run, name: RegExp): Promise<HistoryEvent | undefined> =>
    (await eventsOf(run)).find((event) =>
      name.test(event.activityTaskScheduledEventAttributes?.activityType?.name ?? ''),
    );

  /** When it was handed to a worker, nanoseconds. */
  const startedAt = async (run: Run, name: RegExp): Promise<bigint> => {
    const event = await scheduled(run, name);
    const started = (await eventsOf(run)).find(
      ({ activityTaskStartedEventAttributes: attributes }) =>
        attributes != null && String(attributes.scheduledEventId) === String(event?.eventId),
    );
    if (started?.eventTime == null) throw new Error(`${run.workflowId} shows no ${name} that began`);
    const { seconds, nanos } = started.eventTime;
    return BigInt(String(seconds)) * 1_000_000_000n + BigInt(nanos ?? 0);
  };

  it.each(PRODUCTS)('%s: a renewal goes before the new orders that came before it', async (product) => {
    const account = ACCOUNTS[product];
    await harness.startWorkers();
    const line = (at: number) => (product === 'ugn' ? { order: { ugnId: UGN_IDS[at] } } : {});
    const running = await harness.order(autoPaid(product, `${product}-running`, line(PURCHASES)));
    await harness.until(running, isActive);
    await harness.stopWorkers();

    await harness.startWorkers([MAIN_QUEUE, readsQueue(account)]);
    const documents = Array.from({ length: PURCHASES }, (_, at) => autoPaid(product, `${product}-new-${at}`, line(at)));
    const orders = await Promise.all(documents.map((document) => harness.order(document)));
    const purchases = await Promise.all(orders.map(runOf));
    for (const purchase of purchases) await expect.poll(() => scheduled(purchase, BUYS), SOON).toBeDefined();
    const renewal = await runOf(running);
    await harness.say(running, 'renew');
    await expect.poll(() => scheduled(renewal, RENEWS), SOON).toBeDefined();

    await harness.startWorkers([ordersQueue(account)]);
    for (const workflowId of [running, ...orders]) await harness.until(workflowId, isActive);
    const renewedAt = await startedAt(renewal, RENEWS);
    const boughtAt = await Promise.all(purchases.map((purchase) => startedAt(purchase, BUYS)));
    expect(boughtAt.filter((at) => at < renewedAt).length).toBeLessThanOrEqual(BEFORE_IT_MOST);
  });
});
