import { accountNamed } from '../model/config/leaseline-config.js';
import { deps } from './context.js';

/**
 * The currency of a UCloud account: its answers name none. SurferCloud sells in US dollars, UCloud in China in yuan; other
 * accounts say theirs in leaseline.yaml.
 */
export function ucloudCurrency(accountName: string): string {
  const account = accountNamed(deps().config, accountName);
  if (account?.currency != null) return account.currency;
  const address = account?.vendor === 'ucloud' ? account.endpoints.api : null;
  return address !== null && new URL(address).hostname.endsWith('.ucloud.cn') ? 'CNY' : 'USD';
}
