import type { AccountConfig } from './account-config.js';

/** Who pays for an account: as leaseline.yaml says, or the account by itself. */
export function payerOf({ payer, name }: AccountConfig): string {
  return payer ?? name;
}
