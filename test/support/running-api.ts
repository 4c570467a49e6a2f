import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRunFile } from '../../workers/embedded/run-file.js';

/**
 * Asks the API of the system that runs in a home, with the token it left there: a command for each look would cost more than
 * what is looked at.
 * @throws when nothing runs there, or it does not answer with what was asked for
 */
export async function askRunningApi(home: string, path: string) {
  const api = readRunFile(home)?.addresses.api;
  const token = (await readFile(join(home, 'token'), 'utf8')).trim();
  const response = await fetch(`${api}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}
