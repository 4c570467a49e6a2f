import type { PackagePlan } from './schedule.js';

/** Two orders that could not be told apart if an answer were lost: they are never under way at once. */
export function lanesShared(one: PackagePlan, other: PackagePlan): boolean {
  if (one.product !== other.product) return false;
  switch (one.product) {
    case 'wuying':
      return one.order.officeSiteId === other.order.officeSiteId;
    case 'ugn':
      return one.order.ugnId === other.order.ugnId;
    case 'cen':
      return false;
  }
}
