import { showInstant } from '../../model/format-instant.js';
import { type ScheduleStanding, scheduleStandings } from '../../workers/client/schedules.js';
import type { Session } from '../client/session.js';
import { SCHEDULE_REMEDIES } from '../view/schedules-view.js';
import { type Check, fail, ok, warn } from './check.js';

const NAMES = { digest: 'daily digest', heartbeat: 'heartbeat schedule' } as const;

/** Do digest, heartbeat and recurring runs come? A paused schedule is somebody's decision, and easily forgotten. */
export async function checkSchedules(session: Session): Promise<readonly Check[]> {
  const { client, temporal, config } = session;
  const standings = await scheduleStandings(client, temporal, config);
  return standings.map((standing) => checkOf(standing, session));
}

function checkOf(standing: ScheduleStanding, { temporal }: Session): Check {
  const { kind, scheduleId, state, paused, nextAt } = standing;
  const name = kind === 'run' ? `recurring run ${standing.name}` : NAMES[kind];
  const remedy = SCHEDULE_REMEDIES[state];
  switch (state) {
    case 'invalid':
    case 'foreign':
      return fail(name, standing.problems.join('; '), remedy ?? '');
    case 'missing':
      return warn(name, 'has no schedule yet', 'A worker writes it when it starts: leaseline up, or leaseline worker');
    case 'changed':
    case 'leftover':
      return warn(name, `is ${state}`, remedy ?? '');
    case 'written':
      break;
  }
  if (paused) {
    const command = `temporal schedule toggle --unpause --schedule-id ${scheduleId}`;
    return warn(name, 'is paused', `${command} --address ${temporal.address} -n ${temporal.namespace}`);
  }
  const [next] = nextAt;
  return ok(name, next === undefined ? 'is scheduled' : `comes next at ${showInstant(next)} UTC`);
}
