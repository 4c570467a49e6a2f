import { useSyncExternalStore } from 'react';
import type { Overview } from '../../model/overview.js';
import type { PackageRow } from '../../model/row.js';
import { ask } from './http.js';
import { readSession } from './session.js';

/** What the page knows of the list, and whether it still hears of changes. */
export interface LiveState {
  /** All of them; null before the first whole list. */
  readonly rows: readonly PackageRow[] | null;
  /** What of a long list has come already while `rows` is null. */
  readonly early: Overview | null;
  readonly line: 'connecting' | 'live' | 'lost';
}

interface Part {
  readonly packages: readonly PackageRow[];
  readonly isLast: boolean;
}

const NOTHING: LiveState = { rows: null, early: null, line: 'connecting' };
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
/** Changes that come together are drawn once. */
const GATHER_MS = 16;
/** A page that is never idle goes on all the same. */
const IDLE_LIMIT_MS = 1_000;
/** The server sends something every 15 s; a line that says nothing for so long is dead though nobody said so. */
const SILENT_MS = 40_000;

/**
 * The list of packages, kept up by server-sent events. Every connection begins with the whole list, so nothing that happened
 * while the line was down is missed. A long one comes in parts: what was known before stays until the last has come.
 */
export class LiveList {
  #state: LiveState = NOTHING;
  #byName = new Map<string, PackageRow>();
  /** The list of this connection as far as it has come; null once it is whole. */
  #coming: Map<string, PackageRow> | null = null;
  /** What was heard and not read yet: while a long list comes, drawing what is there goes before. */
  #unread: (() => void)[] = [];
  #ahead: Promise<void> | null = null;
  #isStarted = false;
  #source: EventSource | null = null;
  #pauseMs = FIRST_PAUSE_MS;
  #timer: number | null = null;
  #watch: number | null = null;
  #isTelling = false;
  readonly #listeners = new Set<() => void>();
  readonly #changeListeners = new Set<(names: readonly string[] | 'all') => void>();

  /** What can be shown at once, asked for beside who is logged in and not after it; whoever is not gets none. */
  lookAhead(): Promise<void> {
    this.#ahead ??= ask<Overview>('/v1/overview').then(
      (early) => {
        if (this.#state.rows !== null) return;
        this.#state = { ...this.#state, early };
        this.#tell();
      },
      () => undefined,
    );
    return this.#ahead;
  }

  /** The whole list, once what can be shown at once is drawn: reading ten thousand rows would delay it. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    const connect = () =>
      whenIdle(() => {
        if (this.#isStarted && this.#source === null && this.#timer === null) this.#connect();
      });
    this.lookAhead().then(connect, connect);
  }

  stop(): void {
    this.#drop();
    if (this.#timer !== null) window.clearTimeout(this.#timer);
    this.#timer = null;
    this.#byName = new Map();
    this.#coming = null;
    this.#unread = [];
    this.#ahead = null;
    this.#isStarted = false;
    this.#state = NOTHING;
    this.#tell();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): LiveState => this.#state;

  /** Told which packages changed, or that everything may have. */
  onChange(listener: (names: readonly string[] | 'all') => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  #connect(): void {
    const source = new EventSource('/v1/events?parts=true');
    this.#source = source;
    this.#coming = new Map();
    this.#unread = [];
    source.addEventListener('part', ({ data }: MessageEvent<string>) => {
      this.#inTurn(() => this.#take(JSON.parse(data) as Part));
    });
    source.addEventListener('package', ({ data }: MessageEvent<string>) => {
      this.#inTurn(() => {
        const row = JSON.parse(data) as PackageRow;
        (this.#coming ?? this.#byName).set(row.name, row);
        this.#changed(row.name);
      });
    });
    source.addEventListener('gone', ({ data }: MessageEvent<string>) => {
      this.#inTurn(() => {
        const { name } = JSON.parse(data) as { name: string };
        (this.#coming ?? this.#byName).delete(name);
        this.#changed(name);
      });
    });
    source.addEventListener('beat', () => this.#heard());
    source.addEventListener('error', () => this.#again());
  }

  /** A long list is read when the page has nothing better to do; a change never before what it changes. */
  #inTurn(read: () => void): void {
    this.#heard();
    if (this.#coming === null && this.#unread.length === 0) {
      read();
      return;
    }
    this.#unread.push(read);
    if (this.#unread.length === 1) this.#readNext();
  }

  #readNext(): void {
    const unread = this.#unread;
    whenIdle(() => {
      // Another connection has begun meanwhile, with a list of its own.
      if (this.#unread !== unread) return;
      unread[0]?.();
      unread.shift();
      if (unread.length > 0) this.#readNext();
    });
  }

  #take({ packages, isLast }: Part): void {
    this.#coming ??= new Map();
    for (const row of packages) this.#coming.set(row.name, row);
    if (!isLast) return;
    const isAfterGap = this.#state.rows !== null;
    this.#byName = this.#coming;
    this.#coming = null;
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#publish('live');
    if (isAfterGap) for (const tell of this.#changeListeners) tell('all');
  }

  #changed(name: string): void {
    if (this.#coming === null) this.#publish('live');
    for (const tell of this.#changeListeners) tell([name]);
  }

  #heard(): void {
    if (this.#watch !== null) window.clearTimeout(this.#watch);
    this.#watch = window.setTimeout(() => this.#again(), SILENT_MS);
  }

  #drop(): void {
    this.#source?.close();
    this.#source = null;
    if (this.#watch !== null) window.clearTimeout(this.#watch);
    this.#watch = null;
  }

  /** Asks first whether we are still known: a refused stream does not say why. */
  #again(): void {
    this.#drop();
    if (this.#timer !== null) return;
    this.#publish('lost');
    this.#timer = window.setTimeout(() => {
      this.#timer = null;
      readSession().then(
        (session) => {
          if (session !== null) this.#connect();
        },
        () => this.#again(),
      );
    }, this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  #publish(line: LiveState['line']): void {
    if (line !== 'live') {
      this.#state = { ...this.#state, line };
      this.#tell();
      return;
    }
    if (this.#isTelling) return;
    this.#isTelling = true;
    window.setTimeout(() => {
      this.#isTelling = false;
      if (this.#source === null) return;
      this.#state = { rows: [...this.#byName.values()], early: null, line };
      this.#tell();
    }, GATHER_MS);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const live = new LiveList();

export function useLive(): LiveState {
  return useSyncExternalStore(live.subscribe, live.read);
}

/** Not every browser tells when it is idle; there the next task is taken. */
function whenIdle(work: () => void): void {
  if (typeof window.requestIdleCallback === 'function') window.requestIdleCallback(work, { timeout: IDLE_LIMIT_MS });
  else window.setTimeout(work);
}
