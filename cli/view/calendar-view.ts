import type { CalendarEvent } from '../../model/calendar.js';
import { formatDuration } from '../../model/format-duration.js';
import { showInstant } from '../../model/format-instant.js';
import { colour } from './colour.js';
import { printable } from './text.js';

/** An agenda: what is overdue, then month by month. */
export function calendarText(events: readonly CalendarEvent[], now: Date, until: string): string {
  if (events.length === 0) return `Nothing falls on any day until ${showInstant(until)} UTC.`;
  const sections = new Map<string, CalendarEvent[]>();
  for (const event of events) {
    const title = sectionOf(event, now);
    const known = sections.get(title);
    if (known === undefined) sections.set(title, [event]);
    else known.push(event);
  }
  const parts = [...sections].map(([title, own]) =>
    [title === OVERDUE ? colour.red(title) : colour.bold(title), ...own.map((event) => eventLine(event, now))].join(
      '\n',
    ),
  );
  return [...parts, colour.dim('Times are UTC.')].join('\n\n');
}

const OVERDUE = 'OVERDUE';
const RUNNING = 'NOW';

function sectionOf({ at, until }: CalendarEvent, now: Date): string {
  if (Date.parse(at) > now.getTime()) return showInstant(at).slice(0, 7);
  return until === null ? OVERDUE : RUNNING;
}

function eventLine({ at, until, what }: CalendarEvent, now: Date): string {
  const distanceMs = Date.parse(at) - now.getTime();
  const distance = distanceMs >= 0 ? `in ${formatDuration(distanceMs)}` : `${formatDuration(-distanceMs)} ago`;
  const end = until === null ? '' : ` (until ${showInstant(until)})`;
  return `  ${showInstant(at)}  ${distance.padEnd(9)}  ${printable(what)}${end}`;
}
