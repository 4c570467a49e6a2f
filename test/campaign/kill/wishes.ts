import type { PackageSpec } from '../../../model/package-spec.js';
import { parsePackage } from '../../../model/parse-package.js';
import type { Product } from '../../../model/product.js';
import { behaviourFrom } from '../../../simulator/behaviour.js';
import { officeSites, ugnIds, ugnRegions } from '../../../simulator/fixtures.js';
import type { Dice } from '../dice.js';

const FIXTURES = behaviourFrom({});
const SITES = officeSites(FIXTURES, 'cn-hangzhou');
const UGNS = ugnIds(FIXTURES);
const PAIRS = ugnRegions.flatMap((regionA, index) =>
  ugnRegions.slice(index + 1).map((regionB) => ({ regionA, regionB })),
);

/** The nth package anybody wants: on a line of its own, paid by the vendor itself or by a person. */
export function wish(product: Product, nth: number, dice: Dice): PackageSpec {
  const autoPay = dice.for('wish', nth).chance('autoPay', 0.6);
  const parsed = parsePackage({
    apiVersion: 'leaseline/v1',
    kind: 'BandwidthPackage',
    name: `${product}-${nth}`,
    product,
    account: product === 'ugn' ? 'surfer' : 'ali',
    order: orders[product](nth, autoPay),
    ...(product === 'wuying' && {
      lifecycle: { renew: { autoPay: dice.for('wish', nth).chance('renewAutoPay', 0.6) } },
    }),
  });
  if (parsed.ok) return parsed.spec;
  throw new Error(`the campaign writes no valid package: ${JSON.stringify(parsed.problems)}`);
}

const orders: Readonly<Record<Product, (nth: number, autoPay: boolean) => object>> = {
  wuying: (nth, autoPay) => ({
    regionId: 'cn-hangzhou',
    bandwidth: 10,
    officeSiteId: SITES[nth]?.officeSiteId,
    payType: 'PrePaid',
    autoPay,
  }),
  cen: (nth, autoPay) => ({
    name: `plan-${nth}`,
    bandwidth: 5,
    geographicRegionAId: 'China',
    geographicRegionBId: 'Europe',
    autoPay,
  }),
  ugn: (nth) => ({
    projectId: 'org-demo',
    ugnId: UGNS[nth % UGNS.length],
    ...PAIRS[Math.floor(nth / UGNS.length)],
    bandWidth: 5,
    payMode: 'FixedBw',
    chargeType: 'Month',
    name: `bw-${nth}`,
  }),
};
