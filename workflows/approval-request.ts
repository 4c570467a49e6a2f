import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const DIGITS = 16;

/** Sixteen hexadecimal digits that stand for exactly this. Plain data of the same content gives the same in any order. */
export function requestHash(exact: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(sorted(exact))))).slice(0, DIGITS);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.map(([key, inner]) => [key, sorted(inner)]);
}
