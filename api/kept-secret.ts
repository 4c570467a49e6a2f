import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BYTES = 32;

/** A random secret in a file of this home that only its owner may read (mode 0600); made when there is none. */
export function keptSecret(home: string, name: string): string {
  const file = join(home, name);
  if (!existsSync(file)) writeSecret(home, file, randomBytes(BYTES).toString('base64url'));
  return readFileSync(file, 'utf8').trim();
}

/**
 * Of two processes that make it at once, one does, and both use what that one wrote. It appears whole, so that nobody
 * reads half of it.
 */
function writeSecret(home: string, file: string, text: string): void {
  mkdirSync(home, { recursive: true });
  const draft = `${file}.${process.pid}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${text}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    // No links on this file system: then at least only one of them makes it.
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') writeOnce(file, text);
    else if (code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}

function writeOnce(file: string, text: string): void {
  try {
    writeFileSync(file, `${text}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
