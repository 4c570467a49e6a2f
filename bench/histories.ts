import type { Client } from '@temporalio/client';
import { packageWorkflowId, WORKFLOW_TYPES } from '../model/ids.js';
import type { PackageSpec } from '../model/package-spec.js';

/** What one lifecycle wrote into its history. */
export interface LifecycleHistory {
  readonly product: PackageSpec['product'];
  readonly events: number;
  /** Activities it scheduled, by name. */
  readonly activities: Readonly<Record<string, number>>;
}

const AT_ONCE = 20;

export async function readHistories(
  client: Client,
  specs: readonly PackageSpec[],
): Promise<readonly LifecycleHistory[]> {
  const read: LifecycleHistory[] = [];
  for (let next = 0; next < specs.length; next += AT_ONCE) {
    read.push(...(await Promise.all(specs.slice(next, next + AT_ONCE).map((spec) => readHistory(client, spec)))));
  }
  return read;
}

async function readHistory(client: Client, { name, product }: PackageSpec): Promise<LifecycleHistory> {
  const { events = [] } = await client.workflow.getHandle(packageWorkflowId(name)).fetchHistory();
  const activities: Record<string, number> = {};
  for (const event of events ?? []) {
    const activity = event.activityTaskScheduledEventAttributes?.activityType?.name;
    if (activity != null) activities[activity] = (activities[activity] ?? 0) + 1;
  }
  return { product, events: events?.length ?? 0, activities };
}

export function activityCount({ activities }: LifecycleHistory): number {
  return Object.values(activities).reduce((sum, count) => sum + count, 0);
}

/** Events in the histories of all desks, over all their runs. */
export async function deskEvents(client: Client): Promise<number> {
  let events = 0;
  for await (const { workflowId, runId } of client.workflow.list({
    query: `WorkflowType = '${WORKFLOW_TYPES.desk}'`,
  })) {
    events += (await client.workflow.getHandle(workflowId, runId).describe()).historyLength;
  }
  return events;
}
