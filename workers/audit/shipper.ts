import type { Logger } from 'pino';
import { type AuditHead, GENESIS, headText } from '../../model/audit.js';
import { ExplainedError } from '../../model/config/explained-error.js';
import { ChainReader, isFlaw } from './chain.js';
import { linesOf } from './lines.js';
import type { AuditStore } from './store.js';

/** What one object holds at most. */
const LINES_MAX = 5_000;
const TELL_AGAIN_MS = 60 * 60_000;
const ANOTHER_TRAIL = 'Look with leaseline audit --verify --store; a new trail needs another audit.store.prefix';

/**
 * Copies a trail to a store as it grows. Where it stopped is asked of the store, so nothing is copied twice and nothing is left
 * out, whatever crashed; what the store has must be what the trail says.
 */
export class Shipper {
  readonly #store: AuditStore;
  readonly #path: string;
  readonly #everyMs: number;
  readonly #logger: Logger;
  /** What the store has; null until it was asked. */
  #shipped: AuditHead | null = null;
  /** Where in the file that ends, in bytes. */
  #offset = 0;
  #nextMs = 0;
  #toldMs: number | null = null;

  constructor(store: AuditStore, { path, everyMs, logger }: { path: string; everyMs: number; logger: Logger }) {
    this.#store = store;
    this.#path = path;
    this.#everyMs = everyMs;
    this.#logger = logger;
  }

  /**
   * Copies what is new, unless that was done a moment ago. It never throws: the trail itself does not wait for its copy.
   * @param head how far the trail is surely on disk
   * @param isLast nothing comes after this: now or never
   */
  async ship(head: AuditHead, isLast = false): Promise<void> {
    const nowMs = Date.now();
    if (nowMs < this.#nextMs && !isLast) return;
    if (this.#shipped !== null && this.#shipped.seq >= head.seq) return;
    this.#nextMs = nowMs + this.#everyMs;
    try {
      this.#shipped ??= await this.#resume(head);
      while (this.#shipped.seq < head.seq) this.#shipped = await this.#shipSome(this.#shipped, head);
      if (this.#toldMs !== null) this.#logger.info({ store: this.#store.place }, 'the audit trail is copied again');
      this.#toldMs = null;
    } catch (error) {
      // Whatever it was, the store is asked anew how far it came.
      this.#shipped = null;
      this.#offset = 0;
      this.#tell(error, nowMs);
    }
  }

  #tell(error: unknown, nowMs: number): void {
    if (this.#toldMs !== null && nowMs - this.#toldMs < TELL_AGAIN_MS) return;
    this.#toldMs = nowMs;
    const why = error instanceof ExplainedError ? `${error.message}. ${error.remedy}` : String(error);
    this.#logger.error({ store: this.#store.place, why }, 'the audit trail is not copied');
  }

  /** @throws ExplainedError when the store has another trail than this one, or more of it */
  async #resume(head: AuditHead): Promise<AuditHead> {
    const last = (await this.#store.parts()).at(-1);
    if (last === undefined) return { seq: 0, hash: GENESIS };
    const text = (await this.#store.read(last)).trimEnd().split('\n').at(-1) ?? '';
    const hash = hashIn(text);
    if (last.last > head.seq) {
      throw new ExplainedError(
        `The audit store has ${last.last} lines, and the trail here ends with line ${head.seq}: its end was cut off, or it is another one`,
        ANOTHER_TRAIL,
      );
    }
    const own = await this.#lineAt(last.last);
    if (own !== text) {
      throw new ExplainedError(
        `Line ${last.last} of the trail here is not what the audit store has under that number: one of them was changed, or they are two trails`,
        ANOTHER_TRAIL,
      );
    }
    return { seq: last.last, hash };
  }

  /** Finds a line by its number, and remembers where it ends. */
  async #lineAt(seq: number): Promise<string | null> {
    for await (const { text, number, end } of this.#linesFrom(0, 1)) {
      if (number < seq) continue;
      this.#offset = end;
      return text;
    }
    return null;
  }

  async #shipSome(shipped: AuditHead, head: AuditHead): Promise<AuditHead> {
    const first = shipped.seq + 1;
    const reader = new ChainReader([], shipped);
    const lines: string[] = [];
    let offset = this.#offset;
    for await (const { text, number, end } of this.#linesFrom(offset, first)) {
      const taken = reader.take(text);
      // What does not follow is not passed on as if it did.
      if (isFlaw(taken)) {
        throw new ExplainedError(
          `The trail is broken: line ${number} ${taken.why}`,
          'Look with leaseline audit --verify',
        );
      }
      lines.push(`${text}\n`);
      offset = end;
      if (number === head.seq || lines.length === LINES_MAX) break;
    }
    const newest = reader.head;
    if (newest.seq === shipped.seq)
      throw new ExplainedError(`The trail ends before line ${first}`, 'Look with leaseline audit --verify');
    if ((await this.#store.put(first, newest.seq, lines.join(''))) === 'taken') {
      throw new ExplainedError(
        `Lines ${first} to ${newest.seq} are in the audit store already, written by somebody else`,
        'Only one process may write a trail; it is compared again soon',
      );
    }
    this.#offset = offset;
    this.#logger.info({ store: this.#store.place, auditHead: headText(newest) }, 'the audit trail is copied');
    return newest;
  }

  async *#linesFrom(offset: number, number: number) {
    let end = offset;
    let at = number;
    for await (const text of linesOf(this.#path, offset)) {
      end += Buffer.byteLength(text) + 1;
      yield { text, number: at, end };
      at += 1;
    }
  }
}

function hashIn(text: string): string {
  try {
    const { hash } = JSON.parse(text) as { readonly hash?: unknown };
    if (typeof hash === 'string') return hash;
  } catch {
    // As below.
  }
  throw new ExplainedError('The last line in the audit store is no line of a trail', 'Keep it as evidence');
}
