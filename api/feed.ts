import type { Client } from '@temporalio/client';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { listPackages } from '../activities/listing/rows.js';
import { mapLimited } from '../model/map-limited.js';
import type { PackageRow } from '../model/row.js';
import { findPackage } from '../workers/client/state.js';

const LOOK_EVERY_MS = 250;
/** Of the time between two looks, the part a look may take: a long list is looked at less often. */
const SHARE = 5;
/** A list that takes longer to read is not read whole each time: between two readings only what moves is looked at. */
const LONG_LOOK_MS = 50;
const BEAT_EVERY_MS = 15_000;
const LISTENERS_MAX = 200;
/** So long, and so seldom, the list is kept up for whoever opens a page next: a long one takes seconds to read. */
const KEPT_WARM_MS = 5 * 60 * 1000;
const WARM_LOOK_EVERY_MS = 5_000;
/** The server's lists follow the truth by up to two seconds: what was asked for by name is newer than they are. */
const AHEAD_MS = 2_000;
/** When a package that was told something is looked at by name. */
const HURRIED_MS = [0, 150, 400, 900, 1_600] as const;
const NAMES_AT_ONCE = 10;

/** What changes in the list, told to everybody who listens. A while after the last has left nothing is looked at any more. */
export class Feed {
  readonly #client: Client;
  readonly #logger: Logger;
  /** Each, and whether what they came with holds still. */
  readonly #listeners = new Map<FastifyReply, () => boolean>();
  /** Each row's text, by name; null before the first look. */
  #known: Map<string, string> | null = null;
  /** Rows asked for by name, and until when lists may be older. */
  readonly #ahead = new Map<string, number>();
  #moving: ReadonlySet<string> = new Set();
  #wholeAtMs = 0;
  #timer: NodeJS.Timeout | null = null;
  #beat: NodeJS.Timeout | null = null;
  #resting: NodeJS.Timeout | null = null;
  #sequence = 0;
  #isClosed = false;

  constructor(client: Client, logger: Logger) {
    this.#client = client;
    this.#logger = logger;
  }

  get isFull(): boolean {
    return this.#listeners.size >= LISTENERS_MAX;
  }

