import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { settingsOf } from '../../model/config/settings-of.js';
import type { DeskAnswer, DeskRequest, DeskView } from '../../model/desk.js';
import { type DeskName, deskWorkflowId, MAIN_QUEUE, WORKFLOW_TYPES } from '../../model/ids.js';
import { DESK_QUERY_VIEW, DESK_UPDATE, type DeskInput, WAKE, type WakeAnswer } from '../../model/workflow-inputs.js';
import { dataConverterOf } from '../../workers/payloads/data-converter.js';
import { PACKAGES_MAX } from '../../workflows/desk/desk-book.js';
import { type DeskPages, emptyPages, type Life, packed } from '../../workflows/desk/pages.js';
import { DevHarness } from '../support/dev-harness.js';
import { testTemporalConfig } from '../support/harness.js';

/** What a Temporal server takes at once (`limit.blobSize.error`, its default). */
const SERVER_TAKES_BYTES = 2 * 1024 * 1024;
/** Updates that the server of this test takes in one run; 2,000 by default. */
const UPDATES_MAX = 40;
const DAY_MS = 24 * 60 * 60_000;
const desk: DeskName = { account: 'ali', product: 'wuying', region: 'cn-hangzhou' };

const randomDigits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');

/** As many packages as a desk takes, with long names and ids in which nothing repeats. */
function fullPages(nowMs: number): DeskPages {
  const pages = emptyPages(nowMs - 300 * DAY_MS);
  for (let index = 0; index < PACKAGES_MAX; index += 1) {
    const packageName = `${['tokyo', 'osaka', 'berlin', 'austin'][index % 4]}-branch-${index}-${randomBytes(4).toString('hex')}-uplink`;
    const run = randomUUID();
    const resourceId = `np-${randomBytes(9).toString('hex').slice(0, 17)}`;
    const fencedMs = nowMs - (index % 300) * DAY_MS - index;
    const life: Life = { name: packageName, operation: 1 + (index % 9), attempt: 1, fencedMs, leftMs: null };
    pages.lives[run] = life;
    pages.owners[resourceId] = run;
    for (let orders = 0; orders < 3; orders += 1) pages.orders[randomDigits(15)] = run;
    pages.known[resourceId] = {
      fingerprint: `site cn-hangzhou+dir-${randomDigits(10)} / 10 Mbps`,
      firstSeenMs: fencedMs + 60_000,
      mark: null,
      missed: 0,
    };
    pages.registry[packageName] = {
      holder: { packageName, firstExecutionRunId: run },
      watch: { resourceId, orderId: null, mark: `${run}-1`, pace: 'idle' },
      watchedSince: new Date(fencedMs + 90_000).toISOString(),
      told: `r-${randomBytes(12).toString('base64url')}`,
      misses: 0,
    };
  }
  return pages;
}

let harness: DevHarness;
beforeAll(async () => {
  harness = await DevHarness.start({ dynamicConfig: [`history.maxTotalUpdates=${UPDATES_MAX}`] });
  await harness.startWorkers();
});
afterAll(() => harness?.stop());

it(`a desk of ${PACKAGES_MAX} packages, as many as it takes, still begins a new run and knows all of them there`, async () => {
  const { ali } = harness.config.accounts;
  if (ali === undefined) throw new Error('no account ali');
  const nowMs = Date.now();
  const pages = packed(fullPages(nowMs), nowMs);
  // Plainly written it would not fit: then nothing of this would be needed.
  expect(JSON.stringify(pages).length).toBeGreaterThan(SERVER_TAKES_BYTES);

  const client = new Client({
    connection: harness.env.connection,
    dataConverter: dataConverterOf(testTemporalConfig(), {}),
  });
  const input: DeskInput = { desk, settings: settingsOf(harness.config, ali) };
  const workflowId = deskWorkflowId(desk);
  const first = await client.workflow.start(WORKFLOW_TYPES.desk, {
    workflowId,
    taskQueue: MAIN_QUEUE,
    args: [input, pages],
  });
  const handle = client.workflow.getHandle(workflowId);
  await handle.executeUpdate<WakeAnswer, []>(WAKE);
  await vi.waitFor(async () => expect((await handle.describe()).runId).not.toBe(first.firstExecutionRunId), {
    timeout: 120_000,
    interval: 200,
  });

  const view = await handle.query<DeskView>(DESK_QUERY_VIEW);
  expect(view.registry).toHaveLength(PACKAGES_MAX);
  expect(Object.keys(view.known)).toHaveLength(PACKAGES_MAX);

  const { events } = await handle.fetchHistory();
  const begun = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  const bytes = Math.max(...begun.map(({ data }) => data?.length ?? 0));
  // Longer names and more open orders are to find room as well.
  expect(bytes).toBeLessThan(0.85 * SERVER_TAKES_BYTES);
});

it('a desk that is asked more often than a server lets one run be asked goes on answering, between two sweeps', async () => {
  const { ali } = harness.config.accounts;
  if (ali === undefined) throw new Error('no account ali');
  const asked: DeskName = { ...desk, region: 'cn-beijing' };
  const input: DeskInput = { desk: asked, settings: settingsOf(harness.config, ali) };
  const workflowId = deskWorkflowId(asked);
  await harness.env.client.workflow.start(WORKFLOW_TYPES.desk, { workflowId, taskQueue: MAIN_QUEUE, args: [input] });
  const handle = harness.env.client.workflow.getHandle(workflowId);
  const answers: DeskAnswer[] = [];
  for (let at = 0; at < 3 * UPDATES_MAX; at += 1) {
    const holder = { packageName: `line-${at}`, firstExecutionRunId: randomUUID() };
    const requests: DeskRequest[] = [{ kind: 'leave', holder }];
    answers.push(...(await handle.executeUpdate<DeskAnswer[], [DeskRequest[]]>(DESK_UPDATE, { args: [requests] })));
  }
  expect(answers).toHaveLength(3 * UPDATES_MAX);
});
