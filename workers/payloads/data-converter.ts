import { join } from 'node:path';
import type { DataConverter, PayloadCodec } from '@temporalio/common';
import type { EncryptionKeyConfig } from '../../model/config/encryption-config.js';
import { ExplainedError } from '../../model/config/explained-error.js';
import type { TemporalConfig } from '../../model/config/temporal-config.js';
import { readSecret } from '../config/credentials.js';
import { projectRoot } from '../embedded/home.js';
import { CompressionCodec } from './compression-codec.js';
import { EncryptionCodec, type PayloadKey } from './encryption-codec.js';

const KEY_BYTES = 32;

/**
 * How everything that Temporal stores is written: inputs, results, messages, memos, details and texts of failures.
 * Search attributes stay in the clear, because a server searches them.
 * @returns null when it is stored in the clear
 * @throws ExplainedError when a key is missing or is none
 */
export function dataConverterOf(config: TemporalConfig, env: NodeJS.ProcessEnv = process.env): DataConverter | null {
  const codecs = payloadCodecsOf(config, env);
  if (codecs === null) return null;
  return {
    payloadCodecs: codecs,
    failureConverterPath: join(projectRoot(), 'dist', 'workers', 'payloads', 'failure-converter.js'),
  };
}

/** In the order in which they encode. */
export function payloadCodecsOf({ encryption }: TemporalConfig, env: NodeJS.ProcessEnv): PayloadCodec[] | null {
  if (encryption === null || encryption === 'off') return null;
  const [current, ...older] = encryption.keys.map((key) => payloadKey(key, env));
  return current === undefined ? null : [new CompressionCodec(), new EncryptionCodec(current, older)];
}

function payloadKey({ id, secret }: EncryptionKeyConfig, env: NodeJS.ProcessEnv): PayloadKey {
  const text = readSecret(secret, `encryption key ${id}`, env);
  const bytes = Buffer.from(text, 'base64');
  // What is no base64 would be cut short in silence.
  if (bytes.length === KEY_BYTES && /^[A-Za-z0-9+/]+=*$/.test(text)) return { id, bytes };
  throw new ExplainedError(
    `The encryption key ${id} is not ${KEY_BYTES} bytes in base64`,
    'Make one with: openssl rand -base64 32',
  );
}
