import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalText } from '../model/canonical.js';

const DIGITS = 16;

/** Sixteen hexadecimal digits that stand for exactly this. Plain data of the same content gives the same in any order. */
export function requestHash(exact: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalText(exact)))).slice(0, DIGITS);
}
