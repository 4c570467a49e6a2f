import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const ROTATE_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 4096;

/** Opens a log for appending; one that grew large is set aside first (one old one is kept). Gives the descriptor. */
export function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path) && statSync(path).size > ROTATE_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, 'a');
}

/** The last line that says something, for an error message; empty when there is none. */
export function lastLogLine(path: string): string {
  if (!existsSync(path)) return '';
  const { size } = statSync(path);
  const length = Math.min(size, TAIL_BYTES);
  const buffer = Buffer.alloc(length);
  const descriptor = openSync(path, 'r');
  try {
    readSync(descriptor, buffer, 0, length, size - length);
  } finally {
    closeSync(descriptor);
  }
  const lines = buffer.toString('utf8').split('\n');
  return lines.findLast((line) => line.trim() !== '')?.trim() ?? '';
}
