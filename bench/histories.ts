import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { packageWorkflowId, WORKFLOW_TYPES } from '../model/ids.js';
import type { PackageSpec } from '../model/package-spec.js';
import { LEASE_RESOURCE_ID, LEASE_STATUS } from '../model/search-attributes.js';
import { PACKAGE_SIGNAL_OBSERVED } from '../model/workflow-inputs.js';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** Activities a workflow scheduled, by name. */
export type ActivityCounts = Readonly<Record<string, number>>;

/** What one lifecycle wrote into its history. */
export interface LifecycleHistory {
  readonly product: PackageSpec['product'];
  readonly events: number;
  readonly activities: ActivityCounts;
  /** Null while it has not become Active. */
  readonly active: BecameActive | null;
}

/** The event that showed a package as Active for the first time. */
export interface BecameActive {
  readonly atMs: number;
  /** When the desk told it what made it so; null when it saw that for itself. */
  readonly toldAtMs: number | null;
  readonly resourceId: string;
  /** Events up to this one. */
  readonly events: number;
}

/** One run of a desk. */
export interface DeskRun {
  readonly workflowId: string;
  readonly events: number;
  readonly activities: ActivityCounts;
  readonly sweeps: readonly SweepTimes[];
}

/** One sweep that ended, epoch milliseconds. */
export interface SweepTimes {
  /** When the desk asked for it. */
  readonly askedMs: number;
  /** When a worker took it. */
  readonly begunMs: number;
  readonly endedMs: number;
}

const SWEEP_ACTIVITY: keyof typeof import('../activities/index.js') = 'sweepRegion';
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
  const { events } = await client.workflow.getHandle(packageWorkflowId(name)).fetchHistory();
  const all = events ?? [];
  return { product, events: all.length, activities: activitiesIn(all), active: becameActive(all) };
}

/** Every run of every desk, the newest first. */
export async function readDesks(client: Client): Promise<readonly DeskRun[]> {
  const runs: DeskRun[] = [];
  for await (const { workflowId, runId } of client.workflow.list({
    query: `WorkflowType = '${WORKFLOW_TYPES.desk}'`,
  })) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const all = events ?? [];
    runs.push({ workflowId, events: all.length, activities: activitiesIn(all), sweeps: sweepsIn(all) });
  }
  return runs;
}

export function activityCount({ activities }: LifecycleHistory): number {
  return Object.values(activities).reduce((sum, count) => sum + count, 0);
}

/** The counts of several, by name. */
export function sumOf(countings: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sum: Record<string, number> = {};
  for (const [name, count] of countings.flatMap((counts) => Object.entries(counts))) {
    sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
}

function activitiesIn(events: readonly HistoryEvent[]): ActivityCounts {
  const names = events.map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name);
  return sumOf(names.flatMap((name) => (name == null ? [] : [{ [name]: 1 }])));
}

function sweepsIn(events: readonly HistoryEvent[]): SweepTimes[] {
  const at = new Map(events.map((event) => [String(event.eventId), event] as const));
  return events.flatMap((event) => {
    const ended = event.activityTaskCompletedEventAttributes;
    if (ended == null) return [];
    const asked = at.get(String(ended.scheduledEventId));
    const begun = at.get(String(ended.startedEventId));
    const isSweep = asked?.activityTaskScheduledEventAttributes?.activityType?.name === SWEEP_ACTIVITY;
    if (!isSweep || begun === undefined) return [];
    return [{ askedMs: timeOf(asked), begunMs: timeOf(begun), endedMs: timeOf(event) }];
  });
}

function becameActive(events: readonly HistoryEvent[]): BecameActive | null {
  let toldAtMs: number | null = null;
  for (const [index, event] of events.entries()) {
    if (event.workflowExecutionSignaledEventAttributes?.signalName === PACKAGE_SIGNAL_OBSERVED)
      toldAtMs = timeOf(event);
    const fields = event.upsertWorkflowSearchAttributesEventAttributes?.searchAttributes?.indexedFields;
    if (fields == null || shown(fields, LEASE_STATUS.name) !== 'Active') continue;
    return { atMs: timeOf(event), toldAtMs, resourceId: shown(fields, LEASE_RESOURCE_ID.name), events: index + 1 };
  }
  return null;
}

function timeOf({ eventTime }: HistoryEvent): number {
  return Number(eventTime?.seconds ?? 0) * 1000 + (eventTime?.nanos ?? 0) / 1_000_000;
}

function shown(fields: Readonly<Record<string, temporal.api.common.v1.IPayload>>, name: string): string {
  const payload = fields[name];
  return payload === undefined ? '' : String(defaultPayloadConverter.fromPayload(payload));
}
