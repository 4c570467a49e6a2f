import { createHash, randomUUID } from 'node:crypto';
import { stringify } from 'node:querystring';
import { Readable } from 'node:stream';
import { OpenApiUtil } from '@alicloud/openapi-core';
import type { AlibabaKeys } from './credentials.js';

const algorithm = 'ACS3-HMAC-SHA256';

export interface AlibabaAction {
  readonly action: string;
  readonly version: string;
  /** Vendor-spelled parameters; lists and objects are flattened to `X.1`, `Tag.1.Key`. Absent ones are not sent. */
  readonly parameters: object;
}

export interface SignedRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Builds one V3-signed RPC request with the vendor's own flattening and signing (openapi-core).
 * @param stamp time and nonce, given only by tests that check published vectors
 */
export function signedRequest(
  endpoint: URL,
  { action, version, parameters }: AlibabaAction,
  keys: AlibabaKeys,
  // The library's own nonce has only 10^12 values; a repeated one is SignatureNonceUsed, an unknown outcome.
  stamp: { readonly date: string; readonly nonce: string } = {
    date: OpenApiUtil.getTimestamp(),
    nonce: randomUUID(),
  },
): SignedRequest {
  const query = OpenApiUtil.query(parameters);
  const payloadHash = createHash('sha256').update('').digest('hex');
  const headers: Record<string, string> = {
    host: endpoint.host,
    'x-acs-version': version,
    'x-acs-action': action,
    'x-acs-date': stamp.date,
    'x-acs-signature-nonce': stamp.nonce,
    'x-acs-content-sha256': payloadHash,
    accept: 'application/json',
    'user-agent': OpenApiUtil.getUserAgent('leaseline'),
  };
  if (keys.providerName) headers['x-acs-credentials-provider'] = keys.providerName;
  if (keys.securityToken) {
    headers['x-acs-accesskey-id'] = keys.accessKeyId;
    headers['x-acs-security-token'] = keys.securityToken;
  }
  const unsent = {
    protocol: endpoint.protocol,
    port: 0,
    method: 'POST',
    pathname: endpoint.pathname,
    query,
    headers,
    body: Readable.from([]),
  };
  headers.authorization = OpenApiUtil.getAuthorization(
    unsent,
    algorithm,
    payloadHash,
    keys.accessKeyId,
    keys.accessKeySecret,
  );
  const url = new URL(endpoint);
  url.search = stringify(query);
  return { url, headers };
}
