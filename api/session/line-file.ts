import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** A process that died while it wrote the file anew left its draft behind. */
const DRAFT_IS_OLD_MS = 60_000;
const TRIES = 5;

/**
 * A file of lines that any number of processes add to, each line in one write, and read on from where they were. Now and then
 * one of them writes it anew without what nobody needs.
 */
export class LineFile {
  readonly #path: string;
  #readTo = 0;
  /** Which file was read: another one, or a shorter one, is read from its beginning. */
  #identity = '';
  /** What was read of a line that is not whole yet. */
  #rest = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** Written anew meanwhile, the line would be in a file that nobody reads any more: then it is added once more. */
  append(line: string): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    for (let tries = 0; tries < TRIES; tries += 1) {
      const handle = openSync(this.#path, 'a+', 0o600);
      try {
        // A process that died in the middle of a line must not spoil the next.
        writeSync(handle, `${endsMidLine(handle) ? '\n' : ''}${line}\n`);
        if (identityOf(statSync(this.#path)) === identityOf(fstatSync(handle))) return;
      } finally {
        closeSync(handle);
      }
    }
    throw new Error(`${this.#path} is replaced again and again`);
  }

  /** @returns the whole lines that have come since; none when there is no file */
  readOn(): readonly string[] {
    const handle = openIfThere(this.#path);
    if (handle === null) return [];
    try {
      const stats = fstatSync(handle);
      const identity = identityOf(stats);
      if (identity !== this.#identity || stats.size < this.#readTo) {
        [this.#identity, this.#readTo, this.#rest] = [identity, 0, ''];
      }
      const text = `${this.#rest}${this.#readFrom(handle)}`;
      const lines = text.split('\n');
      this.#rest = lines.pop() ?? '';
      return lines.map((line) => Buffer.from(line, 'latin1').toString('utf8'));
    } finally {
      closeSync(handle);
    }
  }

  /**
   * Puts these lines in the place of all that was read. Nothing happens when somebody adds to it or writes it anew just now:
   * there is no hurry.
   */
  replace(lines: readonly string[]): void {
    const draft = `${this.#path}.new`;
    const writing = openNew(draft);
    if (writing === null) return;
    const before = openIfThere(this.#path);
    if (before === null) {
      closeSync(writing);
      unlinkSync(draft);
      return;
    }
    try {
      const { size, ...stats } = fstatSync(before);
      if (identityOf(stats) !== this.#identity || size !== this.#readTo) {
        unlinkSync(draft);
        return;
      }
      writeSync(writing, lines.map((line) => `${line}\n`).join(''));
      // After a power cut it must not be empty: what was ended would hold again.
      fsyncSync(writing);
      renameSync(draft, this.#path);
      // Whoever had opened the old one has added to that.
      const late = this.#readFrom(before);
      if (late !== '') writeSync(writing, Buffer.from(late, 'latin1'));
    } finally {
      closeSync(before);
      closeSync(writing);
    }
  }

  /** As Latin-1, so that a character cut in two is whole again with its rest. */
  #readFrom(handle: number): string {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(handle).size - this.#readTo));
    const length = readSync(handle, bytes, 0, bytes.length, this.#readTo);
    this.#readTo += length;
    return bytes.toString('latin1', 0, length);
  }
}

/** The number of a file that is gone is given to another one sooner or later; when it was made is its own. */
const identityOf = ({ ino, birthtimeMs }: Pick<Stats, 'ino' | 'birthtimeMs'>): string => `${ino} ${birthtimeMs}`;

function endsMidLine(handle: number): boolean {
  const { size } = fstatSync(handle);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(handle, last, 0, 1, size - 1);
  return last.toString() !== '\n';
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (isError(error, 'ENOENT')) return null;
    throw error;
  }
}

/** @returns null: another process is at it */
function openNew(path: string): number | null {
  try {
    return openSync(path, 'ax', 0o600);
  } catch (error) {
    if (!isError(error, 'EEXIST')) throw error;
    removeIfOld(path);
    return null;
  }
}

function removeIfOld(draft: string): void {
  try {
    if (Date.now() - statSync(draft).mtimeMs > DRAFT_IS_OLD_MS) unlinkSync(draft);
  } catch (error) {
    // Whoever was at it is through meanwhile.
    if (!isError(error, 'ENOENT')) throw error;
  }
}

const isError = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
