import { existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { isJson } from '../../model/is-json.js';

const NEWLINE = 0x0a;
const CHUNK = 64 * 1024;

/** What stands after the last whole line of a file: a write that a full disk or a power cut broke off. */
export interface HalfLine {
  /** Where it begins, in bytes. */
  readonly at: number;
  readonly text: string;
  /** Only its end of line is missing. */
  readonly isWhole: boolean;
}

/** @returns null when there is none */
export async function findHalfLine(path: string): Promise<HalfLine | null> {
  if (!existsSync(path)) return null;
  const file = await open(path, 'r');
  try {
    return await halfLineOf(file);
  } finally {
    await file.close();
  }
}

/**
 * Takes half a line away, so that the next one does not stand behind it. Nobody relied on it: what it told is asked of its package
 * again. A whole one gets the end it lacks, and stays.
 * @returns what was found and done, one sentence; null when there was nothing
 */
export async function mendHalfLine(path: string): Promise<string | null> {
  if (!existsSync(path)) return null;
  const file = await open(path, 'r+');
  try {
    const half = await halfLineOf(file);
    if (half === null) return null;
    if (half.isWhole) {
      await file.write('\n', half.at + Buffer.byteLength(half.text));
      return 'the end of its last line was missing and was put there';
    }
    await file.truncate(half.at);
    return `its last line was broken off after ${Buffer.byteLength(half.text)} bytes and was taken away; it is written anew`;
  } finally {
    await file.close();
  }
}

async function halfLineOf(file: FileHandle): Promise<HalfLine | null> {
  const { size } = await file.stat();
  const at = await endOfLastLine(file, size);
  if (at === size) return null;
  const bytes = Buffer.alloc(size - at);
  await file.read(bytes, 0, bytes.length, at);
  const text = bytes.toString('utf8');
  return { at, text, isWhole: isJson(text) };
}

async function endOfLastLine(file: FileHandle, size: number): Promise<number> {
  for (let end = size; end > 0; ) {
    const from = Math.max(0, end - CHUNK);
    const bytes = Buffer.alloc(end - from);
    await file.read(bytes, 0, bytes.length, from);
    const found = bytes.lastIndexOf(NEWLINE);
    if (found >= 0) return from + found + 1;
    end = from;
  }
  return 0;
}