  /** The whole list first, then each row that changes, as long as `holds`. */
  listen(reply: FastifyReply, holds: () => boolean): void {
    this.#listeners.set(reply, holds);
    reply.raw.on('close', () => this.#leave(reply));
    if (this.#resting !== null) clearTimeout(this.#resting);
    this.#resting = null;
    if (this.#known !== null) sendText(reply, 'packages', this.#whole(), this.#sequence);
    // What was kept for a while may be some seconds old.
    if (this.#timer === null || this.#listeners.size === 1) this.#lookIn(0);
    this.#beat ??= setInterval(() => {
      this.#endWhoMayNot();
      this.#tell('beat', {});
    }, BEAT_EVERY_MS);
  }

  /** Somebody has just told this package something: what comes of it is not waited for until the next look. */
  hurry(name: string): void {
    if (this.#listeners.size === 0) return;
    for (const ms of HURRIED_MS) {
      setTimeout(() => {
        this.#lookByName(name).catch((error: unknown) => this.#logger.warn({ err: error, name }, 'cannot be read'));
      }, ms).unref();
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const one of this.#listeners.keys()) one.raw.end();
    this.#listeners.clear();
    this.#rest();
  }

  /** Before anything new is told: whose token was ended hears no more. */
  #endWhoMayNot(): void {
    for (const [one, holds] of this.#listeners) {
      if (isTrue(holds)) continue;
      this.#listeners.delete(one);
      one.raw.end();
    }
  }

  #leave(reply: FastifyReply): void {
    this.#listeners.delete(reply);
    if (this.#listeners.size > 0 || this.#isClosed) return;
    this.#resting ??= setTimeout(() => this.#rest(), KEPT_WARM_MS);
  }

  #rest(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#beat !== null) clearInterval(this.#beat);
    if (this.#resting !== null) clearTimeout(this.#resting);
    this.#resting = null;
    this.#timer = null;
    this.#beat = null;
    this.#known = null;
    this.#wholeAtMs = 0;
    this.#moving = new Set();
  }

  #lookIn(ms: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const timer = setTimeout(() => {
      this.#endWhoMayNot();
      const begun = performance.now();
      const isWhole = begun >= this.#wholeAtMs;
      (isWhole ? this.#lookWhole(timer) : this.#lookAtMoving())
        .catch((error: unknown) => this.#logger.warn({ err: error }, 'the list of packages cannot be read'))
        .finally(() => {
          // Everybody has left meanwhile, or somebody else has come and begun anew.
          if (this.#timer !== timer) return;
          const tookMs = performance.now() - begun;
          if (isWhole) this.#wholeAtMs = tookMs > LONG_LOOK_MS ? performance.now() + tookMs * SHARE : 0;
          const everyMs = this.#listeners.size > 0 ? LOOK_EVERY_MS : WARM_LOOK_EVERY_MS;
          this.#lookIn(Math.max(everyMs, isWhole ? 0 : tookMs * SHARE));
        });
    }, ms);
    this.#timer = timer;
  }

  async #lookWhole(mine: NodeJS.Timeout): Promise<void> {
    const rows = (await listPackages(this.#client)).map(({ row }) => row);
    this.#endWhoMayNot();
    if (this.#timer !== mine) return;
    if (this.#known === null) {
      this.#known = new Map(rows.map((row) => [row.name, JSON.stringify(row)]));
      const whole = this.#whole();
      this.#sequence += 1;
      for (const one of this.#listeners.keys()) sendText(one, 'packages', whole, this.#sequence);
      return;
    }
    for (const row of rows) this.#take(row);
    const names = new Set(rows.map(({ name }) => name));
    for (const name of this.#known.keys()) {
      if (names.has(name) || this.#isAhead(name)) continue;
      this.#known.delete(name);
      this.#tell('gone', { name });
    }
  }

  /** What waits or is under way; what was and is not any more is asked for by name. */
  async #lookAtMoving(): Promise<void> {
    const rows = (await listPackages(this.#client, { moving: true })).map(({ row }) => row);
    const names = new Set(rows.map(({ name }) => name));
    this.#endWhoMayNot();
    const settled = [...this.#moving].filter((name) => !names.has(name));
    for (const row of rows) this.#take(row);
    await mapLimited(settled, NAMES_AT_ONCE, (name) => this.#lookByName(name));
    this.#moving = names;
  }

  async #lookByName(name: string): Promise<void> {
    const found = await findPackage(this.#client, name);
    if (found === null) return;
    this.#endWhoMayNot();
    this.#ahead.set(name, performance.now() + AHEAD_MS);
    this.#take(found.row, true);
  }

  #isAhead(name: string): boolean {
    const untilMs = this.#ahead.get(name);
    if (untilMs === undefined) return false;
    if (untilMs > performance.now()) return true;
    this.#ahead.delete(name);
    return false;
  }

  #take(row: PackageRow, byName = false): void {
    if (this.#known === null || (!byName && this.#isAhead(row.name))) return;
    const text = JSON.stringify(row);
    if (this.#known.get(row.name) === text) return;
    this.#known.set(row.name, text);
    this.#sequence += 1;
    for (const one of this.#listeners.keys()) sendText(one, 'package', text, this.#sequence);
  }

  /** The whole list as text, put together from texts that are there already. */
  #whole(): string {
    return `{"packages":[${[...(this.#known?.values() ?? [])].join(',')}]}`;
  }

  #tell(event: string, data: unknown): void {
    this.#sequence += 1;
    for (const one of this.#listeners.keys()) send(one, event, data, this.#sequence);
  }
}

/** What cannot be known counts as no. */
function isTrue(holds: () => boolean): boolean {
  try {
    return holds();
  } catch {
    return false;
  }
}

function send(reply: FastifyReply, event: string, data: unknown, id: number): void {
  sendText(reply, event, JSON.stringify(data), id);
}

function sendText(reply: FastifyReply, event: string, text: string, id: number): void {
  reply.raw.write(`id: ${id}\nevent: ${event}\ndata: ${text}\n\n`);
}
