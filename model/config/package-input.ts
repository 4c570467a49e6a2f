import type { PackageSpec } from '../package-spec.js';
import type { PackageInput } from '../workflow-inputs.js';
import type { AccountConfig } from './account-config.js';
import type { LeaselineConfig } from './leaseline-config.js';
import { lifeSettingsOf, settingsOf } from './settings-of.js';

/** What a package is started with: its file, and what it must know of the configuration. Workflows read no files. */
export function packageInput(
  config: LeaselineConfig,
  account: AccountConfig,
  spec: PackageSpec,
  {
    reportTo = null,
    requestedBy,
    adopt,
    batch,
  }: {
    readonly reportTo?: string | null;
    readonly requestedBy?: string | undefined;
    readonly adopt?: PackageInput['adopt'] | undefined;
    readonly batch?: string | undefined;
  } = {},
): PackageInput {
  const settings = settingsOf(config, account);
  const life = lifeSettingsOf(config, account, spec);
  return {
    spec,
    settings,
    life,
    reportTo,
    ...(requestedBy !== undefined && { requestedBy }),
    ...(adopt === undefined ? {} : { adopt }),
    ...(batch !== undefined && { batch }),
  };
}
