import type { ReservationSeen } from './observation.js';

/** A change that the vendor will make by itself: "20 Mbps from 2027-01-05T00:00:00.000Z". */
export function bookedText({ bandwidthMbps, internetChargeType, activeAt }: ReservationSeen): string {
  const what = [bandwidthMbps === null ? null : `${bandwidthMbps} Mbps`, internetChargeType];
  const text = what.filter((part) => part !== null).join(', ') || 'a change';
  return `${text} from ${activeAt ?? 'a day the vendor does not name'}`;
}
