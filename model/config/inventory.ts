import { CEN_REGION } from '../desk-region.js';
import type { DeskName } from '../ids.js';
import type { AccountConfig } from './account-config.js';

/** The desks an account's inventory names: where nobody has ordered anything, strays are looked for all the same. */
export function inventoryDesks(account: AccountConfig): readonly DeskName[] {
  const { name } = account;
  if (account.vendor === 'ucloud') {
    return distinct(account.inventory.projects).map((region) => ({ account: name, product: 'ugn', region }));
  }
  const { wuyingRegions, cen } = account.inventory;
  return [
    ...(cen ? [{ account: name, product: 'cen', region: CEN_REGION } as const] : []),
    ...distinct(wuyingRegions).map((region) => ({ account: name, product: 'wuying', region }) as const),
  ];
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
