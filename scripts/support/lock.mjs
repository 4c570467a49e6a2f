import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { say } from './tell.mjs';

const LOOK_AGAIN_MS = 200;
// No set-up takes this long; after it a lock whose process id was given to somebody else is not believed either.
const OLDEST_MS = 30 * 60 * 1000;
const WRITING_MS = 5_000;

/** Lets one process at a time do the work; the others wait. A lock left behind by a dead process is taken over. */
export async function withLock(file, work) {
  mkdirSync(dirname(file), { recursive: true });
  let toldAbout = null;
  for (;;) {
    if (take(file)) break;
    const holder = holderOf(file);
    if (holder === 'gone') continue;
    if (holder === 'stale') {
      rmSync(file, { force: true });
      continue;
    }
    if (holder !== toldAbout && holder !== 'unknown')
      say(`Another set-up is running (process ${holder}); waiting for it`);
    toldAbout = holder;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function holderOf(file) {
  try {
    const ageMs = Date.now() - statSync(file).mtimeMs;
    const pid = Number(readFileSync(file, 'utf8'));
    if (!Number.isInteger(pid) || pid <= 0) return ageMs > WRITING_MS ? 'stale' : 'unknown';
    return ageMs < OLDEST_MS && isAlive(pid) ? pid : 'stale';
  } catch (error) {
    if (error.code === 'ENOENT') return 'gone';
    throw error;
  }
}

function isAlive(pid) {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
