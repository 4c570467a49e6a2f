import type { Client } from '@temporalio/client';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { listPackages } from '../../activities/listing/rows.js';
import type { PackageRow } from '../../model/row.js';
import type { Api } from '../context.js';

const LOOK_EVERY_MS = 250;
/** Of the time between two looks, the part a look may take: a long list is looked at less often. */
const SHARE = 5;
const BEAT_EVERY_MS = 15_000;
const LISTENERS_MAX = 200;

/** What changes in the list, told to everybody who listens. Nobody listening: nothing is looked at. */
export class Feed {
  readonly #client: Client;
  readonly #logger: Logger;
  readonly #listeners = new Set<FastifyReply>();
  #known = new Map<string, string>();
  #rows: readonly PackageRow[] | null = null;
  #timer: NodeJS.Timeout | null = null;
  #beat: NodeJS.Timeout | null = null;
  #sequence = 0;

  constructor(client: Client, logger: Logger) {
    this.#client = client;
    this.#logger = logger;
  }

  get isFull(): boolean {
    return this.#listeners.size >= LISTENERS_MAX;
  }

  /** The whole list first, then each row that changes. */
  listen(reply: FastifyReply): void {
    this.#listeners.add(reply);
    reply.raw.on('close', () => this.#leave(reply));
    if (this.#rows !== null) send(reply, 'packages', { packages: this.#rows }, this.#sequence);
    if (this.#timer === null) this.#lookIn(0);
    this.#beat ??= setInterval(() => {
      this.#tell('beat', {});
    }, BEAT_EVERY_MS);
  }

  close(): void {
    for (const one of this.#listeners) one.raw.end();
    this.#listeners.clear();
    this.#rest();
  }

  #leave(reply: FastifyReply): void {
    this.#listeners.delete(reply);
    if (this.#listeners.size === 0) this.#rest();
  }

  #rest(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#beat !== null) clearInterval(this.#beat);
    this.#timer = null;
    this.#beat = null;
    this.#rows = null;
    this.#known = new Map();
  }

  #lookIn(ms: number): void {
    this.#timer = setTimeout(() => {
      const begun = performance.now();
      this.#look()
        .catch((error: unknown) => this.#logger.warn({ err: error }, 'the list of packages cannot be read'))
        .finally(() => {
          if (this.#listeners.size > 0) this.#lookIn(Math.max(LOOK_EVERY_MS, (performance.now() - begun) * SHARE));
        });
    }, ms);
  }

  async #look(): Promise<void> {
    const rows = (await listPackages(this.#client)).map(({ row }) => row);
    const now = new Map(rows.map((row) => [row.name, JSON.stringify(row)]));
    const isFirst = this.#rows === null;
    this.#rows = rows;
    this.#sequence += 1;
    if (isFirst) this.#tell('packages', { packages: rows });
    else {
      for (const row of rows) if (this.#known.get(row.name) !== now.get(row.name)) this.#tell('package', row);
      for (const name of this.#known.keys()) if (!now.has(name)) this.#tell('gone', { name });
    }
    this.#known = now;
  }

  #tell(event: string, data: unknown): void {
    for (const one of this.#listeners) send(one, event, data, this.#sequence);
  }
}

function send(reply: FastifyReply, event: string, data: unknown, id: number): void {
  reply.raw.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** Server-sent events: `packages` with the whole list, then `package` for each row that changed, `gone`, and a `beat` every 15 s. */
export function eventRoutes(api: Api, feed: Feed): void {
  api.get(
    '/v1/events',
    { schema: { description: 'Changes of the list as server-sent events.', produces: ['text/event-stream'] } },
    (_request, reply) => {
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
      feed.listen(reply);
      return reply;
    },
  );
}
