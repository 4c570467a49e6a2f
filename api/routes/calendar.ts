import { ICalCalendarMethod, default as ical } from 'ical-generator';
import { z } from 'zod';
import { listPackages } from '../../activities/listing/rows.js';
import type { PackageRow } from '../../model/row.js';
import type { Api, ApiContext } from '../context.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const HALF_HOUR_MS = 30 * 60 * 1000;

/** Ends of terms and what is done before them, for calendar programs. */
export function calendarRoutes(api: Api, { client }: ApiContext): void {
  api.get(
    '/v1/calendar.ics',
    {
      config: { act: 'calendar' },
      schema: {
        description: 'Expiries and next steps as iCalendar.',
        querystring: z.strictObject({ token: z.string().max(4096).optional() }),
      },
    },
    async (_request, reply) => {
      const rows = (await listPackages(client)).filter(({ closed }) => !closed).map(({ row }) => row);
      return reply
        .type('text/calendar; charset=utf-8')
        .header('cache-control', 'private, no-store')
        .send(calendarOf(rows));
    },
  );
}

/** A package without an end is in no calendar; the same entry keeps its id when it moves. */
export function calendarOf(rows: readonly PackageRow[]): string {
  const calendar = ical({
    name: 'Leaseline',
    method: ICalCalendarMethod.PUBLISH,
    prodId: '//Leaseline//Leaseline//EN',
  });
  for (const row of rows) {
    if (row.expiresAt !== null) {
      entry(row, 'expiry', row.expiresAt, `${row.name} expires`, DAY_MS);
    }
    const { nextStep } = row;
    if (nextStep?.at != null && nextStep.at !== row.expiresAt) {
      entry(row, 'next', nextStep.at, `${row.name}: ${nextStep.what}`, null);
    }
  }
  return calendar.toString();

  function entry(row: PackageRow, kind: string, at: string, summary: string, alarmLeadMs: number | null): void {
    const start = new Date(at);
    const event = calendar.createEvent({
      id: `${row.name}-${kind}@leaseline`,
      start,
      end: new Date(start.getTime() + HALF_HOUR_MS),
      summary,
      description: [`${row.product} ${row.bandwidthMbps} Mbps, ${row.account}`, row.resourceId, row.reason]
        .filter((line) => line !== null)
        .join('\n'),
    });
    if (alarmLeadMs !== null) event.createAlarm({ trigger: alarmLeadMs / 1000 });
  }
}
