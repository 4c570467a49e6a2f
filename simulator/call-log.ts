/** One call as it came in. */
export interface LoggedCall {
  readonly requestId: string;
  /** The simulator's time, epoch ms. */
  readonly at: number;
  /** The machine's time, epoch ms. */
  readonly realAt: number;
  readonly caller: string;
  readonly action: string;
  /** What struck it, by name. */
  readonly faults: readonly string[];
}

const mostKept = 20_000;

/**
 * Every call, refused ones too, oldest first, and of more than 20,000 only the newest. In memory only, so that reading a
 * list costs the journal nothing: after a restart the log begins anew, while counts, fault hits and the request ids of
 * orders, which are journalled, go on.
 */
export class CallLog {
  #calls: LoggedCall[] = [];

  add(call: LoggedCall): void {
    this.#calls.push(call);
    // Seldom, because it copies what is left.
    if (this.#calls.length >= 2 * mostKept) this.#calls = this.#calls.slice(-mostKept);
  }

  /** Notes what struck the newest call: a call is answered whole before the next one is looked at. */
  struck(requestId: string, faults: readonly string[]): void {
    const newest = this.#calls.at(-1);
    if (newest?.requestId === requestId) this.#calls[this.#calls.length - 1] = { ...newest, faults };
  }

  newest(): readonly LoggedCall[] {
    return this.#calls.slice(-mostKept);
  }
}
