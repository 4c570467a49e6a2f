import type { Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { listPackages } from '../cli/client/rows.js';
import { startPackage } from '../cli/client/start.js';
import { accountNamed } from '../model/config/leaseline-config.js';
import type { PackageSpec } from '../model/package-spec.js';
import { LEASE_OWNER } from '../model/search-attributes.js';
import { EMPTY } from './empty-activity.js';
import { keepAtOnce } from './keep-at-once.js';
import type { Stage } from './stage.js';

/** How a run is told from the others, for counting. */
export interface RunName {
  readonly team: string;
  readonly atOnce: number;
}

/** Orders the packages, so many at once, and comes back when each is Active. */
export async function runLifecycles(
  stage: Stage,
  specs: readonly PackageSpec[],
  { team, atOnce }: RunName,
): Promise<void> {
  const { client } = stage;
  await keepAtOnce({
    what: 'packages active',
    total: specs.length,
    atOnce,
    start: (index) => order(stage, specs[index]),
    countDone: () => count(client, `LeaseOwner = '${team}' AND LeaseStatus = 'Active'`),
    whatIsStuck: async () => {
      const names = new Set(specs.map(({ name }) => name));
      const rows = (await listPackages(client)).map(({ row }) => row).filter((row) => names.has(row.name));
      const stuck = rows.filter((row) => row.status !== 'Active');
      return stuck
        .map(({ name, status, reason }) => `${name} ${status} ${reason ?? ''}`)
        .join('; ')
        .slice(0, 1_000);
    },
  });
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
