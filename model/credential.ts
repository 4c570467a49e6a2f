import type { CredentialNotice } from './notice.js';
import type { Vendor } from './product.js';

/** A vendor refuses an account's key: kept while it does. */
export interface CredentialTrouble {
  readonly account: string;
  readonly vendor: Vendor;
  /** When it was noticed, ISO 8601 UTC. */
  readonly since: string;
  /** The key itself is refused; or it is taken and may not do any more what it could do before. */
  readonly about: 'key' | 'permission';
  readonly code: string;
  /** The vendor's sentence, with secrets removed. */
  readonly message: string;
  readonly remedy: string | null;
}

/** Where a running trouble is kept for whoever asks without a worker. */
export const CREDENTIAL_MEMO = 'credential';

export const refusedText = ({ account, about, code, message, remedy }: CredentialTrouble): string => {
  const what = about === 'key' ? 'refuses the key' : 'does not let the key do any more what it could';
  return [
    `The vendor ${what} of account ${account} (${code}: ${message.replace(/\.$/, '')}).`,
    'Nothing of this account can be watched, renewed or bought until that is mended.',
    remedy,
  ]
    .filter((part) => part !== null)
    .join(' ');
};

/** @param at when it is told */
export function credentialNotice(
  trouble: CredentialTrouble,
  kind: CredentialNotice['kind'],
  at: string,
): CredentialNotice {
  const { account, vendor, since, code } = trouble;
  const [, word = ''] = kind.split('.');
  const what =
    kind === 'credential.refused'
      ? refusedText(trouble)
      : `The vendor takes the key of account ${account} again; what was missed is looked at now.`;
  return { key: `credential/${account}/${since}/${word}`, kind, at, account, vendor, since, code, what };
}
