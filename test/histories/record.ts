import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Harness } from '../support/harness.js';
import { historiesOf, historyText } from './stored.js';
import { STORIES } from './stories.js';

/** Plays every story and keeps the history of each of its workflows' runs. */
export async function recordHistories(harness: Harness, version: string): Promise<string[]> {
  const folder = historiesOf(version);
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  for (const story of STORIES) {
    for (const workflowId of await story(harness)) {
      for (const [index, runId] of (await runsOf(harness, workflowId)).entries()) {
        const history = await harness.env.client.workflow.getHandle(workflowId, runId).fetchHistory();
        const file = join(folder, `${workflowId.replaceAll('/', '.')}.run-${index + 1}.json`);
        writeFileSync(file, historyText(history));
        files.push(file);
      }
    }
  }
  return files;
}

/** The test server lists nothing, so the chain is walked back from the newest run. */
async function runsOf(harness: Harness, workflowId: string): Promise<string[]> {
  const runIds: string[] = [];
  const { client } = harness.env;
  let { runId } = await client.workflow.getHandle(workflowId).describe();
  while (runId !== '') {
    runIds.unshift(runId);
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const [started] = history.events ?? [];
    runId = started?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
  }
  return runIds;
}

/** What `leaseline.yaml` says in these stories: rules, and an outlet where nobody listens. */
export const withRecordedRules = (text: string): string =>
  text.replace(
    'policies:',
    `notifications:
  webhooks: [{ name: nobody, url: "http://127.0.0.1:9/", kinds: [payment] }]
rules:
  - { name: ruled, when: { operation: order, labels: { team: ruled } }, do: { approve: ruled } }
budgets:
  - { name: ruled, when: { labels: { team: ruled } }, perMonth: 99999.00 USD }
policies:
  ruled: { approvers: [ada] }`,
  );
