import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { Payload } from '@temporalio/common';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CompressionCodec } from '../../workers/payloads/compression-codec.js';
import { payloadCodecsOf } from '../../workers/payloads/data-converter.js';
import { EncryptionCodec } from '../../workers/payloads/encryption-codec.js';
import { said, wrapped } from '../../workers/payloads/wrapped.js';
import { testTemporalConfig } from '../support/harness.js';

const key = (id: string) => ({ id, bytes: randomBytes(32) });
const json = (value: unknown): Payload => wrapped('json/plain', Buffer.from(JSON.stringify(value)));
const textOf = ({ data }: Payload): string => Buffer.from(data ?? []).toString('utf8');

describe('what is encrypted', () => {
  it('comes back as it was, whatever it is', async () => {
    const codec = new EncryptionCodec(key('k'), []);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.string(), async (data, encoding) => {
        const [back] = await codec.decode(await codec.encode([wrapped(encoding, data)]));
        expect(Buffer.from(back?.data ?? [])).toEqual(Buffer.from(data));
        expect(said(back ?? {}, 'encoding')).toBe(encoding);
      }),
    );
  });

  it('is written differently each time, and shows nothing of itself', async () => {
    const codec = new EncryptionCodec(key('k'), []);
    const [one, other] = await codec.encode([json('price 1234'), json('price 1234')]);
    expect(Buffer.from(one?.data ?? [])).not.toEqual(Buffer.from(other?.data ?? []));
    expect(JSON.stringify([textOf(one ?? {}), said(one ?? {}, 'encoding')])).not.toMatch(/price|json/);
  });

  it('is refused when one bit of it, or the key it names, was changed', async () => {
    const [first, second] = [key('first'), key('second')];
    const codec = new EncryptionCodec(first, [second]);
    const [payload = {}] = await codec.encode([json('approved')]);
    const data = Buffer.from(payload.data ?? []);
    for (let at = 0; at < data.length; at += 1) {
      const changed = Buffer.from(data);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      await expect(codec.decode([{ ...payload, data: changed }])).rejects.toThrow(/cannot be decrypted with key first/);
    }
    const renamed = { ...payload, metadata: { ...payload.metadata, 'encryption-key-id': Buffer.from('second') } };
    await expect(codec.decode([renamed])).rejects.toThrow(/cannot be decrypted with key second/);
    await expect(codec.decode([{ ...payload, data: data.subarray(0, 20) }])).rejects.toThrow(/cut short/);
  });

  it('is read with the key it names after the keys have changed places, and names the one that is not there', async () => {
    const [old, fresh] = [key('old'), key('fresh')];
    const written = await new EncryptionCodec(old, []).encode([json('yes')]);
    const [back] = await new EncryptionCodec(fresh, [old]).decode(written);
    expect(textOf(back ?? {})).toBe('"yes"');
    await expect(new EncryptionCodec(fresh, []).decode(written)).rejects.toThrow(
      /key old, which temporal.yaml does not/,
    );
  });
});

describe('what is compressed', () => {
  it('is smaller when it is worth it, and comes back as it was', async () => {
    const codec = new CompressionCodec(256);
    const long = json('a line '.repeat(1_000));
    const [packed = {}] = await codec.encode([long]);
    expect(packed.data?.length).toBeLessThan(1_000);
    expect(await codec.decode([packed])).toEqual([expect.objectContaining({ data: expect.anything() })]);
    expect(textOf((await codec.decode([packed]))[0] ?? {})).toBe(textOf(long));
    expect(await codec.encode([json('short')])).toEqual([json('short')]);
  });

  it('is what nobody would read, where nothing is encrypted; what people look at stays as it is', async () => {
    const [codec, ...more] = payloadCodecsOf(testTemporalConfig(), {});
    expect(more).toEqual([]);
    const state = json('a line '.repeat(2_000));
    expect(await codec?.encode([state])).toEqual([state]);
    const desk = json('a line '.repeat(40_000));
    const [packed = {}] = (await codec?.encode([desk])) ?? [];
    expect(packed.data?.length).toBeLessThan(10_000);
    expect(textOf((await codec?.decode([packed]))?.[0] ?? {})).toBe(textOf(desk));
  });

  it('is refused when it unpacks to more than anything of ours', async () => {
    const bomb = wrapped('binary/deflate', deflateRawSync(Buffer.alloc(32 * 1024 * 1024)));
    await expect(new CompressionCodec(256).decode([bomb])).rejects.toThrow();
  });
});

describe('a key', () => {
  const config = (keys: readonly { id: string; secret: { from: 'env'; name: string } }[]) => ({
    ...testTemporalConfig(),
    encryption: { keys },
  });
  const one = [{ id: 'k1', secret: { from: 'env', name: 'THE_KEY' } }] as const;

  it.each(['short', 'not base64!'.repeat(4), randomBytes(31).toString('base64'), randomBytes(33).toString('base64')])(
    'that is not 32 bytes in base64 is refused, and not repeated: %s',
    (text) => {
      const refused = () => payloadCodecsOf(config(one), { THE_KEY: text });
      expect(refused).toThrow(/encryption key k1 is not 32 bytes in base64/);
      expect(refused).not.toThrow(text);
    },
  );

  it('that is not set is named', () => {
    expect(() => payloadCodecsOf(config(one), {})).toThrow(/encryption key k1.*THE_KEY/);
  });
});
