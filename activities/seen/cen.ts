import type { CenBandwidthPackage } from '../../clouds/alibaba/cen-types.js';
import { cenFingerprint } from '../../model/fingerprint.js';
import type { ResourcePhase, ResourceSeen } from '../../model/observation.js';
import { markFromTags } from './mark.js';
import { reservationSeen } from './reservation.js';
import { expiry, instant } from './time.js';

export function cenSeen(shown: CenBandwidthPackage): ResourceSeen {
  const { Status: status, BusinessStatus: business } = shown;
  const usedMbps = shown.OrginInterRegionBandwidthLimits.reduce((sum, { BandwidthLimit }) => sum + BandwidthLimit, 0);
  return {
    resourceId: shown.CenBandwidthPackageId,
    phase: phaseOf(status, business),
    vendorStatus: [status ?? 'no status', business === 'Normal' ? null : business].filter(Boolean).join(' / '),
    bandwidthMbps: shown.Bandwidth ?? 0,
    expiresAt: expiry(shown.ExpiredTime),
    createdAt: instant(shown.CreationTime),
    mark: markFromTags(shown.Tags),
    name: shown.Name,
    fingerprint: cenFingerprint(shown.GeographicRegionAId ?? '', shown.GeographicRegionBId ?? '', shown.Bandwidth ?? 0),
    attachedTo: shown.CenIds,
    eipAddresses: [],
    reservation: shown.HasReservationData ? reservationSeen(shown) : null,
    ...(usedMbps > 0 && { usedMbps }),
  };
}

function phaseOf(status: string | null, business: string | null): ResourcePhase {
  if (business === 'FinancialLocked') return 'expired';
  if (business === 'SecurityLocked') return 'unrecognised';
  return status === 'Idle' || status === 'InUse' ? 'ready' : 'unrecognised';
}
