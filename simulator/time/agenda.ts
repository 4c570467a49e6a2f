import TinyQueue from 'tinyqueue';

export interface Due {
  readonly at: number;
  readonly subject: 'package' | 'order' | 'lateCall';
  readonly id: string;
}

/**
 * What will happen by itself, earliest first. An entry may be out of date: whoever takes it looks at its subject
 * again. Equal times go by id, so a replay happens in the same order.
 */
export class Agenda {
  readonly #queue = new TinyQueue<Due>([], (left, right) => left.at - right.at || (left.id < right.id ? -1 : 1));

  add(due: Due): void {
    this.#queue.push(due);
  }

  /** The earliest entry at or before `now`, taken off the agenda. */
  takeUpTo(now: number): Due | undefined {
    const next = this.#queue.peek();
    return next === undefined || next.at > now ? undefined : this.#queue.pop();
  }
}
