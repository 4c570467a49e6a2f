import { readFileSync } from 'node:fs';
import type { AlibabaAccountConfig, UcloudAccountConfig } from '../../model/config/account-config.js';
import { ExplainedError } from '../../model/config/explained-error.js';
import type { SecretReference } from '../../model/config/secret-reference.js';

export interface AlibabaKeys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string | null;
}

export interface UcloudKeys {
  readonly publicKey: string;
  readonly privateKey: string;
  readonly securityToken: string | null;
}

/**
 * The keys of an account, read now: mounted files may be rotated while we run. Null means the vendor's own default
 * credential chain.
 * @throws ExplainedError naming account, variable or file, and what to do; never the secret
 */
export function resolveAlibabaKeys(
  account: AlibabaAccountConfig,
  env: NodeJS.ProcessEnv = process.env,
): AlibabaKeys | null {
  const { credentials, name } = account;
  if (credentials.kind === 'defaultChain') return null;
  return {
    accessKeyId: readSecret(credentials.accessKeyId, `account ${name}`, env),
    accessKeySecret: readSecret(credentials.accessKeySecret, `account ${name}`, env),
    securityToken: readOptional(credentials.securityToken, `account ${name}`, env),
  };
}

/**
 * The keys of an account, read now.
 * @throws ExplainedError naming account, variable or file, and what to do; never the secret
 */
export function resolveUcloudKeys(account: UcloudAccountConfig, env: NodeJS.ProcessEnv = process.env): UcloudKeys {
  const { credentials, name } = account;
  return {
    publicKey: readSecret(credentials.publicKey, `account ${name}`, env),
    privateKey: readSecret(credentials.privateKey, `account ${name}`, env),
    securityToken: readOptional(credentials.securityToken, `account ${name}`, env),
  };
}

/**
 * One secret by reference.
 * @param owner who needs it, for the error: `account demo-alibaba`
 * @throws ExplainedError when the variable is not set or the file cannot be read
 */
export function readSecret(reference: SecretReference, owner: string, env: NodeJS.ProcessEnv = process.env): string {
  if (reference.from === 'env') {
    const value = env[reference.name]?.trim() ?? '';
    if (value !== '') return value;
    throw new ExplainedError(
      `The credentials of ${owner} are not set: the environment variable ${reference.name} is missing or empty`,
      `Set ${reference.name} where this process is started, or name another source in the configuration`,
    );
  }
  const value = readTrimmed(reference.path, owner);
  if (value !== '') return value;
  throw new ExplainedError(
    `The credentials of ${owner} are not set: ${reference.path} is empty`,
    'Put the secret into that file, alone',
  );
}

function readOptional(reference: SecretReference | null, owner: string, env: NodeJS.ProcessEnv): string | null {
  return reference === null ? null : readSecret(reference, owner, env);
}

function readTrimmed(path: string, owner: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ExplainedError(
      `The credentials of ${owner} cannot be read from ${path} (${code})`,
      'Check that the file is mounted there and that this process may read it',
    );
  }
}
