import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type Payload, type PayloadCodec, ValueError } from '@temporalio/common';
import { bytesOf, isEncodedAs, payloadOf, said, wrapped } from './wrapped.js';

/** The names Temporal's own examples use, so that other tools know what they see. */
const ENCODING = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
const CIPHER = 'aes-256-gcm';
/** As NIST SP 800-38D has it for random nonces: 12 bytes, and at most 2^32 of them to a key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface PayloadKey {
  readonly id: string;
  /** 32 bytes. */
  readonly bytes: Buffer;
}

/** The first key encrypts; each decrypts what bears its id. What was stored in the clear before is read as it is. */
export class EncryptionCodec implements PayloadCodec {
  readonly #current: PayloadKey;
  readonly #keys: ReadonlyMap<string, PayloadKey>;

  constructor(current: PayloadKey, older: readonly PayloadKey[]) {
    this.#current = current;
    this.#keys = new Map([current, ...older].map((key) => [key.id, key]));
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => encrypted(payload, this.#current));
  }

  /** @throws ValueError when the key is not there, or the payload was tampered with */
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => {
      if (!isEncodedAs(payload, ENCODING)) return payload;
      const id = said(payload, KEY_ID);
      const key = this.#keys.get(id);
      if (key === undefined) {
        throw new ValueError(
          `A payload was encrypted with key ${id}, which temporal.yaml does not name under encryption`,
        );
      }
      return decrypted(payload, key);
    });
  }
}

function encrypted(payload: Payload, { id, bytes }: PayloadKey): Payload {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, bytes, nonce).setAAD(Buffer.from(id));
  const text = Buffer.concat([cipher.update(bytesOf(payload)), cipher.final()]);
  return wrapped(ENCODING, Buffer.concat([nonce, text, cipher.getAuthTag()]), { [KEY_ID]: id });
}

function decrypted({ data }: Payload, { id, bytes }: PayloadKey): Payload {
  const whole = Buffer.from(data ?? []);
  if (whole.length < NONCE_BYTES + TAG_BYTES) throw new ValueError(`A payload encrypted with key ${id} is cut short`);
  const decipher = createDecipheriv(CIPHER, bytes, whole.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(id))
    .setAuthTag(whole.subarray(-TAG_BYTES));
  try {
    return payloadOf(Buffer.concat([decipher.update(whole.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]));
  } catch {
    throw new ValueError(`A payload cannot be decrypted with key ${id}: it was changed, or the key is another one`);
  }
}
