import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Replaces a file at once, so that a reader never sees half of it.
 * @param isPrivate only its owner may read it (mode 0600)
 */
export function replaceFile(file: string, text: string, { isPrivate }: { readonly isPrivate: boolean }): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text, isPrivate ? { mode: 0o600 } : {});
  // One that was left behind keeps the mode it had.
  if (isPrivate) chmodSync(draft, 0o600);
  renameSync(draft, file);
}
