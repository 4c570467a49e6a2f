import { readFileSync } from 'node:fs';
import { z } from 'zod';

const alibabaKeySchema = z.strictObject({
  accessKeyId: z.string().min(1),
  accessKeySecret: z.string().min(1),
  /** For temporary credentials: the token every call must carry. */
  securityToken: z.string().min(1).optional(),
  /** Keys with the same account id see the same resources; absent: each key is an account of its own. */
  accountId: z.string().min(1).optional(),
});

const ucloudKeySchema = z.strictObject({
  publicKey: z.string().min(1),
  privateKey: z.string().min(1),
  accountId: z.string().min(1).optional(),
});

const accountsSchema = z.strictObject({
  alibaba: z.array(alibabaKeySchema).default([]),
  ucloud: z.array(ucloudKeySchema).default([]),
});

/** The key pairs the simulated vendors accept. */
export type SimulatorAccounts = z.infer<typeof accountsSchema>;

/** A key pair as a signature check needs it. */
export interface KeyPair {
  readonly id: string;
  readonly secret: string;
  readonly securityToken: string | null;
  readonly accountId: string;
}

export function demoAccounts(): SimulatorAccounts {
  return {
    alibaba: [{ accessKeyId: 'demo-key', accessKeySecret: 'demo-secret' }],
    ucloud: [{ publicKey: 'demo-public', privateKey: 'demo-private' }],
  };
}

/**
 * Reads the accepted key pairs from a JSON file.
 *
 * @throws Error naming the file and the rule that was broken; never a secret.
 */
export function loadAccounts(file: string): SimulatorAccounts {
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why =
      error instanceof SyntaxError ? 'it is not JSON' : error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot read the accounts file ${file}: ${why}`);
  }
  const parsed = accountsSchema.safeParse(raw);
  if (!parsed.success) throw new Error(`The accounts file ${file} is not valid:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Looks key pairs up by their public half. */
export class KeyRing {
  readonly #alibaba = new Map<string, KeyPair>();
  readonly #ucloud = new Map<string, KeyPair>();

  constructor(accounts: SimulatorAccounts) {
    for (const key of accounts.alibaba) {
      this.#alibaba.set(key.accessKeyId, {
        id: key.accessKeyId,
        secret: key.accessKeySecret,
        securityToken: key.securityToken ?? null,
        accountId: `alibaba/${key.accountId ?? key.accessKeyId}`,
      });
    }
    for (const key of accounts.ucloud) {
      this.#ucloud.set(key.publicKey, {
        id: key.publicKey,
        secret: key.privateKey,
        securityToken: null,
        accountId: `ucloud/${key.accountId ?? key.publicKey}`,
      });
    }
  }

  alibaba(accessKeyId: string): KeyPair | undefined {
    return this.#alibaba.get(accessKeyId);
  }

  ucloud(publicKey: string): KeyPair | undefined {
    return this.#ucloud.get(publicKey);
  }

  /** Every account, so balances exist before the first call. */
  accountIds(): string[] {
    return [...new Set([...this.#alibaba.values(), ...this.#ucloud.values()].map((key) => key.accountId))];
  }
}
