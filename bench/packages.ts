import type { PackageSpec } from '../model/package-spec.js';
import { parsePackage } from '../model/parse-package.js';
import { PRODUCTS } from '../model/product.js';
import { behaviourFrom } from '../simulator/behaviour.js';
import { officeSites, ugnIds, ugnRegions } from '../simulator/fixtures.js';
import { ACCOUNTS } from './bench-config.js';

const FIXTURES = behaviourFrom({});
const OFFICE_REGIONS = ['cn-hangzhou', 'cn-shanghai', 'cn-beijing', 'ap-southeast-1'] as const;
/** An office site takes one package, so the sites of these regions are the limit. */
const SITES = OFFICE_REGIONS.map((regionId) => officeSites(FIXTURES, regionId));
const UGNS = ugnIds(FIXTURES);
const PAIRS = ugnRegions.flatMap((regionA, index) =>
  ugnRegions.slice(index + 1).map((regionB) => ({ regionA, regionB })),
);

/** How many packages the simulated vendors have room for. */
export const MOST_PACKAGES = SITES.flat().length * PRODUCTS.length;

/**
 * The package with this number, unlike any other: the products take turns, each paid from the balance.
 * @param team what its run's packages are counted by (search attribute `LeaseOwner`)
 */
export function benchPackage(index: number, team: string): PackageSpec {
  const product = PRODUCTS[index % PRODUCTS.length];
  const nth = Math.floor(index / PRODUCTS.length);
  const parsed = parsePackage({
    apiVersion: 'leaseline/v1',
    kind: 'BandwidthPackage',
    name: `bench-${product}-${nth + 1}`,
    product,
    account: product === 'ugn' ? ACCOUNTS.ucloud : ACCOUNTS.alibaba,
    labels: { team },
    order: product === 'wuying' ? wuyingOrder(nth) : product === 'cen' ? cenOrder(nth) : ugnOrder(nth),
  });
  if (parsed.ok) return parsed.spec;
  throw new Error(`the bench writes no valid package: ${JSON.stringify(parsed.problems)}`);
}

function wuyingOrder(nth: number) {
  const site = SITES[nth % SITES.length]?.[Math.floor(nth / SITES.length)];
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
