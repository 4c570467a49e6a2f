import type { SimpleBwPackage } from '../../clouds/ucloud/ugn-types.js';
import type { ResourceSeen } from '../../model/observation.js';
import { expiryOrNever } from '../../model/term.js';
import { ugnPairKey } from '../../model/ugn-pair.js';
import { markFromRemark } from './mark.js';
import { fromUnixSeconds } from './time.js';

/** A UGN package has no status: being listed is being there. */
export function ugnSeen(shown: SimpleBwPackage): ResourceSeen {
  const { RegionA: regionA, RegionB: regionB, ExpireTime: expireTime } = shown;
  const expiresMs = expiryOrNever(expireTime === null ? null : expireTime * 1000);
  return {
    resourceId: shown.PackageID,
    phase: 'ready',
    vendorStatus: 'listed',
    bandwidthMbps: shown.BandWidth ?? 0,
    expiresAt: fromUnixSeconds(expiresMs === null ? null : expiresMs / 1000),
    createdAt: fromUnixSeconds(shown.CreateTime),
    mark: markFromRemark(shown.Remark),
    naturalKey: regionA === null || regionB === null ? null : ugnPairKey(shown.UGNID, regionA, regionB),
    attachedTo: [shown.UGNID],
    eipAddresses: [],
    reservation: null,
  };
}
