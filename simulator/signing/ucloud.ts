import { createHash } from 'node:crypto';
import { byCodeUnit } from './encode.js';

/**
 * Lower-case hex SHA1 over names and values run together, then the private key. No separator, no encoding, no time and
 * no nonce: whoever records a request can send it again, and it is a second order.
 */
export function ucloudSignature(parameters: Readonly<Record<string, unknown>>, privateKey: string): string {
  const { Signature: _own, ...signed } = parameters;
  return createHash('sha1')
    .update(runTogether(signed) + privateKey, 'utf8')
    .digest('hex');
}

function runTogether(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(runTogether).join('');
  if (typeof value === 'object') {
    return Object.entries(value)
      .sort(([left], [right]) => byCodeUnit(left, right))
      .map(([key, inner]) => key + runTogether(inner))
      .join('');
  }
  return String(value);
}
