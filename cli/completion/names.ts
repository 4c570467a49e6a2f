import { join } from 'node:path';
import { leaselineHome } from '../../workers/embedded/home.js';
import { replaceFile } from '../../workers/embedded/replace-file.js';

/** Names of packages, one a line, where the shell finds them without starting anything. */
export const namesFile = (): string => join(leaselineHome(), 'names');

/** Keeps the names for the shell; it is no loss where that cannot be. */
export function keepNames(names: readonly string[]): void {
  try {
    replaceFile(namesFile(), names.map((name) => `${name}\n`).join(''), { isPrivate: false });
  } catch {
    // A home that may not be written to has no memory.
  }
}
