import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSecret } from './tokens.js';

const NAME = 'token';

/**
 * The token that opens everything to the person who owns this machine's home; made when there is none. Whoever can read the
 * file (mode 0600) could read everything beside it as well.
 */
export function ensureLocalToken(home: string): string {
  const file = join(home, NAME);
  if (!existsSync(file)) writeSecret(home, NAME, randomBytes(32).toString('base64url'));
  return readFileSync(file, 'utf8').trim();
}
