/**
 * One reading for everybody who asks within some time: what costs vendors or desks something is not asked for again because
 * a page is open on many screens. What failed is not kept.
 */
export class Kept<Value> {
  readonly #keptMs: number;
  #newest: { readonly key: string; readonly value: Promise<Value>; readonly readMs: number } | null = null;

  constructor(keptMs: number) {
    this.#keptMs = keptMs;
  }

  /** What was read is not true any more. */
  forget(): void {
    this.#newest = null;
  }

  /** @param key what is asked for; another one is read anew, also while a reading is wanted `afresh` */
  get(key: string, read: () => Promise<Value>, afresh = false): Promise<Value> {
    const newest = this.#newest;
    const isYoung = newest !== null && performance.now() - newest.readMs < this.#keptMs;
    if (isYoung && newest.key === key && !afresh) return newest.value;
    const reading = { key, value: read(), readMs: performance.now() };
    this.#newest = reading;
    reading.value.catch(() => {
      if (this.#newest === reading) this.#newest = null;
    });
    return reading.value;
  }
}
