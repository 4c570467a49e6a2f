import { createHash, createHmac } from 'node:crypto';
import { byCodeUnit, percentEncode } from './encode.js';

/** What an `Authorization: ACS3-HMAC-SHA256 …` header says. */
export interface Acs3Authorization {
  readonly accessKeyId: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** A request as the V3 signature sees it. */
export interface Acs3Request {
  readonly method: string;
  readonly path: string;
  /** Decoded: SDKs leave `*` bare in the URL and sign `%2A`, so the raw text must not be used. */
  readonly query: ReadonlyMap<string, string>;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly contentSha256: string;
}

const shape = /^ACS3-HMAC-SHA256\s+Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]+)$/;

export function parseAcs3Authorization(header: string): Acs3Authorization | null {
  const match = shape.exec(header.trim());
  const [, accessKeyId, signedHeaders, signature] = match ?? [];
  if (accessKeyId === undefined || signedHeaders === undefined || signature === undefined) return null;
  return { accessKeyId, signedHeaders: signedHeaders.split(';'), signature };
}

/** Lower-case hex HMAC-SHA256 over the canonical request, signed headers as the caller listed them. */
export function acs3Signature(request: Acs3Request, signedHeaders: readonly string[], secret: string): string {
  const query = [...request.query]
    .map(([key, value]): [string, string] => [percentEncode(key), percentEncode(value)])
    .sort(([left], [right]) => byCodeUnit(left, right))
    .map(([key, value]) => `${key}=${value}`)
    .join('&');
  const headers = signedHeaders.map((name) => `${name}:${(request.headers.get(name) ?? '').trim()}\n`).join('');
  const canonical = [request.method, request.path, query, headers, signedHeaders.join(';'), request.contentSha256].join(
    '\n',
  );
  return createHmac('sha256', secret)
    .update(`ACS3-HMAC-SHA256\n${sha256Hex(canonical)}`)
    .digest('hex');
}

export function sha256Hex(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
