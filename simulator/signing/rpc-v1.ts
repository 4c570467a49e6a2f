import { createHmac } from 'node:crypto';
import { byCodeUnit, percentEncode } from './encode.js';

/** Base64 HMAC-SHA1 over query and form parameters together, `Signature` itself left out. */
export function rpcV1Signature(method: string, parameters: ReadonlyMap<string, string>, secret: string): string {
  const canonical = [...parameters]
    .filter(([key]) => key !== 'Signature')
    .sort(([left], [right]) => byCodeUnit(left, right))
    .map(([key, value]) => `${percentEncode(key)}=${percentEncode(value)}`)
    .join('&');
  return createHmac('sha1', `${secret}&`)
    .update(`${method}&${percentEncode('/')}&${percentEncode(canonical)}`)
    .digest('base64');
}
