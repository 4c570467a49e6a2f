import { isSafeNumber, parse } from 'lossless-json';

/**
 * Reads a JSON body; a number that JavaScript would round stays the text it was, so a 64-bit order id keeps its digits.
 * @returns the parsed body, or undefined when it is no JSON (a gateway's HTML page, a cut-off answer)
 */
export function parseBody(text: string): unknown {
  try {
    return parse(text, null, (digits) => (isSafeNumber(digits) ? Number(digits) : digits));
  } catch {
    return undefined;
  }
}
