import { ScheduleNotFoundError } from '@temporalio/client';
import { showInstant } from '../../model/format-instant.js';
import { SCHEDULES } from '../../model/ids.js';
import type { Session } from '../client/session.js';
import { type Check, ok, warn } from './check.js';

/** Do digest and heartbeat come? A paused schedule is somebody's decision, and easily forgotten. */
export async function checkSchedules(session: Session): Promise<readonly Check[]> {
  const { digest, heartbeat } = session.config.notifications;
  return Promise.all([
    ...(digest === null ? [] : [checkSchedule(session, 'daily digest', SCHEDULES.digest)]),
    ...(heartbeat === null ? [] : [checkSchedule(session, 'heartbeat schedule', SCHEDULES.heartbeat)]),
  ]);
}

async function checkSchedule({ client, temporal }: Session, name: string, scheduleId: string): Promise<Check> {
  try {
    const { state, info } = await client.schedule.getHandle(scheduleId).describe();
    if (state.paused) {
      const command = `temporal schedule toggle --unpause --schedule-id ${scheduleId}`;
      return warn(name, 'is paused', `${command} --address ${temporal.address} -n ${temporal.namespace}`);
    }
    const [next] = info.nextActionTimes;
    return ok(name, next === undefined ? 'is scheduled' : `comes next at ${showInstant(next.toISOString())} UTC`);
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    return warn(name, 'has no schedule yet', 'A worker writes it when it starts: leaseline up, or leaseline worker');
  }
}
