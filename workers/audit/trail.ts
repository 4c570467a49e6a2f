import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AuditHead, type AuditLine, GENESIS } from '../../model/audit.js';
import { ExplainedError } from '../../model/config/explained-error.js';
import type { PackageState, TimelineEntry } from '../../model/messages.js';
import { type AuditFlaw, ChainReader, hashOf, isFlaw } from './chain.js';
import { findHalfLine, mendHalfLine } from './half-line.js';
import { linesOf } from './lines.js';

const HALF_A_LINE =
  'is half a line: it is being written just now, or its write was broken off by a full disk or a power cut. leaseline api takes it away before it writes the next one, and writes what it told anew';

export const trailFile = (home: string): string => join(home, 'audit', 'trail.jsonl');

/** Lines of a trail, in order, as they are read; the first flaw ends it. */
export async function* readTrail(file: string, reader: ChainReader): AsyncGenerator<AuditLine | AuditFlaw> {
  if (!existsSync(file)) return yield* readLines([], reader);
  const half = await findHalfLine(file);
  yield* readLines(linesOf(file), reader, half === null || half.isWhole ? null : half.text);
}

/**
 * The same of lines that come from elsewhere.
 * @param half the end of what was broken off; null: nothing was
 */
export async function* readLines(
  lines: AsyncIterable<string> | Iterable<string>,
  reader: ChainReader,
  half: string | null = null,
): AsyncGenerator<AuditLine | AuditFlaw> {
  for await (const text of lines) {
    if (text === half) {
      yield { line: reader.head.seq + 1, why: HALF_A_LINE };
      return;
    }
    const taken = reader.take(text);
    yield taken;
    if (isFlaw(taken)) return;
  }
  const missing = reader.end();
  if (missing !== null) yield missing;
}

interface Written {
  readonly n: number;
  readonly mark: string;
}

/** What tells one entry from another of the same number. */
const markOf = ({ at, who, what }: Pick<AuditLine, 'at' | 'who' | 'what'>): string =>
  createHash('sha256')
    .update(JSON.stringify([at, nameOf(who), what]))
    .digest('base64')
    .slice(0, 22);

/** A signal may come from a program that names itself by anything: what is no text must not break the trail. */
const nameOf = (who: unknown): string | null => (who === null ? null : String(who));

/** The trail of one home, open for its one writer. */
export class Trail {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #told: (what: string) => void;
  #head: AuditHead = { seq: 0, hash: GENESIS };
  /** The newest entry of each life that stands in it. */
  #written = new Map<string, Written>();
  /** A write failed: how much of it stands there is not known. */
  #isDoubtful = false;
  /** The one that is being written: each follows on the hash of the one before it. */
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(path: string, file: FileHandle, told: (what: string) => void) {
    this.#path = path;
    this.#file = file;
    this.#told = told;
  }

  /**
   * Reads what is there to its end, so that it goes on where it stopped, also after a crash in the middle of a line.
   * @param told hears what had to be mended
   * @throws ExplainedError when what is there was changed: nothing is written after a broken line
   */
  static async open(path: string, told: (what: string) => void = () => {}): Promise<Trail> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const trail = new Trail(path, await open(path, 'a', 0o600), told);
    try {
      await trail.#readAnew();
    } catch (error) {
      await trail.close();
      throw error;
    }
    return trail;
  }

  async #readAnew(): Promise<void> {
    const mended = await mendHalfLine(this.#path);
    if (mended !== null) this.#told(mended);
    const reader = new ChainReader();
    const written = new Map<string, Written>();
    for await (const line of readTrail(this.#path, reader)) {
      if (isFlaw(line)) {
        throw new ExplainedError(
          `The audit trail is broken: line ${line.line} of ${this.#path} ${line.why}`,
          'Keep the file as evidence under another name; a new one begins with everything the packages still know',
        );
      }
      written.set(line.life, { n: line.n, mark: markOf(line) });
    }
    this.#head = reader.head;
    this.#written = written;
    this.#isDoubtful = false;
  }

  get head(): AuditHead {
    return this.#head;
  }

  /** What of a package's timeline is not in it yet, is put there; what is lost is said. @returns how many lines */
  add(state: PackageState, now: Date): Promise<number> {
    const added = this.#writing.then(() => this.#append(state, now));
    this.#writing = added.catch(() => undefined);
    return added;
  }

  async #append(state: PackageState, now: Date): Promise<number> {
    if (this.#isDoubtful) await this.#readAnew();
    const { lifeId, timeline } = state;
    const entries = timeline.filter((entry): entry is TimelineEntry & { n: number } => entry.n !== undefined);
    const written = this.#written.get(lifeId)?.n ?? 0;
    const last = await this.#agreedUpTo(lifeId, entries);
    const fresh = entries.filter(({ n }) => n > last);
    const [first] = fresh;
    if (first === undefined) return 0;
    const lines: Omit<AuditLine, 'seq' | 'previous' | 'hash'>[] = [];
    const shared = {
      writtenAt: now.toISOString(),
      package: state.name,
      life: lifeId,
      account: state.account,
      product: state.product,
    };
    if (last < written) {
      const what = `its workflow was reset: what it told from entry ${first.n} on stands above, and is told anew below`;
      lines.push({ ...shared, kind: 'entry', n: first.n, at: null, who: null, what, facts: { kind: 'reset' } });
    } else if (first.n > last + 1) {
      const what = `entries ${last + 1} to ${first.n - 1} were forgotten before they could be written here`;
      lines.push({ ...shared, kind: 'gap', n: first.n - 1, at: null, who: null, what, facts: null });
    }
    for (const { n, at, who, what, facts } of fresh) {
      const told = { n, at, who: nameOf(who), what, facts: facts === undefined ? null : { ...facts } };
      lines.push({ ...shared, kind: 'entry', ...told });
    }
    let { seq, hash } = this.#head;
    const text = lines.map((line) => {
      seq += 1;
      const body = { seq, ...line, previous: hash };
      hash = hashOf(body);
      return `${JSON.stringify({ ...body, hash })}\n`;
    });
    this.#isDoubtful = true;
    await this.#file.appendFile(text.join(''));
    await this.#file.datasync();
    this.#isDoubtful = false;
    this.#head = { seq, hash };
    const newest = fresh.at(-1) ?? first;
    this.#written.set(lifeId, { n: newest.n, mark: markOf(newest) });
    return lines.length;
  }

  /** Up to which entry the trail has what the package tells. One that was reset tells anew, under numbers that stand here. */
  async #agreedUpTo(lifeId: string, entries: readonly (TimelineEntry & { n: number })[]): Promise<number> {
    const written = this.#written.get(lifeId);
    const newest = entries.at(-1);
    if (written === undefined || newest === undefined) return written?.n ?? 0;
    const same = entries.find(({ n }) => n === written.n);
    const isOn = newest.n >= written.n && (same === undefined || markOf(same) === written.mark);
    if (isOn) return written.n;
    const marks = new Map<number, string>();
    for await (const line of readTrail(this.#path, new ChainReader())) {
      if (!isFlaw(line) && line.life === lifeId) marks.set(line.n, markOf(line));
    }
    const other = entries.find((entry) => marks.get(entry.n) !== markOf(entry));
    return other === undefined ? written.n : other.n - 1;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
