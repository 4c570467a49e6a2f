import type { ReservationSeen } from '../../model/observation.js';
import { instant } from './time.js';

/** A scheduled change, spelled alike by WUYING and CEN. */
export function reservationSeen(shown: {
  readonly ReservationBandwidth: number | null;
  readonly ReservationInternetChargeType: string | null;
  readonly ReservationActiveTime: string | null;
}): ReservationSeen {
  return {
    bandwidthMbps: shown.ReservationBandwidth,
    internetChargeType: shown.ReservationInternetChargeType,
    activeAt: instant(shown.ReservationActiveTime),
  };
}
