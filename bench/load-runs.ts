import type { Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { listPackages } from '../activities/listing/rows.js';
import { accountNamed } from '../model/config/leaseline-config.js';
import type { PackageSpec } from '../model/package-spec.js';
import { LEASE_OWNER } from '../model/search-attributes.js';
import { startPackage } from '../workers/client/start.js';
import { EMPTY } from './empty-activity.js';
import { keepAtOnce } from './keep-at-once.js';
import type { Stage } from './stage.js';

const STUCK_SHOWN = 3;

/** How a run is told from the others, for counting. */
export interface RunName {
  readonly team: string;
  readonly atOnce: number;
  /** The vendors' delivery, where nothing may move meanwhile. */
  readonly restMs?: number;
}

/** Orders the packages, so many at once, and comes back when each is Active. */
export async function runLifecycles(
  stage: Stage,
  specs: readonly PackageSpec[],
  { team, atOnce, restMs = 0 }: RunName,
): Promise<void> {
  const { client } = stage;
  await keepAtOnce({
    what: 'packages active',
    total: specs.length,
    atOnce,
    restMs,
    start: (index) => order(stage, specs[index]),
    countDone: () => count(client, `LeaseOwner = '${team}' AND LeaseStatus = 'Active'`),
    whatIsStuck: () => stuckPackages(client, specs),
  });
}

/** Those that are not Active, each with its reason and the activities it waits for. */
async function stuckPackages(client: Client, specs: readonly PackageSpec[]): Promise<string> {
  const names = new Set(specs.map(({ name }) => name));
  const rows = (await listPackages(client)).map(({ row }) => row);
  const stuck = rows.filter((row) => names.has(row.name) && row.status !== 'Active').slice(0, STUCK_SHOWN);
  const lines = stuck.map(async ({ name, status, reason, observedStatus, workflowId }) => {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    const pending = raw.pendingActivities?.map(({ activityType, attempt }) => `${activityType?.name} (try ${attempt})`);
    const activities = pending?.length ? pending.join(', ') : 'none';
    return `${name}: ${status}, vendor shows ${observedStatus}, activities under way: ${activities}. ${reason ?? ''}`;
  });
  return (await Promise.all(lines)).join('; ');
}

async function order({ client, config }: Stage, spec: PackageSpec | undefined): Promise<void> {
  const account = spec === undefined ? undefined : accountNamed(config.leaseline, spec.account);
  if (spec === undefined || account === undefined) throw new Error('the bench has run out of packages');
  const begun = await startPackage(client, spec, { config: config.leaseline, account, again: false });
  if (begun === null) throw new Error(`${spec.name} was ordered before`);
}

/** Runs workflows of empty activities in the same way; `counts` says how many activities each has. */
export async function runEmptyActivities(
  { client }: Stage,
  counts: readonly number[],
  { team, atOnce }: RunName,
): Promise<void> {
  await keepAtOnce({
    what: 'workflows of empty activities done',
    total: counts.length,
    atOnce,
    start: async (index) => {
      await client.workflow.start(EMPTY.workflow, {
        workflowId: `${team}/${index}`,
        taskQueue: EMPTY.queue,
        args: [counts[index] ?? 0],
        typedSearchAttributes: new TypedSearchAttributes([{ key: LEASE_OWNER, value: team }]),
      });
    },
    countDone: () => count(client, `LeaseOwner = '${team}' AND ExecutionStatus = 'Completed'`),
    whatIsStuck: async () => 'see the log of the empty worker',
  });
}

async function count(client: Client, query: string): Promise<number> {
  return (await client.workflow.count(query)).count;
}
