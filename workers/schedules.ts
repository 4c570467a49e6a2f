import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  ScheduleNotFoundError,
  type ScheduleOptions,
  type ScheduleOptionsStartWorkflowAction,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { Logger } from 'pino';
import type { DigestConfig, HeartbeatConfig, NotificationsConfig } from '../model/config/notifications-config.js';
import { MAIN_QUEUE, SCHEDULED_TYPES, SCHEDULES } from '../model/ids.js';

type Wanted = Pick<ScheduleOptions, 'spec' | 'policies'> & {
  readonly action: ScheduleOptionsStartWorkflowAction<() => Promise<unknown>>;
};

/**
 * Less than a day, or a system that was off for long would send yesterday's digest and today's. What was missed longer
 * ago than this is followed by the next one within the hour.
 */
const DIGEST_CATCHUP = '23 hours';
/** The server's shortest: a sign of life that was missed is not given later. */
const HEARTBEAT_CATCHUP = '10 seconds';

/**
 * Makes the server's schedules what `notifications` says: created, changed or removed as needed, and left alone where
 * they are as they should be, because a change makes the server forget what it had to catch up. A schedule that
 * somebody paused stays paused. Several workers may do this at once.
 */
export async function ensureSchedules(client: Client, { digest, heartbeat }: NotificationsConfig): Promise<void> {
  await ensure(client, SCHEDULES.digest, digest === null ? null : digestSchedule(digest));
  await ensure(client, SCHEDULES.heartbeat, heartbeat === null ? null : heartbeatSchedule(heartbeat));
}

/** As `ensureSchedules`, for a worker: packages matter more than the digest, so it goes on without, and says so. */
export async function tryEnsureSchedules(
  client: Client,
  notifications: NotificationsConfig,
  logger: Logger,
): Promise<void> {
  try {
    await ensureSchedules(client, notifications);
  } catch (error) {
    const remedy = 'Check that this identity may write schedules in the namespace, then start a worker again';
    logger.error({ err: error, remedy }, 'the schedules of digest and heartbeat could not be written');
  }
}

async function ensure(client: Client, scheduleId: string, wanted: Wanted | null): Promise<void> {
  const handle = client.schedule.getHandle(scheduleId);
  try {
    if (wanted === null) return await handle.delete();
    if (isAsWanted(await handle.describe(), wanted)) return;
    await handle.update(({ state }) => ({ ...wanted, state }));
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    if (wanted !== null) await create(client, scheduleId, wanted);
  }
}

async function create(client: Client, scheduleId: string, wanted: Wanted): Promise<void> {
  try {
    await client.schedule.create({ scheduleId, ...wanted });
  } catch (error) {
    // Another worker was quicker, and has the same configuration or is about to be restarted with it.
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}

function digestSchedule({ at, timeZone }: DigestConfig): Wanted {
  const [hour, minute] = at.split(':').map(Number);
  return {
    spec: { calendars: [{ hour: hour ?? 0, minute: minute ?? 0 }], timezone: timeZone },
    // One that still waits for a worker will tell how things stand when it runs: no second one after it.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: DIGEST_CATCHUP },
    action: start(SCHEDULED_TYPES.digest, JSON.stringify(['digest', 1, at, timeZone])),
  };
}

function heartbeatSchedule({ everyMs }: HeartbeatConfig): Wanted {
  return {
    spec: { intervals: [{ every: everyMs }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: HEARTBEAT_CATCHUP },
    action: start(SCHEDULED_TYPES.heartbeat, JSON.stringify(['heartbeat', 1, everyMs])),
  };
}

/**
 * @param version what the schedule was made from. The server rewrites a specification into its own words, so this, in
 * the memo of what it starts, is what tells whether it is as wanted; the number grows when this file changes.
 */
function start(workflowType: string, version: string): Wanted['action'] {
  return {
    type: 'startWorkflow',
    workflowType,
    // The server adds the time it was due.
    workflowId: workflowType,
    taskQueue: MAIN_QUEUE,
    memo: { schedule: version },
  };
}

function isAsWanted({ action }: ScheduleDescription, wanted: Wanted): boolean {
  return action.memo?.schedule === wanted.action.memo?.schedule;
}
