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
/** Below this there is nothing to win (bytes). */
const WORTH_BYTES = 256;
/** Nobody reads more than this in Temporal's own page (bytes). */
const UNREADABLE_BYTES = 128 * 1024;

/**
 * How everything that Temporal stores is written: inputs, results, messages, memos, details and texts of failures.
 * Search attributes stay in the clear, because a server searches them. Where nothing is encrypted, only what is too large for
 * a person to read anyway is made small: a server takes 2 MB, and a desk of 12,000 packages needs more.
 * @throws ExplainedError when a key is missing or is none
 */
export function dataConverterOf(config: TemporalConfig, env: NodeJS.ProcessEnv = process.env): DataConverter {
  const payloadCodecs = payloadCodecsOf(config, env);
  if (!isEncrypted(config)) return { payloadCodecs };
  return {
    payloadCodecs,
    failureConverterPath: join(projectRoot(), 'dist', 'workers', 'payloads', 'failure-converter.js'),
  };
}

export const isEncrypted = (config: TemporalConfig): boolean => keysOf(config).length > 0;

const keysOf = ({ encryption }: TemporalConfig): readonly EncryptionKeyConfig[] =>
  encryption === null || encryption === 'off' ? [] : encryption.keys;

/** In the order in which they encode. */
export function payloadCodecsOf(config: TemporalConfig, env: NodeJS.ProcessEnv): PayloadCodec[] {
  const [current, ...older] = keysOf(config).map((key) => payloadKey(key, env));
  if (current === undefined) return [new CompressionCodec(UNREADABLE_BYTES)];
  return [new CompressionCodec(WORTH_BYTES), new EncryptionCodec(current, older)];
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
