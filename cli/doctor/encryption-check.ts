import { ExplainedError } from '../../model/config/explained-error.js';
import type { TemporalConfig } from '../../model/config/temporal-config.js';
import { payloadCodecsOf } from '../../workers/payloads/data-converter.js';
import { type Check, fail, ok, warn } from './check.js';

const NAME = 'encryption';

/** Is what Temporal stores encrypted, and are the keys there? */
export function checkEncryption(temporal: TemporalConfig, env: NodeJS.ProcessEnv = process.env): Check {
  const { encryption, mode } = temporal;
  if (encryption === null || encryption === 'off') {
    if (mode === 'embedded') return ok(NAME, 'none: the embedded server keeps its data on this machine');
    if (encryption === 'off') return ok(NAME, 'off, as temporal.yaml says: whoever runs the server can read it all');
    return warn(
      NAME,
      'what the server stores can be read by whoever runs it',
      'Name keys under encryption in temporal.yaml (docs/encryption.md), or write encryption: off',
    );
  }
  try {
    payloadCodecsOf(temporal, env);
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    return fail(NAME, error.message, error.remedy);
  }
  const [current, ...older] = encryption.keys.map(({ id }) => id);
  const rest = older.length === 0 ? '' : `; ${older.join(', ')} only decrypt`;
  return ok(NAME, `key ${current} encrypts${rest}`);
}
