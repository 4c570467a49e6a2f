import type { Act, PackagePlan } from './schedule.js';

/** Packages of each product, as plans: every schedule has vendors of its own, so places are numbered from 1 each time. */

interface Wish {
  readonly order?: Readonly<Record<string, unknown>>;
  readonly lifecycle?: Readonly<Record<string, unknown>>;
  readonly approval?: boolean;
  readonly startsInRound?: number;
  readonly acts?: readonly Act[];
}

/** `null`: attached to no office site. */
export function wuyingPlan(site: number | null, wish: Wish = {}): PackagePlan {
  const order = {
    regionId: 'cn-hangzhou',
    bandwidth: 10,
    payType: 'PrePaid',
    period: 1,
    periodUnit: 'Month',
    autoPay: true,
    ...(site !== null && { officeSiteId: `cn-hangzhou+dir-${3_633_530_000 + site}` }),
  };
  return planOf('wuying', order, wish);
}

/** Pay as you go: deleted instead of refunded. */
export function meteredWuyingPlan(site: number | null, wish: Wish = {}): PackagePlan {
  const order = {
    regionId: 'cn-hangzhou',
    bandwidth: 10,
    payType: 'PostPaid',
    internetChargeType: 'PayByBandwidth',
    ...(site !== null && { officeSiteId: `cn-hangzhou+dir-${3_633_530_000 + site}` }),
  };
  return planOf('wuying', order, wish);
}

export function cenPlan(wish: Wish = {}): PackagePlan {
  const order = {
    bandwidth: 2,
    geographicRegionAId: 'China',
    geographicRegionBId: 'Asia-Pacific',
    period: 1,
    pricingCycle: 'Month',
    autoPay: true,
  };
  return planOf('cen', order, wish);
}

export const cenAttachment = (cen: number) => ({ attach: { cenId: `cen-demo${String(cen).padStart(12, '0')}` } });

export function ugnPlan(ugn: number, wish: Wish = {}): PackagePlan {
  const order = {
    projectId: 'org-demo',
    ugnId: `ugn-demo${String(ugn).padStart(8, '0')}`,
    regionA: 'cn-bj2',
    regionB: 'hk',
    bandWidth: 5,
    payMode: 'FixedBw',
    chargeType: 'Month',
  };
  return planOf('ugn', order, wish);
}

function planOf(
  product: PackagePlan['product'],
  order: Readonly<Record<string, unknown>>,
  { order: more, lifecycle = {}, approval = false, startsInRound = 0, acts = [] }: Wish,
): PackagePlan {
  return {
    product,
    order: { ...order, ...more },
    lifecycle: { payment: { within: '6h' }, ...lifecycle },
    approval,
    startsInRound,
    acts,
  };
}
