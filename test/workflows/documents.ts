import type { Product } from '../../model/product.js';
import { freeLine } from '../support/free-lines.js';

/** Package documents as people write them, each on a line of its own: no two share an office site or a region pair. */

export interface Wish {
  readonly order?: object;
  readonly lifecycle?: object;
  readonly approval?: string;
}

/** What orders a package, by the vendor's name for it. */
export const CREATES = [
  { product: 'wuying', action: 'CreateNetworkPackage' },
  { product: 'cen', action: 'CreateCenBandwidthPackage' },
  { product: 'ugn', action: 'CreateSimpleUGNBwPackage' },
] as const;

/** What renews one. */
export const RENEWALS = [
  { product: 'wuying', action: 'RenewNetworkPackages' },
  { product: 'cen', action: 'RenewInstance' },
  { product: 'ugn', action: 'CreateRenew' },
] as const;

/** By what a package looks at its own resource. */
export const LOOKS = {
  wuying: 'DescribeNetworkPackages',
  cen: 'DescribeCenBandwidthPackages',
  ugn: 'GetSimpleUGNBwPackages',
} as const;

/** The smallest sensible package of a product, bought for a month; WUYING and CEN orders wait for a person's payment. */
export function monthly(product: Product, name: string, wish: Wish = {}): object {
  const { order, ...rest } = wish;
  const account = product === 'ugn' ? 'surfer' : 'ali';
  return { name, product, account, order: { ...orders[product](), ...order }, ...rest };
}

/** The same, paid by the vendor itself at once. */
export function autoPaid(product: Product, name: string, wish: Wish = {}): object {
  const order = product === 'ugn' ? wish.order : { autoPay: true, ...wish.order };
  return monthly(product, name, { ...wish, ...(order && { order }) });
}

export function freeOfficeSite(): string {
  return `cn-hangzhou+dir-${3_633_530_000 + freeLine()}`;
}

const orders: Readonly<Record<Product, () => object>> = {
  wuying: () => ({
    regionId: 'cn-hangzhou',
    bandwidth: 10,
    officeSiteId: freeOfficeSite(),
    payType: 'PrePaid',
    period: 1,
    periodUnit: 'Month',
    autoPay: false,
  }),
  cen: () => ({
    bandwidth: 2,
    geographicRegionAId: 'China',
    geographicRegionBId: 'Asia-Pacific',
    period: 1,
    pricingCycle: 'Month',
    autoPay: false,
  }),
  ugn: () => ({
    projectId: 'org-demo',
    ugnId: `ugn-demo${String(freeLine()).padStart(8, '0')}`,
    regionA: 'cn-bj2',
    regionB: 'hk',
    bandWidth: 5,
    payMode: 'FixedBw',
    chargeType: 'Month',
  }),
};

/** What the simulated billing takes to price a CEN plan. */
const CEN_PRICE_MODULES =
  'products: { cen: { priceModules: [{ code: bandwidth, config: "bandwidth:{bandwidth},area:{regionA}" }] } }';
const POLICIES_AND_AFTER = /policies:[\s\S]*?timing:/;

/** `leaseline.yaml` in which every product has a price. */
export const withPrices = (text: string): string =>
  text.replace('site: international', `site: international\n    ${CEN_PRICE_MODULES}`);

/** The same with other policies, rules and budgets. */
export const withRules =
  (rules: string) =>
  (text: string): string =>
    withPrices(text.replace(POLICIES_AND_AFTER, `${rules.trim()}\ntiming:`));
