import { createHash } from 'node:crypto';
import { type CalendarSpec, type Client, ScheduleOverlapPolicy, type ScheduleSpec } from '@temporalio/client';
import type { Logger } from 'pino';
import { canonicalText } from '../model/canonical.js';
import { ExplainedError } from '../model/config/explained-error.js';
import type { InputProblem } from '../model/config/input-problem.js';
import { formatProblem } from '../model/config/input-problem.js';
import type { LeaselineConfig } from '../model/config/leaseline-config.js';
import type { RecurringRun, RecurringTimes, Weekday } from '../model/config/recurring-config.js';
import type { TemporalConfig } from '../model/config/temporal-config.js';
import { recurringRunKey, recurringScheduleId, runWorkflowId, WORKFLOW_TYPES } from '../model/ids.js';
import { RUN_PACKAGES_MAX, type RunInput } from '../model/workflow-inputs.js';
import { ensureSchedule, isOwn, startsWorkflow, type WantedSchedule } from './ensure-schedule.js';
import { checkPackages } from './files/check-packages.js';
import { readPackages } from './files/package-files.js';

/** Who a run says it was asked for by, and its packages after it. */
export const recurringBy = (name: string): string => `schedule ${name}`;

/** A recurring run as its files say it now. */
export interface ReadRun {
  readonly run: RecurringRun;
  /** Names of its packages; empty when the files are wrong. */
  readonly names: readonly string[];
  /** Null when the files are wrong. */
  readonly wanted: WantedSchedule | null;
  readonly problems: readonly InputProblem[];
}

type Configured = Pick<TemporalConfig, 'schedules' | 'deployment'>;

/** Reads and checks the package files of every recurring run. Asks nobody. */
export function readRecurringRuns(
  { schedules, deployment }: Configured,
  config: LeaselineConfig,
): Promise<readonly ReadRun[]> {
  return Promise.all(schedules.map((run) => readRun(run, config, deployment.name)));
}

/**
 * Makes the server's schedules what `temporal.yaml` says: written, changed, or deleted where they stand there no more.
 * One whose files are wrong stays as it was: half a change of a file must not end what runs, nor start something else.
 * @returns one error for each run that could not be written
 */
export async function ensureRecurringRuns(
  client: Client,
  temporal: Configured,
  config: LeaselineConfig,
): Promise<readonly ExplainedError[]> {
  const errors: ExplainedError[] = [];
  for (const read of await readRecurringRuns(temporal, config)) {
    try {
      if (read.wanted === null) throw invalid(read);
      await ensureSchedule(client, recurringScheduleId(read.run.name), read.wanted);
    } catch (error) {
      errors.push(error instanceof ExplainedError ? error : refusedByServer(read.run.name, error));
    }
  }
  await removeOthers(client, temporal);
  return errors;
}

/** For a worker: packages matter more than what may be ordered later, so it goes on without, and says so. */
export async function tryEnsureRecurringRuns(
  client: Client,
  temporal: Configured,
  config: LeaselineConfig,
  logger: Logger,
): Promise<void> {
  try {
    for (const { message, remedy } of await ensureRecurringRuns(client, temporal, config)) {
      logger.error({ remedy }, message);
    }
  } catch (error) {
    const remedy = 'Check that this identity may write schedules in the namespace, then start a worker again';
    logger.error({ err: error, remedy }, 'the schedules of recurring runs could not be written');
  }
}

/** Ids of the schedules that we made for runs, as the server's list has them: it may lag by a moment. */
export async function ownRecurringSchedules(client: Client, { deployment }: Configured): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const schedule of client.schedule.list()) {
    const { scheduleId } = schedule;
    if (!scheduleId.startsWith(recurringScheduleId(''))) continue;
    if (isOwn(schedule, { owner: deployment.name })) ids.push(scheduleId);
  }
  return ids;
}

async function removeOthers(client: Client, temporal: Configured): Promise<void> {
  const kept = new Set(temporal.schedules.map(({ name }) => recurringScheduleId(name)));
  for (const id of await ownRecurringSchedules(client, temporal)) {
    if (!kept.has(id)) await ensureSchedule(client, id, null);
  }
}

async function readRun(run: RecurringRun, config: LeaselineConfig, owner: string): Promise<ReadRun> {
  const { entries, problems } = await readPackages(run.packages);
  const all = [...problems, ...checkPackages(entries, config)];
  const names = entries.map(({ spec }) => spec.name);
  const [place] = run.packages;
  if (entries.length > RUN_PACKAGES_MAX && place !== undefined) {
    const rule = `holds ${entries.length} packages; a run takes at most ${RUN_PACKAGES_MAX}`;
    all.push({ file: place, line: 1, column: 1, field: '', rule, value: null });
  }
  if (all.length > 0) return { run, names: [], wanted: null, problems: all };
  const documents = entries.map(({ source }) => source.value);
  return { run, names, wanted: wantedSchedule(run, documents, owner), problems: [] };
}

function wantedSchedule(run: RecurringRun, packages: readonly unknown[], owner: string): WantedSchedule {
  const { name, times, timeZone, again, catchUpMs, note } = run;
  const by = recurringBy(name);
  const input: RunInput = { packages, by, existing: again ? 'again' : 'keep' };
  const content = createHash('sha256').update(canonicalText(input)).digest('hex');
  const version = canonicalText(['run', 1, times, timeZone, catchUpMs, note, content]);
  return {
    spec: { ...specOf(times), timezone: timeZone },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: catchUpMs },
    action: startsWorkflow(WORKFLOW_TYPES.run, version, {
      workflowId: runWorkflowId(recurringRunKey(name)),
      args: [input],
      memo: { by },
    }),
    note: note ?? '',
    owner,
  };
}

function specOf(times: RecurringTimes): ScheduleSpec {
  switch (times.kind) {
    case 'cron':
      return { cronExpressions: [times.cron] };
    case 'every':
      return { intervals: [{ every: times.everyMs, offset: times.offsetMs }] };
    case 'calendar':
      return { calendars: [calendarOf(times)] };
  }
}

type Calendar = Extract<RecurringTimes, { kind: 'calendar' }>;

function calendarOf({ at, dayOfMonth, month, dayOfWeek }: Calendar): CalendarSpec {
  const [hour, minute] = at.split(':').map(Number);
  return {
    hour: hour ?? 0,
    minute: minute ?? 0,
    ...(dayOfMonth.length > 0 && { dayOfMonth: [...dayOfMonth] }),
    ...(month.length > 0 && { month: month.map((number) => MONTHS[number - 1] ?? 'JANUARY') }),
    ...(dayOfWeek.length > 0 && { dayOfWeek: dayOfWeek.map((day) => DAYS[day]) }),
  };
}

const MONTHS = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;

const DAYS = {
  sunday: 'SUNDAY',
  monday: 'MONDAY',
  tuesday: 'TUESDAY',
  wednesday: 'WEDNESDAY',
  thursday: 'THURSDAY',
  friday: 'FRIDAY',
  saturday: 'SATURDAY',
} as const satisfies Record<Weekday, string>;

function invalid({ run, problems }: ReadRun): ExplainedError {
  return new ExplainedError(
    [`The recurring run ${run.name} is not written: its files are not valid`, ...problems.map(formatProblem)].join(
      '\n',
    ),
    'Correct the lines named above, then run leaseline schedules --apply; until then it goes on as it was written before',
  );
}

function refusedByServer(name: string, error: unknown): ExplainedError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ExplainedError(
    `The schedule of the recurring run ${name} could not be written: ${why}`,
    'Check that this identity may write schedules in the namespace, then run leaseline schedules --apply',
  );
}
