import type { NetworkPackage } from '../../clouds/alibaba/ecd-types.js';
import { wuyingFingerprint } from '../../model/fingerprint.js';
import type { ResourcePhase, ResourceSeen } from '../../model/observation.js';
import { markFromTags } from './mark.js';
import { reservationSeen } from './reservation.js';
import { expiry, instant } from './time.js';

export function wuyingSeen(shown: NetworkPackage): ResourceSeen {
  const { NetworkPackageStatus: status, BusinessStatus: business } = shown;
  const reserved = shown.ReservationActiveTime !== null || shown.ReservationBandwidth !== null;
  return {
    resourceId: shown.NetworkPackageId,
    phase: phaseOf(status, business),
    vendorStatus: [status ?? 'no status', business === 'Normal' ? null : business].filter(Boolean).join(' / '),
    bandwidthMbps: shown.Bandwidth ?? 0,
    expiresAt: expiry(shown.ExpiredTime),
    createdAt: instant(shown.CreateTime),
    mark: markFromTags(shown.Tags),
    name: null,
    fingerprint: wuyingFingerprint(shown.OfficeSiteId, shown.Bandwidth ?? 0),
    attachedTo: shown.OfficeSiteId === null ? [] : [shown.OfficeSiteId],
    eipAddresses: shown.EipAddresses,
    reservation: reserved ? reservationSeen(shown) : null,
  };
}

function phaseOf(status: string | null, business: string | null): ResourcePhase {
  switch (status) {
    case 'Creating':
      return 'creating';
    case 'InUse':
      return business === 'Expired' ? 'expired' : 'ready';
    case 'Releasing':
      return 'releasing';
    case 'Released':
      return 'released';
    default:
      return 'unrecognised';
  }
}
