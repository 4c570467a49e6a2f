import type { PackageSpec } from '../../model/package-spec.js';
import { whyNotResize } from '../../model/resize-rules.js';
import { orderedBandwidthMbps, type PackageRow } from '../../model/row.js';

/** What runs, as far as its bandwidth matters. */
export interface Sized {
  readonly row: PackageRow;
  /** As it was ordered or last changed. */
  readonly spec: PackageSpec;
  /** What is given to limits between regions (CEN), Mbps. */
  readonly usedMbps: number;
  /** The bandwidth it is being changed to now; null: to none. */
  readonly resizingTo: number | null;
}

/** A change of bandwidth, Mbps. */
export interface ResizeStep {
  readonly from: number;
  readonly to: number;
}

/**
 * What a file means for the bandwidth of what runs.
 * - `noted`: nothing is done, and `note` says why, one sentence
 * - `written`: the vendor has what the file says already, and it is written down as what is wanted
 */
export type BandwidthVerdict =
  | { readonly kind: 'same' | 'written' }
  | { readonly kind: 'noted'; readonly note: string }
  | { readonly kind: 'resize'; readonly step: ResizeStep }
  | { readonly kind: 'refused'; readonly why: string; readonly remedy: string };

/**
 * Compares the bandwidth of a file with what runs and with what the vendor shows.
 * @param revertDrift undo what somebody has changed in the vendor's console
 */
export function bandwidthVerdict(wanted: PackageSpec, running: Sized, revertDrift: boolean): BandwidthVerdict {
  const { row, spec, resizingTo } = running;
  const to = orderedBandwidthMbps(wanted);
  const { name, bandwidthMbps: now, reservation, plannedResize, status } = row;
  const isMoving = resizingTo !== null || reservation?.bandwidthMbps != null;
  if (to === orderedBandwidthMbps(spec)) {
    if (status !== 'Active' || isMoving || row.vanished || now === to) return { kind: 'same' };
    if (revertDrift) return resizeTo(to, running);
    const note = `the vendor shows ${now} Mbps, and the file says ${to}: somebody has changed it in the vendor's console. --revert-drift changes it back; with ${now} in the file it stays`;
    return { kind: 'noted', note };
  }
  if (resizingTo === to) return { kind: 'noted', note: `it is being changed to ${to} Mbps already` };
  if (reservation?.bandwidthMbps === to)
    return { kind: 'noted', note: `the change to ${to} Mbps is booked at the vendor` };
  if (plannedResize?.bandwidthMbps === to && now !== to) {
    return { kind: 'noted', note: `it is to be changed to ${to} Mbps at ${plannedResize.at}` };
  }
  if (status !== 'Active') {
    return {
      kind: 'refused',
      why: `it is ${status}, and only what is Active is resized`,
      remedy:
        status === 'Releasing'
          ? `To buy it anew, apply the file again once it is gone; leaseline show ${name} tells`
          : `Apply the file again once ${name} is Active, or withdraw it with leaseline cancel ${name}`,
    };
  }
  return now === to && !isMoving ? { kind: 'written' } : resizeTo(to, running);
}

function resizeTo(to: number, { row, spec, usedMbps, resizingTo }: Sized): BandwidthVerdict {
  const { name, bandwidthMbps: from, reservation } = row;
  const remedy = `Look with leaseline show ${name}, and apply the file again after that`;
  if (resizingTo !== null) return { kind: 'refused', why: `it is being changed to ${resizingTo} Mbps now`, remedy };
  const why = whyNotResize(spec, { bandwidthMbps: from, reservation, usedMbps }, to);
  if (why !== null) {
    return {
      kind: 'refused',
      why: why.replace(/\.$/, ''),
      remedy: `Write it as it runs: leaseline show ${name} has it`,
    };
  }
  return { kind: 'resize', step: { from, to } };
}
