import { closeSync, fstatSync, mkdirSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { ExplainedError } from '../../model/config/explained-error.js';
import { type TokenListed, tokenSchema } from '../shapes/token.js';
import type { Caller } from '../tokens.js';

const issuedSchema = tokenSchema.extend({ kind: z.literal('issued') });
const lineSchema = z.discriminatedUnion('kind', [
  issuedSchema,
  z.object({
    kind: z.literal('revoked'),
    id: z.string(),
    by: z.string(),
    at: z.string(),
    comment: z.string().nullable(),
  }),
  z.object({ kind: z.literal('endedBefore'), before: z.iso.datetime(), by: z.string(), at: z.string() }),
  z.object({ kind: z.literal('loggedOut'), id: z.string(), at: z.string() }),
]);
type Line = z.infer<typeof lineSchema>;

/**
 * Which tokens were made, and which of them hold no more. Lines are only ever added, in one write each, so any number of
 * processes may write; and whoever reads looks whether there is more, so an ended token is ended for all of them at once.
 */
export class TokenBook {
  readonly #file: string | null;
  #readTo = 0;
  #inode = 0;
  /** What was read of a line that is not whole yet. */
  #rest = '';
  readonly #issued = new Map<string, z.infer<typeof issuedSchema>>();
  readonly #revoked = new Map<string, NonNullable<TokenListed['revoked']>>();
  readonly #loggedOut = new Set<string>();
  #endedBefore: Extract<Line, { kind: 'endedBefore' }> | null = null;

  /** @param file null: in this process alone */
  constructor(file: string | null) {
    this.#file = file;
  }

  issued(token: z.infer<typeof tokenSchema>): void {
    this.#add({ kind: 'issued', ...token });
  }

  /** @returns how it was ended; the first time counts. null: no such token was made here */
  revoke(id: string, by: string, comment: string | null): TokenListed | null {
    this.#read();
    if (!this.#issued.has(id)) return null;
    if (!this.#revoked.has(id)) this.#add({ kind: 'revoked', id, by, at: new Date().toISOString(), comment });
    return this.list().find((one) => one.id === id) ?? null;
  }

  /** Ends every token and session that was made before then, also those that no list knows. */
  endBefore(before: Date, by: string): void {
    this.#add({ kind: 'endedBefore', before: before.toISOString(), by, at: new Date().toISOString() });
  }

  logOut(id: string): void {
    this.#add({ kind: 'loggedOut', id, at: new Date().toISOString() });
  }

  list(): readonly TokenListed[] {
    this.#read();
    return [...this.#issued.values()].map(({ kind: _issued, ...token }) => ({
      ...token,
      revoked: this.#revoked.get(token.id) ?? this.#endedWith(token.issuedAt),
    }));
  }

  /**
   * Whether a token, or the one a session was made of, was ended.
   * @throws ExplainedError when the book cannot be read: then nobody knows, and no token may count
   */
  isEnded({ id, issuedAtMs, madeOf }: Pick<Caller, 'id' | 'issuedAtMs' | 'madeOf'>): boolean {
    this.#read();
    const ids = [id, madeOf?.id].filter((one) => one !== undefined);
    if (ids.some((one) => this.#revoked.has(one) || this.#loggedOut.has(one))) return true;
    const beforeMs = this.#endedBefore === null ? null : Date.parse(this.#endedBefore.before);
    return beforeMs !== null && [issuedAtMs, madeOf?.issuedAtMs].some((ms) => ms !== undefined && ms < beforeMs);
  }

  #endedWith(issuedAt: string): TokenListed['revoked'] {
    const ended = this.#endedBefore;
    if (ended === null || issuedAt >= ended.before) return null;
    return { by: ended.by, at: ended.at, comment: `all before ${ended.before}` };
  }

  #add(line: Line): void {
    if (this.#file === null) {
      this.#take(line);
      return;
    }
    mkdirSync(dirname(this.#file), { recursive: true });
    const handle = openSync(this.#file, 'a+', 0o600);
    try {
      // A process that died in the middle of a line must not spoil the next.
      writeSync(handle, `${endsMidLine(handle) ? '\n' : ''}${JSON.stringify(line)}\n`);
    } finally {
      closeSync(handle);
    }
    this.#read();
  }

  #read(): void {
    if (this.#file === null) return;
    try {
      const { size, ino } = statSync(this.#file);
      // Another file, or a shorter one, is read from its beginning. What was ended stays so.
      if (ino !== this.#inode || size < this.#readTo) [this.#inode, this.#readTo, this.#rest] = [ino, 0, ''];
      if (size > this.#readTo) this.#readOn(this.#file, size);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
      throw new ExplainedError(
        `The list of ended tokens cannot be read from ${this.#file}`,
        'Let the user this process runs as read it; until then no token is taken',
        { cause: error },
      );
    }
  }

  #readOn(file: string, size: number): void {
    const handle = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(size - this.#readTo);
      const length = readSync(handle, bytes, 0, bytes.length, this.#readTo);
      this.#readTo += length;
      const lines = `${this.#rest}${bytes.toString('latin1', 0, length)}`.split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#takeText(Buffer.from(line, 'latin1').toString('utf8'));
    } finally {
      closeSync(handle);
    }
  }

  /** A line that is none was torn when a process died, before anybody was told that it was written. */
  #takeText(text: string): void {
    const parsed = lineSchema.safeParse(jsonIn(text));
    if (parsed.success) this.#take(parsed.data);
  }

  #take(line: Line): void {
    switch (line.kind) {
      case 'issued':
        this.#issued.set(line.id, line);
        return;
      case 'revoked': {
        const { by, at, comment } = line;
        if (!this.#revoked.has(line.id)) this.#revoked.set(line.id, { by, at, comment });
        return;
      }
      case 'endedBefore':
        if (this.#endedBefore === null || line.before > this.#endedBefore.before) this.#endedBefore = line;
        return;
      case 'loggedOut':
        this.#loggedOut.add(line.id);
        return;
    }
  }
}

function endsMidLine(handle: number): boolean {
  const { size } = fstatSync(handle);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(handle, last, 0, 1, size - 1);
  return last.toString() !== '\n';
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
