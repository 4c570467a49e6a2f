import { type Client, type ScheduleDescription, ScheduleNotFoundError } from '@temporalio/client';
import { formatProblem } from '../../model/config/input-problem.js';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import type { TemporalConfig } from '../../model/config/temporal-config.js';
import { recurringScheduleId, runKeyOf, SCHEDULES } from '../../model/ids.js';
import { isAsWanted, isOwn } from '../ensure-schedule.js';
import { ownRecurringSchedules, type ReadRun, readRecurringRuns } from '../recurring-runs.js';

/** One schedule as the server has it, beside what the files say of it; `schedules --json` prints it. */
export interface ScheduleStanding {
  readonly name: string;
  readonly kind: 'run' | 'digest' | 'heartbeat';
  readonly scheduleId: string;
  /**
   * - `written`: as the files say
   * - `changed`: the files have changed since it was written
   * - `missing`: the files name it, and it is not there
   * - `invalid`: its files are wrong; what was written before, if anything, goes on
   * - `foreign`: somebody else's schedule has its id
   * - `leftover`: no file names it any more
   */
  readonly state: 'written' | 'changed' | 'missing' | 'invalid' | 'foreign' | 'leftover';
  readonly note: string | null;
  readonly paused: boolean;
  /** Names of the packages a run orders, as the files are now; empty for what is no run. */
  readonly packages: readonly string[];
  /** ISO 8601 UTC, soonest first. */
  readonly nextAt: readonly string[];
  readonly lastAt: string | null;
  /** The newest run it started, as `GET /v1/runs/:id` knows it; null for what is no run. */
  readonly lastRun: string | null;
  /** How often it was passed over because the run before it had not ended. */
  readonly skipped: number;
  readonly problems: readonly string[];
}

const NEXT_SHOWN = 3;

/** Every schedule that is ours or should be. Changes nothing. */
export async function scheduleStandings(
  client: Client,
  temporal: TemporalConfig,
  config: LeaselineConfig,
): Promise<readonly ScheduleStanding[]> {
  const { digest, heartbeat } = config.notifications;
  const [runs, listed] = await Promise.all([
    readRecurringRuns(temporal, config),
    ownRecurringSchedules(client, temporal),
  ]);
  const named = new Set(runs.map(({ run }) => recurringScheduleId(run.name)));
  return Promise.all([
    ...runs.map((read) => standingOfRun(client, read, temporal.deployment.name)),
    ...listed.filter((id) => !named.has(id)).map((id) => standingOfOther(client, id)),
    ...(digest === null ? [] : [standingOf(client, { name: 'digest', kind: 'digest', scheduleId: SCHEDULES.digest })]),
    ...(heartbeat === null
      ? []
      : [standingOf(client, { name: 'heartbeat', kind: 'heartbeat', scheduleId: SCHEDULES.heartbeat })]),
  ]);
}

async function standingOfRun(
  client: Client,
  { run, names, wanted, problems }: ReadRun,
  owner: string,
): Promise<ScheduleStanding> {
  const scheduleId = recurringScheduleId(run.name);
  const found = await describe(client, scheduleId);
  const what = { name: run.name, kind: 'run', scheduleId, packages: names, note: run.note } as const;
  const standing = toStanding(what, found);
  if (found !== null && !isOwn(found, { owner })) {
    return { ...standing, state: 'foreign', problems: ['a schedule with its id was made by somebody else'] };
  }
  if (wanted === null) return { ...standing, state: 'invalid', problems: problems.map(formatProblem) };
  return found === null || isAsWanted(found, wanted) ? standing : { ...standing, state: 'changed' };
}

async function standingOfOther(client: Client, scheduleId: string): Promise<ScheduleStanding> {
  const name = scheduleId.slice(recurringScheduleId('').length);
  const found = await describe(client, scheduleId);
  return { ...toStanding({ name, kind: 'run', scheduleId }, found), state: 'leftover' };
}

async function standingOf(client: Client, what: What): Promise<ScheduleStanding> {
  return toStanding(what, await describe(client, what.scheduleId));
}

interface What extends Pick<ScheduleStanding, 'name' | 'kind' | 'scheduleId'> {
  readonly packages?: readonly string[];
  readonly note?: string | null;
}

function toStanding(
  { packages = [], note = null, ...what }: What,
  found: ScheduleDescription | null,
): ScheduleStanding {
  const last = found?.info.recentActions.at(-1);
  const workflowId = last?.action.workflow.workflowId ?? null;
  const paused = found?.state.paused ?? false;
  return {
    ...what,
    state: found === null ? 'missing' : 'written',
    note: (paused ? found?.state.note : null) ?? note,
    paused,
    packages,
    nextAt: (found?.info.nextActionTimes ?? []).slice(0, NEXT_SHOWN).map((time) => time.toISOString()),
    lastAt: last?.takenAt.toISOString() ?? null,
    lastRun: what.kind === 'run' && workflowId !== null ? runKeyOf(workflowId) : null,
    skipped: found?.info.numActionsSkippedOverlap ?? 0,
    problems: [],
  };
}

async function describe(client: Client, scheduleId: string): Promise<ScheduleDescription | null> {
  try {
    return await client.schedule.getHandle(scheduleId).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}
