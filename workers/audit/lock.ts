import { randomUUID } from 'node:crypto';
import { open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { startMarkOf } from '../embedded/process-identity.js';

/** Whoever makes a lock writes its name into it within this time. */
const NAMING_LOOKS = 20;
const NAMING_LOOK_MS = 50;
/** Far longer than it takes from reading who holds a lock to putting another one in its place. */
const SETTLED_MS = 250;

/** @returns the lock's path; null when a living process holds it */
export async function takeLock(path: string): Promise<string | null> {
  if (await isMade(path)) return path;
  const holder = await holderIn(path);
  if (holder === null) return (await isMade(path)) ? path : null;
  if (isAlive(holder)) return null;
  // Several may find that its holder is dead. Each puts its own in that place, and the last one to do so has it.
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, nameOfOurs(), { mode: 0o600 });
  const { ino } = await stat(own);
  await rename(own, path);
  await wait(SETTLED_MS);
  const there = await stat(path).catch(() => null);
  return there?.ino === ino ? path : null;
}

const nameOfOurs = (): string => `${process.pid} ${startMarkOf(process.pid)}`;

async function isMade(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(nameOfOurs());
    await file.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
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

/** Another process may have got the number of one that died long ago. */
function isAlive(holder: string): boolean {
  const [, pid, mark] = /^(\d+) (.+)$/.exec(holder) ?? [];
  return pid !== undefined && startMarkOf(Number(pid)) === mark;
}
