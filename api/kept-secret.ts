import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BYTES = 32;

/** A random secret in a file of this home that only its owner may read (mode 0600); made when there is none. */
export function keptSecret(home: string, name: string): string {
  const file = join(home, name);
  if (!existsSync(file)) writeSecret(home, file, randomBytes(BYTES).toString('base64url'));
  return readFileSync(file, 'utf8').trim();
}

/** At once, so that nobody reads half of it. */
function writeSecret(home: string, file: string, text: string): void {
  mkdirSync(home, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${text}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
}
