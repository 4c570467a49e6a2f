import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAIN_QUEUE, SCHEDULES } from '../../model/ids.js';
import { ensureSchedules } from '../../workers/schedules.js';
import { addSearchAttributes } from '../../workers/search-attributes.js';
import { DevHarness } from '../support/dev-harness.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const ACTIVE = `WorkflowType = 'package' AND LeaseStatus = 'Active'`;
let monitor: WebhookReceiver;
let harness: DevHarness;
let client: Client;

beforeAll(async () => {
  monitor = await WebhookReceiver.start();
  harness = await DevHarness.start({
    workerEnv: { MONITOR_URL: `${monitor.url}/ping/path-secret-0816` },
    notifications: 'heartbeat: { urlEnv: MONITOR_URL, method: POST, every: 24h }',
  });
  client = harness.env.client;
  await harness.startWorkers([MAIN_QUEUE]);
  await ensureSchedules(client, harness.config.notifications);
});
afterAll(async () => {
  await harness.stop();
  await monitor.close();
});

const schedule = () => client.schedule.getHandle(SCHEDULES.heartbeat);

/** The workflow the schedule has started after so many others. */
async function started(count: number): Promise<string> {
  await expect.poll(async () => (await schedule().describe()).info.numActionsTaken, { timeout: 120_000 }).toBe(count);
  const newest = (await schedule().describe()).info.recentActions.at(-1);
  if (newest === undefined) throw new Error('the schedule has started nothing');
  return newest.action.workflow.workflowId;
}

const canRead = () =>
  client.workflow.count(ACTIVE).then(
    () => true,
    () => false,
  );

describe('the heartbeat', () => {
  it('reaches the monitor when schedule, server, worker and visibility all work', async () => {
    await schedule().trigger();
    await client.workflow.getHandle(await started(1)).result();
    expect(monitor.received).toMatchObject([{ method: 'POST', path: '/ping/path-secret-0816', body: '' }]);
  });

  it('says what the monitor answered when it takes none, and not where it is', async () => {
    monitor.answersNext({ status: 404 });
    await schedule().trigger();
    const handle = client.workflow.getHandle(await started(2));
    await expect(handle.result()).rejects.toMatchObject({
      cause: { cause: { message: 'the monitor did not take the heartbeat: answered 404' } },
    });
    expect(JSON.stringify(await handle.fetchHistory())).not.toContain('path-secret');
  });

  it('stops when the worker cannot read visibility, and comes again when it can', async () => {
    const heard = monitor.received.length;
    const { operatorService } = harness.env.connection;
    await operatorService.removeSearchAttributes({ namespace: 'default', searchAttributes: ['LeaseStatus'] });
    await expect.poll(canRead, { timeout: 120_000 }).toBe(false);
    await schedule().trigger();
    const handle = client.workflow.getHandle(await started(3));
    await expect
      .poll(async () => (await handle.describe()).raw.pendingActivities?.[0]?.attempt ?? 0, { timeout: 120_000 })
      .toBeGreaterThan(1);
    expect(monitor.received).toHaveLength(heard);

    await addSearchAttributes(operatorService, 'default', [{ name: 'LeaseStatus', type: 'Keyword' }]);
    await handle.result();
    expect(monitor.received).toHaveLength(heard + 1);
  });
});
