import { z } from 'zod';
import type { Api } from '../context.js';
import { ProblemError } from '../problem.js';
import type { CalendarLinks } from '../session/calendar-links.js';
import { type Caller, issueToken, madeFrom } from '../tokens.js';

const YEAR_MS = 366 * 24 * 60 * 60 * 1000;

/** The address of one's own calendar feed: for a calendar program, which sends no headers. */
export function calendarLinkRoutes(api: Api, key: Uint8Array, links: CalendarLinks): void {
  api.get(
    '/v1/calendar/link',
    {
      schema: {
        description: 'Whether whoever asks has a calendar address of their own. The address itself is shown once.',
        response: { 200: z.object({ exists: z.boolean() }) },
      },
    },
    ({ caller }) => ({ exists: links.has(known(caller).name) }),
  );

  api.post(
    '/v1/calendar/link',
    {
      schema: {
        description: 'Makes a new calendar address, which holds for a year; the one before holds no more.',
        response: { 200: z.object({ path: z.string(), expiresAt: z.string() }) },
      },
    },
    async ({ caller }) => {
      const { name } = known(caller);
      const link = links.renew(name);
      const made = { name, role: 'viewer', scope: 'calendar', link, ...madeFrom(known(caller)) } as const;
      const token = await issueToken(key, made, YEAR_MS);
      const expiresAt = new Date(Date.now() + YEAR_MS).toISOString();
      return { path: `/v1/calendar.ics?token=${token}`, expiresAt };
    },
  );

  api.delete(
    '/v1/calendar/link',
    { schema: { description: 'Ends one’s own calendar address.' } },
    ({ caller }, reply) => {
      links.end(known(caller).name);
      return reply.code(204).send();
    },
  );
}

function known(caller: Caller | null): Caller {
  if (caller === null) throw new ProblemError(401, 'token', 'The request carries no token.');
  return caller;
}
