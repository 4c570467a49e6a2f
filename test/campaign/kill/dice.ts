import { drawFraction } from '../../../simulator/random.js';

/** Chance that repeats: what is drawn depends on the seed and on what it is for, not on what was drawn before. */
export class Dice {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A number in [0, 1). */
  fraction(...what: readonly (string | number)[]): number {
    return drawFraction(this.#seed, ...what);
  }

  isBelow(probability: number, ...what: readonly (string | number)[]): boolean {
    return this.fraction(...what) < probability;
  }

  /** @throws RangeError when there is nothing to pick from */
  pick<T>(from: readonly T[], ...what: readonly (string | number)[]): T {
    const picked = from[Math.floor(this.fraction(...what) * from.length)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  }
}
