import { assertNever } from '../../model/assert-never.js';
import type { AccountConfig } from '../../model/config/account-config.js';

/** True when every endpoint of the account is on this machine: nothing ordered there can cost real money. */
export function isSimulated(account: AccountConfig): boolean {
  return endpointsOf(account).every(
    (url) => url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname),
  );
}

function endpointsOf(account: AccountConfig): readonly (string | null)[] {
  switch (account.vendor) {
    case 'alibaba':
      return [account.endpoints.ecd, account.endpoints.cbn, account.endpoints.bss];
    case 'ucloud':
      return [account.endpoints.api];
    default:
      return assertNever(account);
  }
}
