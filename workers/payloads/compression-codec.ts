import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { bytesOf, isEncodedAs, payloadOf, wrapped } from './wrapped.js';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

const ENCODING = 'binary/deflate';
/** Below this there is nothing to win (bytes). */
const WORTH_BYTES = 256;
/** No payload of ours comes near it; a server takes 2 MB. What unpacks to more was made to harm (bytes). */
const UNPACKED_MAX_BYTES = 16 * 1024 * 1024;

/** Makes large payloads small before they are encrypted: afterwards nothing can be compressed. */
export class CompressionCodec implements PayloadCodec {
  encode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.all(payloads.map(packed));
  }

  decode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.all(payloads.map(unpacked));
  }
}

async function packed(payload: Payload): Promise<Payload> {
  const bytes = bytesOf(payload);
  if (bytes.length < WORTH_BYTES) return payload;
  const data = await deflate(bytes);
  return data.length < bytes.length ? wrapped(ENCODING, data) : payload;
}

async function unpacked(payload: Payload): Promise<Payload> {
  if (payload.data == null || !isEncodedAs(payload, ENCODING)) return payload;
  return payloadOf(await inflate(payload.data, { maxOutputLength: UNPACKED_MAX_BYTES }));
}
