import { defaultLife, type LifeSettings } from '../life-settings.js';
import type { PackageSpec } from '../package-spec.js';
import type { Settings } from '../settings.js';
import type { AccountConfig } from './account-config.js';
import { gateOf } from './gate-of.js';
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

/** The hours, leads and vendor dates a package lives by; told when it starts and by each `apply`. */
export function lifeSettingsOf(config: LeaselineConfig, account: AccountConfig, spec: PackageSpec): LifeSettings {
  const policy = spec.approval === null ? undefined : config.policies[spec.approval];
  const gate = gateOf(config, spec);
  return {
    ...defaultLife(spec.product),
    ...account.calendar[spec.product],
    ladder: { ...config.reminders, timeZone: account.payerTimeZone ?? config.reminders.timeZone },
    mayBridge: policy?.bridge ?? false,
    ...(policy !== undefined && { approval: policy.rules }),
    ...(gate !== undefined && { gate }),
  };
}
