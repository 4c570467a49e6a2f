import type { Settings } from '../settings.js';
import type { AccountConfig } from './account-config.js';
import type { LeaselineConfig } from './leaseline-config.js';

/** What a package of this account is told of the configuration when it starts; workflows read no files. */
export function settingsOf(config: LeaselineConfig, account: AccountConfig): Settings {
  const { sweepBusyMs, sweepIdleMs, orderProofWindowMs, activityTimeoutMs, fallbackLookMs } = config.timing;
  return {
    sweepBusyMs,
    sweepIdleMs,
    orderProofWindowMs,
    activityTimeoutMs,
    fallbackLookMs,
    resend: account.orders.resend,
  };
}
