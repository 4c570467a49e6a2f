import { drawFraction } from '../../simulator/random.js';

/** Chance that repeats. Every draw has a name, so that a new one changes none of the others. */
export class Dice {
  readonly #seed: number;
  readonly #words: readonly (string | number)[];

  constructor(seed: number, ...words: readonly (string | number)[]) {
    this.#seed = seed;
    this.#words = words;
  }

  /** Dice of its own for one part of the whole. */
  for(...words: readonly (string | number)[]): Dice {
    return new Dice(this.#seed, ...this.#words, ...words);
  }

  fraction(name: string): number {
    return drawFraction(this.#seed, ...this.#words, name);
  }

  chance(name: string, probability: number): boolean {
    return this.fraction(name) < probability;
  }

  /** A whole number from `least` to `most`, both included. */
  whole(name: string, least: number, most: number): number {
    return least + Math.floor(this.fraction(name) * (most - least + 1));
  }

  pick<const T>(name: string, choices: readonly [T, ...T[]]): T {
    return choices[Math.floor(this.fraction(name) * choices.length)] ?? choices[0];
  }
}
