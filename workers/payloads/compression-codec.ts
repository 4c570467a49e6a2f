import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { bytesOf, isEncodedAs, payloadOf, wrapped } from './wrapped.js';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

const ENCODING = 'binary/deflate';
/** No payload of ours comes near it: a full desk, the largest, is 5 MB. What unpacks to more was made to harm (bytes). */
const UNPACKED_MAX_BYTES = 16 * 1024 * 1024;

/** Makes large payloads small, before they are encrypted: afterwards nothing can be compressed. */
export class CompressionCodec implements PayloadCodec {
  readonly #worthBytes: number;

  /** @param worthBytes what is smaller is left as it is */
  constructor(worthBytes: number) {
    this.#worthBytes = worthBytes;
  }

  encode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.all(payloads.map((payload) => this.#packed(payload)));
  }

  decode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.all(payloads.map(unpacked));
  }

  async #packed(payload: Payload): Promise<Payload> {
    const bytes = bytesOf(payload);
    if (bytes.length < this.#worthBytes) return payload;
    const data = await deflate(bytes);
    return data.length < bytes.length ? wrapped(ENCODING, data) : payload;
  }
}

async function unpacked(payload: Payload): Promise<Payload> {
  if (payload.data == null || !isEncodedAs(payload, ENCODING)) return payload;
  return payloadOf(await inflate(payload.data, { maxOutputLength: UNPACKED_MAX_BYTES }));
}
