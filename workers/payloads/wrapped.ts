import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';

const { Payload: ProtoPayload } = proto.temporal.api.common.v1;
/** The words under which Temporal's SDKs, of every language, keep what a payload is. */
const ENCODING = 'encoding';

/** A whole payload, its metadata included, as bytes to be packed or encrypted (Temporal's own protocol buffer). */
export function bytesOf(payload: Payload): Uint8Array {
  return ProtoPayload.encode(payload).finish();
}

/** @throws Error when the bytes are no payload */
export function payloadOf(bytes: Uint8Array): Payload {
  const { metadata, data } = ProtoPayload.decode(bytes);
  return { metadata, data };
}

/** A payload that holds another one. */
export function wrapped(encoding: string, data: Uint8Array, more: Readonly<Record<string, string>> = {}): Payload {
  const texts = Object.entries({ [ENCODING]: encoding, ...more });
  return { metadata: Object.fromEntries(texts.map(([name, text]) => [name, Buffer.from(text)])), data };
}

/** What its metadata say under a name; empty when nothing. */
export function said({ metadata }: Payload, name: string): string {
  const bytes = metadata?.[name];
  return bytes == null ? '' : Buffer.from(bytes).toString('utf8');
}

export const isEncodedAs = (payload: Payload, encoding: string): boolean => said(payload, ENCODING) === encoding;
