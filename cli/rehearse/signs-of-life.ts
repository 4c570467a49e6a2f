/** Real time in which nothing came about: the server waits for what never comes. */
const STILL_LIMIT_MS = 60_000;
/** Virtual time that goes by meanwhile by itself, where a task that cannot be ended is given up and handed out anew. */
const CREEPING_MS = 15 * 60_000;

/**
 * Tells a time-skipping server at work from one that stands still: at work, activities end well (what is stuck is tried again, and
 * fails), or the clock leaps.
 */
export class SignsOfLife {
  readonly #limitMs: number;
  #stillMs = 0;
  #virtualMs = 0;
  #doneWell = 0;

  /** @param limitMs real time without a sign that is too long */
  constructor(limitMs = STILL_LIMIT_MS) {
    this.#limitMs = limitMs;
  }

  /**
   * @param virtualMs the server's clock
   * @param doneWell activities that have ended well so far
   * @param passedMs real time since the last look
   * @returns false when nothing has come about for too long
   */
  look(virtualMs: number, doneWell: number, passedMs: number): boolean {
    if (doneWell !== this.#doneWell || virtualMs - this.#virtualMs > CREEPING_MS) {
      this.#stillMs = 0;
      this.#virtualMs = virtualMs;
      this.#doneWell = doneWell;
    } else this.#stillMs += passedMs;
    return this.#stillMs < this.#limitMs;
  }
}
