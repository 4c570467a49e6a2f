import { holds } from '../auth.js';
import type { Api } from '../context.js';
import type { Feed } from '../feed.js';
import type { TokenBook } from '../session/token-book.js';

/** Server-sent events: `packages` with the whole list, then `package` for each row that changed, `gone`, and a `beat` every 15 s. */
export function eventRoutes(api: Api, feed: Feed, book: TokenBook): void {
  api.get(
    '/v1/events',
    { schema: { description: 'Changes of the list as server-sent events.', produces: ['text/event-stream'] } },
    ({ caller }, reply) => {
      if (feed.isFull)
        return reply.code(503).header('retry-after', '30').send({ title: 'Too many listen already', status: 503 });
      reply.hijack();
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        connection: 'keep-alive',
        'x-accel-buffering': 'no',
      });
      reply.raw.write('retry: 2000\n\n');
      feed.listen(reply, () => caller !== null && holds(caller, book));
      return reply;
    },
  );
}
