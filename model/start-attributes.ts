import type { SearchAttributePair } from '@temporalio/common';
import { deskRegion } from './desk-region.js';
import type { PackageSpec } from './package-spec.js';
import { LEASE_ACCOUNT, LEASE_OWNER, LEASE_PRODUCT, LEASE_REGION, LEASE_STATUS } from './search-attributes.js';

/** What a package is found by from its very first moment, whoever starts it. */
export function startAttributes(spec: PackageSpec): SearchAttributePair[] {
  const { team } = spec.labels;
  return [
    { key: LEASE_STATUS, value: 'Requested' },
    { key: LEASE_PRODUCT, value: spec.product },
    { key: LEASE_ACCOUNT, value: spec.account },
    { key: LEASE_REGION, value: deskRegion(spec) },
    ...(team === undefined ? [] : [{ key: LEASE_OWNER, value: team }]),
  ];
}
