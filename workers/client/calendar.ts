import { listPackages } from '../../activities/listing/rows.js';
import { type CalendarEvent, calendarEvents } from '../../model/calendar.js';
import type { Reach } from './reach.js';
import { readStates } from './states.js';

/**
 * What falls into a time, from the list; only of packages that wait for approval the workflow is asked, because their rows do not say
 * when the question ends.
 */
export async function readCalendar(
  { client, config }: Reach,
  span: { readonly now: string; readonly until: string },
): Promise<readonly CalendarEvent[]> {
  const rows = (await listPackages(client)).filter(({ closed }) => !closed).map(({ row }) => row);
  const { states } = await readStates(
    client,
    rows.filter(({ waitingFor }) => waitingFor === 'approval'),
  );
  const approvalEnds = new Map(
    states.flatMap(({ name, approval }) => (approval?.endsAt == null ? [] : [[name, approval.endsAt] as const])),
  );
  return calendarEvents({ rows, approvalEnds, freezes: config.gate.freezes }, span);
}
