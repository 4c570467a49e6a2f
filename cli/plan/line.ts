import { isDeepStrictEqual } from 'node:util';
import type { PackageSpec } from '../../model/package-spec.js';
import { ugnPairKey } from '../../model/ugn-pair.js';

/**
 * What a package is a lease on, where the vendor has room for only one: an office site (WUYING), a UGN and its two
 * regions (UGN). Null where several may stand side by side: unattached WUYING packages and CEN plans.
 */
export function lineOf(spec: PackageSpec): string | null {
  switch (spec.product) {
    case 'wuying':
      return spec.order.officeSiteId === undefined ? null : `office site ${spec.order.officeSiteId}`;
    case 'cen':
      return null;
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

/** A specification that came through Temporal has lost its undefined fields; so must the one it is compared with. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
