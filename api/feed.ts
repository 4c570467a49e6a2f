import type { Client } from '@temporalio/client';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { listPackages } from '../activities/listing/rows.js';
import { mapLimited } from '../model/map-limited.js';
import type { PackageRow } from '../model/row.js';
import { isEnded, waitsForPerson } from '../model/status.js';
import { findPackage } from '../workers/client/state.js';
import { EventLine, type Listening } from './event-line.js';

const LOOK_EVERY_MS = 250;
/** Of the time between two looks, the part a look may take: a long list is looked at less often. */
const SHARE = 5;
/** A longer list is not read whole each time: between two readings only what moves is looked at. */
const LONG_LIST = 500;
/** What fills a tall screen. */
export const FIRST_ROWS = 100;
/** More than so many that wait come with the rest: what is sent ahead is to stay small. */
export const WAITING_AHEAD_MAX = 500;
const BEAT_EVERY_MS = 15_000;
const LISTENERS_MAX = 200;
/** With one token, and what was made of it: so no one of them takes the place of all others. */
const LISTENERS_OF_EACH = 50;
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
  readonly #listeners = new Set<EventLine>();
  /** Each row's text, by name; null before the first look. */
  #known: Map<string, string> | null = null;
  /** Rows asked for by name, and until when lists may be older. */
  readonly #ahead = new Map<string, number>();
  readonly #waiting = new Set<string>();
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

  /** @param who as their requests are counted */
  isFullFor(who: string): boolean {
    const own = [...this.#listeners].filter((line) => line.who === who).length;
    return this.#listeners.size >= LISTENERS_MAX || own >= LISTENERS_OF_EACH;
  }

  /** The whole list first, then each row that changes, as long as `how.holds`. */
  listen(reply: FastifyReply, how: Listening): void {
    const line = new EventLine(reply, how);
    this.#listeners.add(line);
    reply.raw.on('close', () => this.#leave(line));
    if (this.#resting !== null) clearTimeout(this.#resting);
    this.#resting = null;
    if (this.#known !== null) this.#sendWhole(line);
    // What was kept for a while may be some seconds old.
    if (this.#timer === null || (this.#listeners.size === 1 && this.#known !== null)) this.#lookIn(0);
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

  /**
   * What there is to show at once, as JSON of an `Overview`. A list nobody has read yet may take seconds: then only what waits
   * for a person is asked for.
   */
  async overview(): Promise<string> {
    this.warm();
    const known = this.#known;
    if (known === null) {
      const rows = (await listPackages(this.#client, { moving: true })).map(({ row }) => row);
      return overviewText({ first: [], waiting: rows.filter(isForPerson).map(textOf), all: null });
    }
    const texts = (names: readonly string[]) => names.flatMap((name) => known.get(name) ?? []);
    const first = [...known.keys()].sort().slice(0, FIRST_ROWS);
    return overviewText({ first: texts(first), waiting: texts([...this.#waiting]), all: known.size });
  }

  /** Reads the list before anybody asks: whoever opens the first page does not wait for it. */
  warm(): void {
    if (this.#timer !== null || this.#isClosed) return;
    this.#lookIn(0);
    this.#resting ??= setTimeout(() => this.#rest(), KEPT_WARM_MS);
  }

  close(): void {
    this.#isClosed = true;
    for (const one of this.#listeners) one.end();
    this.#listeners.clear();
    this.#rest();
  }

  /** Before anything new is told: whose token was ended hears no more. */
  #endWhoMayNot(): void {
    for (const one of this.#listeners) {
      if (one.mayListen) continue;
      this.#listeners.delete(one);
      one.end();
    }
  }

  #leave(line: EventLine): void {
    this.#listeners.delete(line);
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
    this.#waiting.clear();
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
          const isLong = (this.#known?.size ?? 0) > LONG_LIST;
          if (isWhole) this.#wholeAtMs = isLong ? performance.now() + tookMs * SHARE : 0;
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
      this.#known = new Map();
      for (const row of rows) this.#keep(row, textOf(row));
      this.#sequence += 1;
      for (const one of this.#listeners) this.#sendWhole(one);
      return;
    }
    for (const row of rows) this.#take(row);
    const names = new Set(rows.map(({ name }) => name));
    for (const name of this.#known.keys()) {
      if (names.has(name) || this.#isAhead(name)) continue;
      this.#known.delete(name);
      this.#waiting.delete(name);
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
    const text = textOf(row);
    if (this.#known.get(row.name) === text) return;
    this.#keep(row, text);
    this.#sequence += 1;
    for (const one of this.#listeners) one.send('package', text, this.#sequence);
  }

  #keep(row: PackageRow, text: string): void {
    this.#known?.set(row.name, text);
    if (isForPerson(row)) this.#waiting.add(row.name);
    else this.#waiting.delete(row.name);
  }

  #sendWhole(line: EventLine): void {
    if (this.#known === null) return;
    line.whole(this.#known, this.#sequence).catch((error: unknown) => {
      this.#logger.warn({ err: error }, 'the list could not be sent to a page');
      line.end();
    });
  }

  #tell(event: string, data: unknown): void {
    this.#sequence += 1;
    const text = JSON.stringify(data);
    for (const one of this.#listeners) one.send(event, text, this.#sequence);
  }
}

const isForPerson = ({ status, waitingFor }: PackageRow): boolean => !isEnded(status) && waitsForPerson(waitingFor);

const textOf = (row: PackageRow): string => JSON.stringify(row);

/** An `Overview` put together from texts that are there already. */
function overviewText(parts: {
  readonly first: readonly string[];
  readonly waiting: readonly string[];
  readonly all: number | null;
}): string {
  const waiting = parts.waiting.length > WAITING_AHEAD_MAX ? 'null' : `[${parts.waiting.join(',')}]`;
  return `{"first":[${parts.first.join(',')}],"waiting":${waiting},"all":${parts.all}}`;
}
