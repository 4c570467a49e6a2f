import { type Client, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Logger } from 'pino';
import type { DigestConfig, HeartbeatConfig, NotificationsConfig } from '../model/config/notifications-config.js';
import { SCHEDULED_TYPES, SCHEDULES } from '../model/ids.js';
import { ensureSchedule, startsWorkflow, type WantedSchedule } from './ensure-schedule.js';

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
  await ensureSchedule(client, SCHEDULES.digest, digest === null ? null : digestSchedule(digest));
  await ensureSchedule(client, SCHEDULES.heartbeat, heartbeat === null ? null : heartbeatSchedule(heartbeat));
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

function digestSchedule({ at, timeZone }: DigestConfig): WantedSchedule {
  const [hour, minute] = at.split(':').map(Number);
  return {
    spec: { calendars: [{ hour: hour ?? 0, minute: minute ?? 0 }], timezone: timeZone },
    // One that still waits for a worker will tell how things stand when it runs: no second one after it.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: DIGEST_CATCHUP },
    action: startsWorkflow(SCHEDULED_TYPES.digest, JSON.stringify(['digest', 1, at, timeZone])),
  };
}

function heartbeatSchedule({ everyMs }: HeartbeatConfig): WantedSchedule {
  return {
    spec: { intervals: [{ every: everyMs }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: HEARTBEAT_CATCHUP },
    action: startsWorkflow(SCHEDULED_TYPES.heartbeat, JSON.stringify(['heartbeat', 1, everyMs])),
  };
}
