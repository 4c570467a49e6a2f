/** Token buckets, one per key, refilled by the simulator's clock; a bucket holds one second's worth. */
export class Throttle {
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** Takes one token; false when there is none. */
  admits(key: string, perSecond: number, now: number): boolean {
    const capacity = Math.max(1, perSecond);
    const bucket = this.#buckets.get(key) ?? { tokens: capacity, at: now };
    const refilled = Math.min(capacity, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    const admitted = refilled >= 1;
    this.#buckets.set(key, { tokens: admitted ? refilled - 1 : refilled, at: now });
    return admitted;
  }
}
