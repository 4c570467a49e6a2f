/** Somebody wants an unpaid order gone. */
export interface Wish {
  readonly by: string;
}

export interface Unfulfilled {
  readonly wish: Wish;
  readonly againMs: number;
}

const AGAIN_MS = 60 * 1000;
const AGAIN_MAX_MS = 24 * 60 * AGAIN_MS;

/** A wish that the vendor does not fulfil is kept, and put again: soon, and then ever more rarely. */
export class Withdrawal {
  #wish: () => Wish | null;
  #unfulfilled: Unfulfilled | null = null;
  #pauseMs = AGAIN_MS;

  constructor(wish: () => Wish | null) {
    this.#wish = wish;
  }

  /** What was put to the vendor in vain. */
  get unfulfilled(): Unfulfilled | null {
    return this.#unfulfilled?.wish === this.#wish() ? this.#unfulfilled : null;
  }

  /** What is to be put to the vendor now; who says it once more is heard at once. */
  get due(): Wish | null {
    const { unfulfilled } = this;
    return unfulfilled !== null && Date.now() < unfulfilled.againMs ? null : this.#wish();
  }

  putInVain(wish: Wish): void {
    this.#unfulfilled = { wish, againMs: Date.now() + this.#pauseMs };
    this.#pauseMs = Math.min(4 * this.#pauseMs, AGAIN_MAX_MS);
  }

  giveUp(): void {
    this.#wish = () => null;
  }
}
