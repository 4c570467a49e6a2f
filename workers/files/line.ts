import { isDeepStrictEqual } from 'node:util';
import type { PackageSpec } from '../../model/package-spec.js';
import { ugnPairKey } from '../../model/ugn-pair.js';

/**
 * What a package is a lease on, where the vendor has room for only one: an office site (WUYING), a CEN and its two areas
 * (CEN), a UGN and its two regions (UGN). Null where several may stand side by side: what is attached to nothing.
 */
export function lineOf(spec: PackageSpec): string | null {
  switch (spec.product) {
    case 'wuying':
      return spec.order.officeSiteId === undefined ? null : `office site ${spec.order.officeSiteId}`;
    case 'cen':
      return spec.order.attach === undefined ? null : `${spec.order.attach.cenId} between ${areasOf(spec.order)}`;
    case 'ugn':
      return `UGN pair ${ugnPairKey(spec.order.ugnId, spec.order.regionA, spec.order.regionB)}`;
  }
}

/**
 * True when two differently named packages are surely, or as good as surely, the same line under two names.
 * Two CEN plans may be equal on purpose; only the caller knows whether the older name has gone from the files.
 */
export function isSameLine(one: PackageSpec, other: PackageSpec): boolean {
  if (one.account !== other.account || one.product !== other.product) return false;
  const line = lineOf(one);
  return line !== null && line === lineOf(other);
}

/** True for two CEN plans that order exactly the same. */
export function isSameCenOrder(one: PackageSpec, other: PackageSpec): boolean {
  if (one.product !== 'cen' || other.product !== 'cen' || one.account !== other.account) return false;
  return isDeepStrictEqual(plain(one.order), plain(other.order));
}

/**
 * True when the plan that is to be ordered may be one that was adopted. What an adopted plan was ordered with is not
 * known, so only what the vendor shows of it is compared, and a name that the file leaves open may be any.
 */
export function mayBeAdoptedPlan(adopted: PackageSpec, wanted: PackageSpec): boolean {
  if (adopted.product !== 'cen' || wanted.product !== 'cen' || adopted.account !== wanted.account) return false;
  const [one, other] = [adopted.order, wanted.order];
  return (
    one.bandwidth === other.bandwidth &&
    one.bandwidthPackageChargeType === other.bandwidthPackageChargeType &&
    areasOf(one) === areasOf(other) &&
    (other.name === undefined || other.name === one.name) &&
    (one.attach === undefined || other.attach === undefined || one.attach.cenId === other.attach.cenId)
  );
}

/** Areas have no order. */
function areasOf(order: { readonly geographicRegionAId: string; readonly geographicRegionBId: string }): string {
  return [order.geographicRegionAId, order.geographicRegionBId].sort().join(' and ');
}

/** A specification that came through Temporal has lost its undefined fields; so must the one it is compared with. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
