import { createHash } from 'node:crypto';

/**
 * Chance that repeats: a number in [0, 1) drawn from a seed and the words that say what it is for, so the same history
 * always has the same delays, whatever else happened in between.
 */
export function drawFraction(seed: number, ...words: readonly (string | number)[]): number {
  return digest(seed, words).readUIntBE(0, 6) / 2 ** 48;
}

/** A delay in whole milliseconds from a range in seconds. */
export function drawDelayMs(seed: number, range: readonly [number, number], ...words: readonly string[]): number {
  const [leastSeconds, mostSeconds] = range;
  return Math.round((leastSeconds + (mostSeconds - leastSeconds) * drawFraction(seed, ...words)) * 1000);
}

/** Lower-case letters and digits, as the vendors' ids have them. */
export function drawAlphanumerics(seed: number, length: number, ...words: readonly (string | number)[]): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const bytes = digest(seed, words);
  let text = '';
  for (let index = 0; index < length; index++) text += alphabet.charAt((bytes[index] ?? 0) % alphabet.length);
  return text;
}

export function drawDigits(seed: number, length: number, ...words: readonly (string | number)[]): string {
  const bytes = digest(seed, words);
  let text = '';
  for (let index = 0; index < length; index++) text += String((bytes[index] ?? 0) % 10);
  return text;
}

export function drawUuid(seed: number, ...words: readonly (string | number)[]): string {
  const hex = digest(seed, words).toString('hex').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

function digest(seed: number, words: readonly (string | number)[]): Buffer {
  return createHash('sha256')
    .update([seed, ...words].join('\u0000'))
    .digest();
}
