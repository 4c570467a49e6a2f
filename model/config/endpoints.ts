import { assertNever } from '../assert-never.js';
import type { AccountConfig } from './account-config.js';

/** Every endpoint of an account as configured; null where the vendor's own rule decides. */
export function endpointsOf(account: AccountConfig): readonly (string | null)[] {
  switch (account.vendor) {
    case 'alibaba':
      return [account.endpoints.ecd, account.endpoints.cbn, account.endpoints.bss];
    case 'ucloud':
      return [account.endpoints.api];
    default:
      return assertNever(account);
  }
}

/** True for an address on this machine; it must parse. */
export function isLoopback(url: string | null): boolean {
  return url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}

/** True where what is said stays between the two: over TLS, or on this machine. */
export function isProtected(url: string): boolean {
  const { protocol } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(url));
}

/** True when every endpoint of the account is on this machine: nothing ordered there can cost real money. */
export function isSimulated(account: AccountConfig): boolean {
  return endpointsOf(account).every(isLoopback);
}
