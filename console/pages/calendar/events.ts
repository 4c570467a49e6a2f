import { queryOptions, useQuery } from '@tanstack/react-query';
import type { CalendarEvent } from '../../../model/calendar.js';
import { ask } from '../../data/http.js';

const DAYS = 800;

const calendarQuery = queryOptions({
  queryKey: ['calendar'],
  queryFn: ({ signal }) => ask<{ readonly events: readonly CalendarEvent[] }>(`/v1/calendar?days=${DAYS}`, { signal }),
  staleTime: 30_000,
});

export const useCalendar = () => useQuery(calendarQuery);

interface Look {
  readonly word: string;
  readonly tone: 'good' | 'busy' | 'waits' | 'bad' | 'quiet';
}

/** What stands on a day, in a word and a colour. */
export const KINDS: Readonly<Record<CalendarEvent['kind'], Look>> = {
  expiry: { word: 'Expires', tone: 'bad' },
  lapse: { word: 'Lapses', tone: 'bad' },
  payment: { word: 'Pay by', tone: 'waits' },
  approval: { word: 'Answer by', tone: 'waits' },
  renewal: { word: 'Renewal', tone: 'good' },
  release: { word: 'Release', tone: 'quiet' },
  ready: { word: 'Ready by', tone: 'busy' },
  resize: { word: 'Resize', tone: 'busy' },
  change: { word: 'Booked change', tone: 'busy' },
  freeze: { word: 'Freeze', tone: 'quiet' },
  pause: { word: 'Pause ends', tone: 'waits' },
};

/** `2026-12-04` in the reader's own time zone. */
export function dayKey(date: Date): string {
  const [year, month, day] = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Events by the days they fall on; a time stands on each of its days. */
export function eventsByDay(events: readonly CalendarEvent[]): ReadonlyMap<string, readonly CalendarEvent[]> {
  const byDay = new Map<string, CalendarEvent[]>();
  for (const event of events) {
    const last = new Date(event.until === null ? event.at : Date.parse(event.until) - 1);
    for (const day = new Date(event.at); dayKey(day) <= dayKey(last); day.setDate(day.getDate() + 1)) {
      const key = dayKey(day);
      const known = byDay.get(key);
      if (known === undefined) byDay.set(key, [event]);
      else known.push(event);
    }
  }
  return byDay;
}

/** The weeks a month touches, Monday first. @param month `2026-12` */
export function weeksOf(month: string): readonly (readonly Date[])[] {
  const [year = 1970, number = 1] = month.split('-').map(Number);
  const day = new Date(year, number - 1, 1);
  day.setDate(1 - ((day.getDay() + 6) % 7));
  const weeks: Date[][] = [];
  do {
    const week: Date[] = [];
    for (let at = 0; at < 7; at += 1) {
      week.push(new Date(day));
      day.setDate(day.getDate() + 1);
    }
    weeks.push(week);
  } while (day.getMonth() === number - 1);
  return weeks;
}

/** @param by months, before or after */
export function monthFrom(month: string, by: number): string {
  const [year = 1970, number = 1] = month.split('-').map(Number);
  return dayKey(new Date(year, number - 1 + by, 1)).slice(0, 7);
}
