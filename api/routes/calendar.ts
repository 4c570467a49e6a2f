import { z } from 'zod';
import { CALENDAR_KINDS } from '../../model/calendar.js';
import { readCalendar } from '../../workers/client/calendar.js';
import { icsOf } from '../../workers/client/ics.js';
import type { Api, ApiContext } from '../context.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const USUAL_DAYS = 400;
const MOST_DAYS = 3_660;

const days = z.coerce.number().int().positive().max(MOST_DAYS).default(USUAL_DAYS);
const instant = z.string();

/** Ends of terms, deadlines and what is done by then: for calendar programs, and as a document. */
export function calendarRoutes(api: Api, context: ApiContext): void {
  api.get(
    '/v1/calendar.ics',
    {
      config: { act: 'calendar' },
      schema: {
        description: 'Expiries, deadlines and next steps as iCalendar.',
        querystring: z.strictObject({ token: z.string().max(4096).optional(), days }),
      },
    },
    async ({ query }, reply) => {
      const events = await readCalendar(context, spanOf(query.days));
      return reply
        .type('text/calendar; charset=utf-8')
        .header('cache-control', 'private, no-store')
        .send(icsOf(events));
    },
  );

  api.get(
    '/v1/calendar',
    {
      schema: {
        description: 'The same as a document, in order of time.',
        querystring: z.strictObject({ days }),
        response: {
          200: z.object({
            from: instant,
            until: instant,
            events: z.array(
              z.object({
                id: z.string(),
                kind: z.enum(CALENDAR_KINDS),
                at: instant,
                until: instant.nullable(),
                name: z.string().nullable(),
                what: z.string(),
                details: z.array(z.string()).readonly(),
              }),
            ),
          }),
        },
      },
    },
    async ({ query }) => {
      const span = spanOf(query.days);
      return { from: span.now, until: span.until, events: [...(await readCalendar(context, span))] };
    },
  );
}

function spanOf(days: number): { now: string; until: string } {
  const nowMs = Date.now();
  return { now: new Date(nowMs).toISOString(), until: new Date(nowMs + days * DAY_MS).toISOString() };
}
