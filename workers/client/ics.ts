import { ICalCalendarMethod, default as ical } from 'ical-generator';
import type { CalendarEvent } from '../../model/calendar.js';

const HALF_HOUR_MS = 30 * 60 * 1000;
const DAY_S = 24 * 60 * 60;

/** Events as iCalendar (RFC 5545). The same one keeps its id when it moves, so calendar programs move it, too. */
export function icsOf(events: readonly CalendarEvent[]): string {
  const calendar = ical({
    name: 'Leaseline',
    method: ICalCalendarMethod.PUBLISH,
    prodId: '//Leaseline//Leaseline//EN',
  });
  for (const { id, kind, at, until, what, details } of events) {
    const start = new Date(at);
    const event = calendar.createEvent({
      id: `${id}@leaseline`,
      start,
      end: until === null ? new Date(start.getTime() + HALF_HOUR_MS) : new Date(until),
      summary: what,
      description: details.join('\n'),
    });
    if (kind === 'expiry') event.createAlarm({ trigger: DAY_S });
  }
  return calendar.toString();
}
