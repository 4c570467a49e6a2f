import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leaselineHome } from '../../workers/embedded/home.js';

/** Names of packages, one a line, where the shell finds them without starting anything. */
export const namesFile = (): string => join(leaselineHome(), 'names');

/** Keeps the names for the shell; it is no loss where that cannot be. */
export function keepNames(names: readonly string[]): void {
  const file = namesFile();
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(leaselineHome(), { recursive: true });
    writeFileSync(draft, names.map((name) => `${name}\n`).join(''));
    renameSync(draft, file);
  } catch {
    // A home that may not be written to has no memory.
  }
}
