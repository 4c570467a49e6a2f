import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { open, readFile, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { startMarkOf } from '../embedded/process-identity.js';

/** Whoever makes a lock writes its name into it within this time. */
const NAMING_LOOKS = 20;
const NAMING_LOOK_MS = 50;
/** Far longer than it takes from reading who holds a lock to putting another one in its place. */
const SETTLED_MS = 250;
/** How often its holder touches it: that it lives shows also to those who cannot see its process. */
const TOUCH_MS = 5_000;
/** Of a holder that cannot be seen: not touched for so long, it is dead. It stops by itself when it could not touch it for half of that. */
const STALE_MS = 60_000;

/** A lock that is held, until it is let go or another process has taken it. */
export interface HeldLock {
  /** Looked at before each act that only its holder may do. */
  readonly isHeld: () => Promise<boolean>;
  readonly release: () => Promise<void>;
}

/**
 * One process that tries to hold a lock, again and again. Whether its holder lives is seen at once where it runs beside us; on
 * another machine, or in another container, only by whether it goes on touching the lock. No clocks are compared: what we
 * watched ourselves counts.
 */
export class LockSeeker {
  readonly #path: string;
  readonly #staleMs: number;
  #watched: { readonly touch: string; readonly sinceMs: number } | null = null;

  constructor(path: string, staleMs = STALE_MS) {
    this.#path = path;
    this.#staleMs = staleMs;
  }

  /** @returns null while another one holds it */
  async take(): Promise<HeldLock | null> {
    const path = this.#path;
    const made = await makeLock(path);
    if (made !== null) return this.#held(made);
    const holder = await holderIn(path);
    if (holder === null) {
      const again = await makeLock(path);
      return again === null ? null : this.#held(again);
    }
    if (await this.#lives(holder)) return null;
    // Several may find that its holder is dead. Each puts its own in that place, and the last one to do so has it.
    const own = `${path}.${randomUUID()}`;
    await writeFile(own, nameOfOurs(), { mode: 0o600 });
    const { ino } = await stat(own);
    await rename(own, path);
    await wait(SETTLED_MS);
    return (await inodeOf(path)) === ino ? this.#held(ino) : null;
  }

  async #lives(holder: string): Promise<boolean> {
    const [, pid, mark, place] = /^(\d+) (.+?)(?: @(\S+))?$/.exec(holder) ?? [];
    const isSeen = pid !== undefined && startMarkOf(Number(pid)) === mark;
    // Builds before this one did not say where they run, nor touched it.
    if (isSeen || place === undefined || place === PLACE) return isSeen;
    const there = await stat(this.#path).catch(() => null);
    const touch = `${there?.ino} ${there?.mtimeMs}`;
    const nowMs = performance.now();
    if (this.#watched?.touch !== touch) this.#watched = { touch, sinceMs: nowMs };
    return nowMs - this.#watched.sinceMs < this.#staleMs;
  }

  #held(ino: number): HeldLock {
    const path = this.#path;
    let touchedMs = performance.now();
    const touch = async (): Promise<boolean> => {
      if ((await inodeOf(path)) !== ino) return false;
      const now = new Date();
      await utimes(path, now, now);
      touchedMs = performance.now();
      return true;
    };
    // A folder that cannot be reached for a moment is tried again.
    const beat = setInterval(() => void touch().catch(() => undefined), TOUCH_MS);
    beat.unref();
    return {
      isHeld: async () => {
        // Frozen for long, it may be another one's by now: then its inode says so.
        const isFresh = performance.now() - touchedMs < this.#staleMs / 2;
        return isFresh ? (await inodeOf(path)) === ino : touch();
      },
      release: async () => {
        clearInterval(beat);
        if ((await inodeOf(path)) === ino) await unlink(path);
      },
    };
  }
}

/** Where a process can be seen by its number: one machine since it was started, and on it one container. */
const PLACE = placeOfOurs();

function placeOfOurs(): string {
  if (process.platform !== 'linux') return hostname();
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot}/${readlinkSync('/proc/self/ns/pid')}/${hostname()}`;
}

const nameOfOurs = (): string => `${process.pid} ${startMarkOf(process.pid)} @${PLACE}`;

const inodeOf = async (path: string): Promise<number | null> => (await stat(path).catch(() => null))?.ino ?? null;

/** @returns its inode; null when there is one already */
async function makeLock(path: string): Promise<number | null> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(nameOfOurs());
    const { ino } = await file.stat();
    await file.close();
    return ino;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null;
    throw error;
  }
}

/** @returns what stands in it, which may be nothing for a moment, or for good after a crash; null when it is gone */
async function holderIn(path: string): Promise<string | null> {
  for (let look = 1; ; look += 1) {
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text !== '' || look === NAMING_LOOKS) return text;
    await wait(NAMING_LOOK_MS);
  }
}
