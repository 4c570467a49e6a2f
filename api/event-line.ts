import { setImmediate as afterOthers } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

const ROWS_PER_PART = 1_000;
/** Of changes that wait for a reader. The list itself is no change, however long it is. */
const UNREAD_MAX_BYTES = 4 * 1024 * 1024;

export interface Listening {
  /** Whose it is, as their requests are counted. */
  readonly who: string;
  /** A long list comes as many events, so that whoever reads it can do something else in between. */
  readonly inParts: boolean;
  /** Whether the token or session they came with holds still. */
  readonly holds: () => boolean;
}

/** One listener's stream of server-sent events. */
export class EventLine {
  readonly who: string;
  readonly #reply: FastifyReply;
  readonly #inParts: boolean;
  readonly #holds: () => boolean;
  /** What waited to be read when the whole list had been sent. */
  #unreadOfList = 0;

  constructor(reply: FastifyReply, { who, inParts, holds }: Listening) {
    this.who = who;
    this.#reply = reply;
    this.#inParts = inParts;
    this.#holds = holds;
  }

  /** Whether what they came with holds still; what cannot be known counts as no. */
  get mayListen(): boolean {
    try {
      return this.#holds();
    } catch {
      return false;
    }
  }

  /** Who does not read is cut off: else all that changes would pile up here. A page that lives comes back, and is told the list. */
  send(event: string, text: string, id: number): void {
    const { raw } = this.#reply;
    if (raw.writableLength - this.#unreadOfList > UNREAD_MAX_BYTES) raw.destroy();
    else this.#write(event, text, id);
  }

  #write(event: string, text: string, id: number): void {
    const { raw } = this.#reply;
    if (raw.destroyed || raw.writableEnded) return;
    raw.write(`id: ${id}\nevent: ${event}\ndata: ${text}\n\n`);
  }

  /**
   * The whole list. In parts, changes may come between them: each row is sent as it is by then, so a part never takes a change
   * back.
   * @param texts each row's text by name, and changed while it is sent
   */
  async whole(texts: ReadonlyMap<string, string>, id: number): Promise<void> {
    if (!this.#inParts) {
      this.#write('packages', `{"packages":[${[...texts.values()].join(',')}]}`, id);
      this.#unreadOfList = this.#reply.raw.writableLength;
      return;
    }
    const names = [...texts.keys()];
    for (let at = 0; ; at += ROWS_PER_PART) {
      const isLast = at + ROWS_PER_PART >= names.length;
      const ofPart = names.slice(at, at + ROWS_PER_PART).flatMap((name) => texts.get(name) ?? []);
      this.#write('part', `{"packages":[${ofPart.join(',')}],"isLast":${isLast}}`, id);
      if (isLast) return;
      // Others are served in between, and a slow reader does not pile the list up here.
      await (this.#reply.raw.writableNeedDrain ? this.#drained() : afterOthers());
      if (this.#reply.raw.destroyed || this.#reply.raw.writableEnded) return;
    }
  }

  end(): void {
    this.#reply.raw.end();
  }

  #drained(): Promise<void> {
    const { raw } = this.#reply;
    return new Promise((resolve) => {
      const done = () => {
        raw.off('drain', done);
        raw.off('close', done);
        resolve();
      };
      raw.on('drain', done);
      raw.on('close', done);
    });
  }
}
