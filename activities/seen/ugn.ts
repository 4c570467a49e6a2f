import type { SimpleBwPackage } from '../../clouds/ucloud/ugn-types.js';
import { ugnFingerprint } from '../../model/fingerprint.js';
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
    name: shown.Name,
    fingerprint: ugnFingerprint(ugnPairKey(shown.UGNID, regionA ?? '?', regionB ?? '?')),
    attachedTo: [shown.UGNID],
    eipAddresses: [],
    reservation: null,
  };
}

/** The least that is for sale; what a region pair has for nothing is 5 kbps. */
const LEAST_SOLD_MBPS = 1;

/**
 * The free package between two regions that have no bought one: a few kilobits, without an end or a path of its own. It
 * is nobody's order and nobody's stray (UGN manual: buying one deletes it, deleting that restores it). A bought one that
 * is throttled for arrears keeps its path.
 */
export function isFreeDefault({ BandWidth, ExpireTime, Path }: SimpleBwPackage): boolean {
  const hasOwnPath = Path !== null && Path !== 'None';
  return ExpireTime === null && !hasOwnPath && BandWidth !== null && BandWidth < LEAST_SOLD_MBPS;
}
