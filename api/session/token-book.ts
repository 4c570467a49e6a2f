import { z } from 'zod';
import { ExplainedError } from '../../model/config/explained-error.js';
import { type TokenListed, tokenSchema } from '../shapes/token.js';
import type { Caller } from '../tokens.js';
import { LineFile } from './line-file.js';

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
type LineOf<Kind extends Line['kind']> = Extract<Line, { kind: Kind }>;

const DAY_MS = 24 * 60 * 60 * 1000;
/** So long after a token has expired it can still be seen who had it, and who ended it and why. */
const KEPT_AFTER_MS = 30 * DAY_MS;
/** No session lasts longer than a day; one more, should clocks differ. */
const SESSIONS_GONE_AFTER_MS = 2 * DAY_MS;
const WORTH_IT = 100;
/** Between whoever asks and this process. */
const CLOCKS_DIFFER_MS = 60_000;

/**
 * Which tokens were made, and which of them hold no more. Lines are added, in one write each, so any number of
 * processes may write; and whoever reads looks whether there is more, so an ended token is ended for all of them at once.
 */
export class TokenBook {
  readonly #path: string | null;
  readonly #file: LineFile | null;
  readonly #issued = new Map<string, LineOf<'issued'>>();
  readonly #revoked = new Map<string, NonNullable<TokenListed['revoked']>>();
  readonly #loggedOut = new Map<string, LineOf<'loggedOut'>>();
  #endedBefore: LineOf<'endedBefore'> | null = null;

  /** @param path null: in this process alone */
  constructor(path: string | null) {
    this.#path = path;
    this.#file = path === null ? null : new LineFile(path);
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

  /**
   * Ends every token and session that was made before then, also those that no list knows.
   * @returns that instant
   * @throws ExplainedError when it lies ahead: until then no token could be made that holds, and nobody can take it back
   */
  endBefore(before: Date, by: string): string {
    const now = new Date();
    if (before.getTime() > now.getTime() + CLOCKS_DIFFER_MS) {
      throw new ExplainedError(
        `${before.toISOString()} lies ahead: every token made until then would be ended as well`,
        'Name an instant that is over; the present one ends all there are',
      );
    }
    const at = now.toISOString();
    const ended = before > now ? at : before.toISOString();
    this.#add({ kind: 'endedBefore', before: ended, by, at });
    return ended;
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
  isEnded({ id, issuedAtMs, madeOf, link }: Pick<Caller, 'id' | 'issuedAtMs' | 'madeOf' | 'link'>): boolean {
    this.#read();
    const ids = [id, madeOf?.id].filter((one) => one !== undefined);
    if (ids.some((one) => this.#revoked.has(one))) return true;
    // A calendar address goes on when the browser it was made in logs out: it has an end of its own.
    if (link === undefined && ids.some((one) => this.#loggedOut.has(one))) return true;
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
    this.#file.append(JSON.stringify(line));
    this.#read();
    this.#forgetOld(this.#file, Date.now());
  }

  /** The file does not grow for ever: what ended long ago goes, once there is so much of it that it is worth the writing. */
  #forgetOld(file: LineFile, nowMs: number): void {
    const isOld = (id: string) => {
      const expiresAt = this.#issued.get(id)?.expiresAt;
      return expiresAt !== undefined && Date.parse(expiresAt) + KEPT_AFTER_MS < nowMs;
    };
    const hasOldSession = ({ at }: LineOf<'loggedOut'>) => Date.parse(at) + SESSIONS_GONE_AFTER_MS < nowMs;
    const oldIds = [...this.#issued.keys()].filter(isOld);
    const oldLogouts = [...this.#loggedOut.values()].filter(hasOldSession);
    if (oldIds.length + oldLogouts.length < WORTH_IT) return;
    for (const id of oldIds) {
      this.#issued.delete(id);
      this.#revoked.delete(id);
    }
    for (const { id } of oldLogouts) this.#loggedOut.delete(id);
    const revoked = [...this.#revoked].map(([id, how]): Line => ({ kind: 'revoked', id, ...how }));
    const before = this.#endedBefore === null ? [] : [this.#endedBefore];
    const lines: readonly Line[] = [...this.#issued.values(), ...revoked, ...this.#loggedOut.values(), ...before];
    file.replace(lines.map((line) => JSON.stringify(line)));
  }

  #read(): void {
    if (this.#file === null) return;
    try {
      for (const line of this.#file.readOn()) this.#takeText(line);
    } catch (error) {
      throw new ExplainedError(
        `The list of ended tokens cannot be read from ${this.#path}`,
        'Let the user this process runs as read it; until then no token is taken',
        { cause: error },
      );
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
        this.#loggedOut.set(line.id, line);
        return;
    }
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
