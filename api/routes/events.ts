import { z } from 'zod';
import { allowanceOf } from '../allowance.js';
import { holds } from '../auth.js';
import type { Api } from '../context.js';
import type { Feed } from '../feed.js';
import { ProblemError } from '../problem.js';
import type { TokenBook } from '../session/token-book.js';

const FULL_RETRY_S = 30;

/**
 * What is shown before a long list has come, and the list itself with its changes.
 *
 * Server-sent events: `packages` with the whole list, then `package` for each row that changed, `gone`, and a `beat` every 15 s.
 * With `parts=true` the list comes as several `part` events, the last of which says so.
 */
export function eventRoutes(api: Api, feed: Feed, book: TokenBook): void {
  api.get(
    '/v1/events',
    {
      // A stream has no end for a HEAD to be answered at: it would hold its connection, and a place among the listeners.
      exposeHeadRoute: false,
      schema: {
        description: 'Changes of the list as server-sent events; ?parts=true sends a long list bit by bit.',
        querystring: z.strictObject({ parts: z.enum(['true', 'false']).optional() }),
        produces: ['text/event-stream'],
      },
    },
    (request, reply) => {
      const { query, caller } = request;
      const who = allowanceOf(request);
      if (feed.isFullFor(who)) {
        reply.header('retry-after', String(FULL_RETRY_S));
        const remedy = `Try again in ${FULL_RETRY_S} seconds; GET /v1/packages answers meanwhile`;
        throw new ProblemError(503, 'too-many-listeners', 'Too many listen already.', { remedy });
      }
      reply.hijack();
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        connection: 'keep-alive',
        'x-accel-buffering': 'no',
      });
      reply.raw.write('retry: 2000\n\n');
      const holdsStill = () => caller !== null && holds(caller, book);
      feed.listen(reply, { who, inParts: query.parts === 'true', holds: holdsStill });
      return reply;
    },
  );

  api.get(
    '/v1/overview',
    { schema: { description: 'The first packages by name, all that wait for a person, and how many there are.' } },
    async (_request, reply) => reply.type('application/json; charset=utf-8').send(await feed.overview()),
  );
}
