import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** One hash over the content of files and folders; only files that `accepts` says yes to count. */
export function fingerprint(base, entries, accepts = () => true) {
  const hash = createHash('sha256');
  for (const entry of entries) {
    for (const file of filesUnder(join(base, entry))) {
      if (!accepts(file)) continue;
      hash.update(relative(base, file)).update('\0').update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

export function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/** What a step was done for, or null when it was not done or not finished. */
export function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** All of the file or nothing of it, whenever we are interrupted. */
export function writeWhole(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  const scratch = `${file}.${process.pid}`;
  writeFileSync(scratch, text);
  renameSync(scratch, file);
}
