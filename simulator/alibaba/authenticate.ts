import { createHash } from 'node:crypto';
import type { KeyPair, KeyRing } from '../accounts.js';
import { decodeForm, type Incoming, isForm } from '../http/incoming.js';
import { acs3Signature, parseAcs3Authorization, sha256Hex } from '../signing/acs3.js';
import { sameSignature } from '../signing/encode.js';
import { rpcV1Signature } from '../signing/rpc-v1.js';
import { AlibabaError } from './errors.js';

/** What a request claims, before anybody has believed it. */
export interface Claim {
  readonly action: string;
  readonly version: string;
  readonly accessKeyId: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly signedAt: string;
  readonly nonce: string;
  readonly securityToken: string | null;
  /** Throws when the signature is not the one this secret makes. */
  verify(secret: string): void;
}

/** Headers that must be part of a V3 signature, or anybody on the way could change what they say. */
const mustBeSigned = [
  'host',
  'x-acs-action',
  'x-acs-version',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-content-sha256',
];

export function readClaim(incoming: Incoming): Claim {
  // A real gateway takes parameters from the query and from the form; terraform posts them, the SDKs query them.
  const form = isForm(incoming) ? decodeForm(incoming.body.toString('utf8')) : new Map<string, string>();
  const parameters = new Map([...incoming.query, ...form]);
  return incoming.headers.has('authorization') ? acs3Claim(incoming, parameters) : rpcV1Claim(incoming, parameters);
}

export function authenticated(claim: Claim, keys: KeyRing): KeyPair {
  if (claim.accessKeyId === '') throw incomplete('AccessKeyId');
  const key = keys.alibaba(claim.accessKeyId);
  if (key === undefined) throw keyUnknown();
  if (claim.securityToken !== key.securityToken) {
    throw new AlibabaError(
      400,
      key.securityToken === null ? 'InvalidSecurityToken.MismatchWithAccessKey' : 'InvalidSecurityToken.Malformed',
      'The SecurityToken does not belong to this AccessKey.',
    );
  }
  claim.verify(key.secret);
  return key;
}

export function keyUnknown(): AlibabaError {
  return new AlibabaError(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
}

const skewMs = 15 * 60 * 1000;

/** @param references the clocks a signature may agree with, epoch ms. */
export function checkSigningTime(claim: Claim, references: readonly number[]): void {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(claim.signedAt)) {
    throw new AlibabaError(400, 'InvalidTimeStamp.Format', 'Specified time stamp or date value is not well formatted.');
  }
  const at = Date.parse(claim.signedAt);
  if (references.every((reference) => !(Math.abs(at - reference) <= skewMs))) {
    throw new AlibabaError(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
  }
}

export function nonceUsed(): AlibabaError {
  return new AlibabaError(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
}

function acs3Claim(incoming: Incoming, parameters: ReadonlyMap<string, string>): Claim {
  const { headers, body } = incoming;
  const authorization = parseAcs3Authorization(headers.get('authorization') ?? '');
  if (authorization === null) throw incomplete('Authorization');
  const header = (name: string) => headers.get(name) ?? '';
  return {
    action: header('x-acs-action'),
    version: header('x-acs-version'),
    accessKeyId: authorization.accessKeyId,
    parameters,
    signedAt: header('x-acs-date'),
    nonce: header('x-acs-signature-nonce'),
    securityToken: headers.get('x-acs-security-token') || null,
    verify(secret) {
      const unsigned = mustBeSigned.find((name) => !authorization.signedHeaders.includes(name) || header(name) === '');
      if (unsigned !== undefined) throw incomplete(unsigned);
      if (header('x-acs-content-sha256') !== sha256Hex(body)) throw mismatch();
      const own = acs3Signature(
        {
          method: incoming.method,
          path: incoming.path,
          query: incoming.query,
          headers,
          contentSha256: header('x-acs-content-sha256'),
        },
        authorization.signedHeaders,
        secret,
      );
      if (!sameSignature(own, authorization.signature)) throw mismatch();
    },
  };
}

function rpcV1Claim(incoming: Incoming, parameters: ReadonlyMap<string, string>): Claim {
  const value = (name: string) => parameters.get(name) ?? '';
  return {
    action: value('Action'),
    version: value('Version'),
    accessKeyId: value('AccessKeyId'),
    parameters,
    signedAt: value('Timestamp'),
    nonce: value('SignatureNonce'),
    securityToken: parameters.get('SecurityToken') || null,
    verify(secret) {
      const absent = ['Timestamp', 'SignatureNonce', 'SignatureMethod', 'SignatureVersion', 'Signature'].find(
        (name) => value(name) === '',
      );
      if (absent !== undefined) throw incomplete(absent);
      if (value('SignatureMethod') !== 'HMAC-SHA1' || value('SignatureVersion') !== '1.0') throw mismatch();
      if (!sameSignature(rpcV1Signature(incoming.method, parameters, secret), value('Signature'))) throw mismatch();
    },
  };
}

function incomplete(name: string): AlibabaError {
  return new AlibabaError(
    400,
    'IncompleteSignature',
    `The request signature does not conform to Aliyun standards: ${name} is missing.`,
  );
}

function mismatch(): AlibabaError {
  return new AlibabaError(400, 'SignatureDoesNotMatch', 'Specified signature is not matched with our calculation.');
}

/** One token for one set of parameters: the fingerprint a ClientToken is bound to. */
export function parametersFingerprint(action: string, recorded: Readonly<Record<string, string>>): string {
  const { ClientToken: _token, ...rest } = recorded;
  return createHash('sha256')
    .update(JSON.stringify([action, Object.entries(rest).sort(([left], [right]) => (left < right ? -1 : 1))]))
    .digest('hex');
}
