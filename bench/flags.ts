import { InvalidArgumentError } from 'commander';
import { parseDurationMs } from '../model/duration.js';

/** Readers of the values on the command line; what they refuse ends the bench with exit code 2. */

export function count(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('It is a whole number above zero.');
}

export function durationMs(text: string): number {
  const valueMs = parseDurationMs(text);
  if (valueMs !== null && valueMs > 0) return valueMs;
  throw new InvalidArgumentError('It is a duration above zero, such as 5s or 2m.');
}

/** Several of them, separated by commas. */
export function listOf<Value>(one: (text: string) => Value): (text: string) => readonly Value[] {
  return (text) => text.split(',').map((part) => one(part.trim()));
}
