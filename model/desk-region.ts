import type { DeskName } from './ids.js';
import type { PackageSpec } from './package-spec.js';

/** CEN plans belong to no region: one listing shows them all. */
export const CEN_REGION = 'global';

/** Where a package's desk stands: the vendor's listing that shows it (regional, global, or one project). */
export function deskRegion(spec: PackageSpec): string {
  switch (spec.product) {
    case 'wuying':
      return spec.order.regionId;
    case 'cen':
      return CEN_REGION;
    case 'ugn':
      return spec.order.projectId;
  }
}

export function deskOf(spec: PackageSpec): DeskName {
  return { account: spec.account, product: spec.product, region: deskRegion(spec) };
}
