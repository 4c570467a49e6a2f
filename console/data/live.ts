import { useSyncExternalStore } from 'react';
import type { PackageRow } from '../../model/row.js';
import { readSession } from './session.js';

/** What the page knows of the list, and whether it still hears of changes. */
export interface LiveState {
  /** Null before the first whole list. */
  readonly rows: readonly PackageRow[] | null;
  readonly line: 'connecting' | 'live' | 'lost';
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
/** Changes that come together are drawn once. */
const GATHER_MS = 16;
/** The server sends something every 15 s; a line that says nothing for so long is dead though nobody said so. */
const SILENT_MS = 40_000;

/**
 * The list of packages, kept up by server-sent events. Every connection begins with the whole list, so nothing that happened
 * while the line was down is missed.
 */
export class LiveList {
  #state: LiveState = { rows: null, line: 'connecting' };
  #byName = new Map<string, PackageRow>();
  #source: EventSource | null = null;
  #pauseMs = FIRST_PAUSE_MS;
  #timer: number | null = null;
  #watch: number | null = null;
  #isTelling = false;
  readonly #listeners = new Set<() => void>();
  readonly #changeListeners = new Set<(names: readonly string[] | 'all') => void>();

  start(): void {
    if (this.#source !== null || this.#timer !== null) return;
    this.#connect();
  }

  stop(): void {
    this.#drop();
    if (this.#timer !== null) window.clearTimeout(this.#timer);
    this.#timer = null;
    this.#byName = new Map();
    this.#state = { rows: null, line: 'connecting' };
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
    const source = new EventSource('/v1/events');
    this.#source = source;
    source.addEventListener('packages', ({ data }: MessageEvent<string>) => {
      const { packages } = JSON.parse(data) as { packages: readonly PackageRow[] };
      const isAfterGap = this.#state.rows !== null;
      this.#byName = new Map(packages.map((row) => [row.name, row]));
      this.#pauseMs = FIRST_PAUSE_MS;
      this.#publish('live');
      if (isAfterGap) for (const tell of this.#changeListeners) tell('all');
      this.#heard();
    });
    source.addEventListener('package', ({ data }: MessageEvent<string>) => {
      const row = JSON.parse(data) as PackageRow;
      this.#byName.set(row.name, row);
      this.#changed(row.name);
    });
    source.addEventListener('gone', ({ data }: MessageEvent<string>) => {
      const { name } = JSON.parse(data) as { name: string };
      this.#byName.delete(name);
      this.#changed(name);
    });
    source.addEventListener('beat', () => this.#heard());
    source.addEventListener('error', () => this.#again());
  }

  #changed(name: string): void {
    this.#heard();
    this.#publish('live');
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
      this.#state = { rows: [...this.#byName.values()], line };
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
