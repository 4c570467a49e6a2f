import { assertNever } from '../model/assert-never.js';
import type { DeskName } from '../model/ids.js';
import { describeCenBandwidthPackages } from './cen.js';
import { describeNetworkPackages } from './ecd.js';
import type { Shown } from './shown.js';
import { listSimpleBwPackage } from './ugn.js';

/** Everything the vendor lists where a desk stands: a WUYING region, the account's CEN plans, a UGN project. */
export function listRegion({ account, product, region }: DeskName): Promise<Shown> {
  switch (product) {
    case 'wuying':
      return describeNetworkPackages({ account, regionId: region });
    case 'cen':
      return describeCenBandwidthPackages({ account });
    case 'ugn':
      return listSimpleBwPackage({ account, projectId: region });
    default:
      return assertNever(product);
  }
}
