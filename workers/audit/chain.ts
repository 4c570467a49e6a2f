import { createHash } from 'node:crypto';
import { type AuditHead, type AuditLine, auditLineSchema, GENESIS, hashedText } from '../../model/audit.js';

export const hashOf = (line: Omit<AuditLine, 'hash'>): string =>
  createHash('sha256').update(hashedText(line)).digest('hex');

/** What is wrong with a trail, where; null when nothing is. */
export interface AuditFlaw {
  /** Of the file, from 1. */
  readonly line: number;
  readonly why: string;
}

/** Follows a trail from its first line to its last. */
export class ChainReader {
  #head: AuditHead;
  #lines = 0;
  /** Lines a head that was kept elsewhere must be found at. */
  readonly #expected: ReadonlyMap<number, string>;

  /** @param after where it goes on, for whoever has followed it so far */
  constructor(expected: readonly AuditHead[] = [], after: AuditHead = { seq: 0, hash: GENESIS }) {
    this.#head = after;
    this.#expected = new Map(expected.map(({ seq, hash }) => [seq, hash]));
  }

  get head(): AuditHead {
    return this.#head;
  }

  /** @returns the line, or what is wrong with it */
  take(text: string): AuditLine | AuditFlaw {
    this.#lines += 1;
    const flaw = (why: string): AuditFlaw => ({ line: this.#lines, why });
    let parsed: AuditLine;
    let isAsWritten: boolean;
    try {
      const value: unknown = JSON.parse(text);
      // A name that stands there twice, or room in between, shows a reader what the hash knows nothing of.
      isAsWritten = JSON.stringify(value) === text;
      parsed = auditLineSchema.parse(value);
    } catch {
      return flaw('is no line of an audit trail: it was cut off or overwritten');
    }
    const { seq, hash, previous } = parsed;
    if (seq !== this.#head.seq + 1)
      return flaw(`is number ${seq} where ${this.#head.seq + 1} is due: lines are missing or out of order`);
    if (previous !== this.#head.hash)
      return flaw(`does not follow the line before it: that one, or this one, was changed`);
    if (hashOf(parsed) !== hash || !isAsWritten) return flaw('was changed after it was written');
    const expected = this.#expected.get(seq);
    if (expected !== undefined && expected !== hash)
      return flaw(`is not the one whose hash was kept elsewhere for number ${seq}`);
    this.#head = { seq, hash };
    return parsed;
  }

  /** What is missing at the end. */
  end(): AuditFlaw | null {
    const last = Math.max(0, ...this.#expected.keys());
    if (last <= this.#head.seq) return null;
    return { line: this.#lines, why: `is the last one, and number ${last} was kept elsewhere: the end is missing` };
  }
}

export const isFlaw = (value: AuditLine | AuditFlaw): value is AuditFlaw => 'why' in value;
