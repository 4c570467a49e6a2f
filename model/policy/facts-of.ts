import { deskRegion } from '../desk-region.js';
import type { Money } from '../money.js';
import { hasTerm, type PackageSpec } from '../package-spec.js';
import { orderedBandwidthMbps } from '../row.js';
import type { Facts } from './match.js';
import type { Operation } from './operation.js';

interface Changing {
  /** Mbps afterwards; absent: as ordered. */
  readonly bandwidthMbps?: number;
  readonly pricePerMonth?: Money | null;
  readonly pricePerMonthNow?: Money | null;
}

/** What rules see of doing something with this package. What is not known of its price is null. */
export function factsOf(spec: PackageSpec, operation: Operation, changing: Changing = {}): Facts {
  const { product, account, labels } = spec;
  const { bandwidthMbps = orderedBandwidthMbps(spec), pricePerMonth = null, pricePerMonthNow = null } = changing;
  return {
    operation,
    product,
    account,
    region: deskRegion(spec),
    labels,
    pays: hasTerm(spec) ? 'prepaid' : 'byUse',
    bandwidthMbps,
    pricePerMonth,
    pricePerMonthNow,
  };
}
