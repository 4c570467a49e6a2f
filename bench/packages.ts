import type { PackageSpec } from '../model/package-spec.js';
import { parsePackage } from '../model/parse-package.js';
import { PRODUCTS } from '../model/product.js';
import { behaviourFrom } from '../simulator/behaviour.js';
import { officeRegions, officeSites, ugnIds, ugnRegions } from '../simulator/fixtures.js';
import { ACCOUNTS } from './bench-config.js';

/** More than the simulator has by itself: an office site takes one package, and all may be in one region. */
export const OFFICE_SITES_PER_REGION = 5_000;
const FIXTURES = behaviourFrom({ officeSitesPerRegion: OFFICE_SITES_PER_REGION });
const SITES = officeRegions.map((regionId) => officeSites(FIXTURES, regionId));
const UGNS = ugnIds(FIXTURES);
const PAIRS = ugnRegions.flatMap((regionA, index) =>
  ugnRegions.slice(index + 1).map((regionB) => ({ regionA, regionB })),
);

/** How many regions WUYING packages can be spread over. */
export const MOST_REGIONS = SITES.length;

/** How many packages the simulated vendors have room for, with WUYING in so many regions. */
export function roomForPackages(regions: number): number {
  return PRODUCTS.length * Math.min(regions * OFFICE_SITES_PER_REGION, UGNS.length * PAIRS.length);
}

export interface Placing {
  /** What its run's packages are counted by (search attribute `LeaseOwner`). */
  readonly team: string;
  /** Regions over which WUYING packages are spread, each with a desk of its own. */
  readonly regions: number;
  /** The policy it waits under before it is ordered; absent: none. */
  readonly approval?: string;
}

/** The package with this number, unlike any other: the products take turns, each paid from the balance. */
export function benchPackage(index: number, { team, regions, approval }: Placing): PackageSpec {
  const product = PRODUCTS[index % PRODUCTS.length];
  const nth = Math.floor(index / PRODUCTS.length);
  const parsed = parsePackage({
    apiVersion: 'leaseline/v1',
    kind: 'BandwidthPackage',
    name: `bench-${product}-${nth + 1}`,
    product,
    account: product === 'ugn' ? ACCOUNTS.ucloud : ACCOUNTS.alibaba,
    labels: { team },
    ...(approval !== undefined && { approval }),
    order: product === 'wuying' ? wuyingOrder(nth, regions) : product === 'cen' ? cenOrder(nth) : ugnOrder(nth),
  });
  if (parsed.ok) return parsed.spec;
  throw new Error(`the bench writes no valid package: ${JSON.stringify(parsed.problems)}`);
}

function wuyingOrder(nth: number, regions: number) {
  const site = SITES[nth % regions]?.[Math.floor(nth / regions)];
  return {
    regionId: site?.regionId,
    officeSiteId: site?.officeSiteId,
    bandwidth: 2,
    payType: 'PrePaid',
    autoPay: true,
  };
}

function cenOrder(nth: number) {
  return {
    name: `bench-${nth + 1}`,
    bandwidth: 2,
    geographicRegionAId: 'China',
    geographicRegionBId: 'Europe',
    autoPay: true,
  };
}

function ugnOrder(nth: number) {
  const pair = PAIRS[Math.floor(nth / UGNS.length)];
  return {
    ...{ projectId: 'org-bench', ugnId: UGNS[nth % UGNS.length], ...pair },
    ...{ bandWidth: 2, payMode: 'FixedBw', chargeType: 'Month', name: `bench-${nth + 1}` },
  };
}
