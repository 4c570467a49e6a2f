import type { ResourceSeen } from './observation.js';
import type { PackageSpec } from './package-spec.js';

/** What is looked at before a bandwidth is changed. */
export type ResizeFacts = Pick<ResourceSeen, 'bandwidthMbps' | 'reservation' | 'usedMbps'>;

/**
 * Why the vendor would refuse a bandwidth, known before it is asked: one sentence with what to do instead, or null. (CEN: "Resize and renew
 * a bandwidth plan"; no page says what a second change does to one that is booked already, so there is none.)
 */
export function whyNotResize(spec: PackageSpec, seen: ResizeFacts, bandwidthMbps: number): string | null {
  const { bandwidthMbps: now, reservation, usedMbps = 0 } = seen;
  if (reservation?.bandwidthMbps != null) {
    const from = reservation.activeAt ?? 'a day the vendor does not name';
    return `a change to ${reservation.bandwidthMbps} Mbps from ${from} is booked at the vendor already; change it after that.`;
  }
  if (bandwidthMbps === now) return `it has ${now} Mbps already.`;
  if (spec.product !== 'cen' || bandwidthMbps > now) return null;
  const { geographicRegionAId: areaA, geographicRegionBId: areaB } = spec.order;
  if ((areaA === CHINA) !== (areaB === CHINA)) {
    return `a plan between ${areaA} and ${areaB} crosses the border, and the vendor makes no such plan smaller; let it lapse and order a smaller one.`;
  }
  if (bandwidthMbps >= usedMbps) return null;
  return `its limits between regions add up to ${usedMbps} Mbps; lower them at the vendor first, or keep at least ${usedMbps} Mbps.`;
}

/** As orders name the area of mainland China. */
const CHINA = 'China';
