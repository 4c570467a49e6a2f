import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/**
 * An append-only file of JSON lines, one line for everything one request changed. The line is with the operating system
 * before the answer leaves, so a killed process has forgotten nothing it answered for. A last line without its newline
 * was never answered for and is dropped.
 */
export class Journal {
  readonly #path: string;
  #fd: number;
  #bytes = 0;

  private constructor(path: string, fd: number, bytes: number) {
    this.#path = path;
    this.#fd = fd;
    this.#bytes = bytes;
  }

  /**
   * Reads what is there, hands each whole line to `replay`, then rewrites the file from `snapshot` (a crash between
   * leaves the old file) and opens it for appending.
   */
  static open(stateDir: string, replay: (line: unknown) => void, snapshot: () => Iterable<unknown>): Journal {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    const path = join(stateDir, 'ledger.jsonl');
    if (existsSync(path)) replayLines(path, replay);
    const bytes = rewrite(path, snapshot());
    return new Journal(path, openSync(path, 'a', 0o600), bytes);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * @throws Error when another process has opened the same ledger since: it started from a copy of its own, and two that
   * write would each forget half.
   */
  append(line: unknown): void {
    if (statSync(this.#path).ino !== fstatSync(this.#fd).ino) {
      throw new Error(`Another simulator has taken over the ledger ${this.#path}; this one must stop.`);
    }
    const text = `${JSON.stringify(line)}\n`;
    this.#bytes += writeWhole(this.#fd, text);
  }

  /** Replaces the whole file, for when it has grown far beyond what it says. */
  compact(snapshot: Iterable<unknown>): void {
    closeSync(this.#fd);
    this.#bytes = rewrite(this.#path, snapshot);
    this.#fd = openSync(this.#path, 'a', 0o600);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

function replayLines(path: string, replay: (line: unknown) => void): void {
  const text = readFileSync(path, 'utf8');
  let lineNumber = 0;
  let from = 0;
  for (let newline = text.indexOf('\n', from); newline >= 0; newline = text.indexOf('\n', from)) {
    lineNumber += 1;
    const line = text.slice(from, newline);
    from = newline + 1;
    try {
      replay(JSON.parse(line));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`The simulator's ledger ${path} is damaged at line ${lineNumber}: ${why}`);
    }
  }
}

function rewrite(path: string, lines: Iterable<unknown>): number {
  const fresh = `${path}.new`;
  const fd = openSync(fresh, 'w', 0o600);
  let bytes = 0;
  for (const line of lines) bytes += writeWhole(fd, `${JSON.stringify(line)}\n`);
  closeSync(fd);
  renameSync(fresh, path);
  return bytes;
}

/** A write may take only a part of what it is given. */
function writeWhole(fd: number, text: string): number {
  const buffer = Buffer.from(text, 'utf8');
  let written = 0;
  while (written < buffer.length) written += writeSync(fd, buffer, written);
  return buffer.length;
}
