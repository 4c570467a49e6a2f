import { z } from 'zod';
import { createCenBandwidthPackage } from '../alibaba/cen-create.js';
import { createNetworkPackage } from '../alibaba/ecd-create.js';
import { asAlibabaError } from '../alibaba/errors.js';
import { Parameters } from '../alibaba/parameters.js';
import { type Answer, jsonAnswer } from '../http/answer.js';
import { blockingOrder, placeOrder } from '../money/orders.js';
import { balanceMinor } from '../money/payment.js';
import { termPriceMinor } from '../money/prices.js';
import { releasedNow } from '../time/settle.js';
import { asUcloudError } from '../ucloud/errors.js';
import { UcloudParameters } from '../ucloud/parameters.js';
import { createSimpleUGNBwPackage } from '../ucloud/ugn-create.js';
import { noEffects, type Visit, type World } from '../world.js';
import { problem } from './answers.js';
import { orderView } from './order-view.js';
import { packageView } from './views.js';

/** Who the ledger says it was. */
const consoleCaller = 'console';
const month = { count: 1, unit: 'Month' } as const;

const shared = {
  /** As `GET /_sim/balances` names it; absent: the vendor's first account. */
  account: z.string().optional(),
  bandwidthMbps: z.int(),
  name: z.string().optional(),
};

export const consoleOrderSchema = z.discriminatedUnion('product', [
  z.strictObject({
    ...shared,
    product: z.literal('wuying'),
    region: z.string().default('cn-hangzhou'),
    /** The office site's id; absent: unattached. */
    site: z.string().optional(),
  }),
  z.strictObject({
    ...shared,
    product: z.literal('cen'),
    region: z.literal('global').optional(),
    areas: z.tuple([z.string(), z.string()]).default(['China', 'China']),
  }),
  z.strictObject({
    ...shared,
    product: z.literal('ugn'),
    /** The project. */
    region: z.string().default('org-demo'),
    ugnId: z.string().default('ugn-demo00000001'),
    regionA: z.string().default('hk'),
    regionB: z.string().default('sg'),
  }),
]);
type ConsoleOrder = z.output<typeof consoleOrderSchema>;

/**
 * Somebody buys a package at the vendor's console: prepaid, for a month, paid from the balance. It goes the way of every
 * order, so the vendor's rules hold and it is delivered as late.
 */
export function buyAtConsole(world: World, order: ConsoleOrder, now: number): Answer {
  const accountId = accountOf(world, order);
  if (accountId === null) return problem(404, `there is no account ${order.account ?? 'of this vendor'}`);
  const priceMinor = termPriceMinor(world.behaviour, order.product, order.bandwidthMbps, month);
  if (balanceMinor(world, accountId) < priceMinor) return problem(402, 'the account has too little money');
  const visit = { world, now, accountId, caller: consoleCaller, requestId: null, effects: noEffects };
  try {
    buy(visit, order);
  } catch (error) {
    const known = asAlibabaError(error) ?? asUcloudError(error);
    if (known === null) throw error;
    return problem(409, `the vendor refuses: ${known.message}`);
  }
  const placed = [...world.ledger.orders.values()].at(-1);
  const born = world.ledger.package(placed?.resourceIds[0] ?? '');
  if (placed === undefined || born === undefined) return problem(500, 'nothing was bought');
  return jsonAnswer(200, { package: packageView(world, born, now), order: orderView(world, placed) });
}

export const consoleRenewalSchema = z.strictObject({
  count: z.int().min(1).max(36).default(1),
  unit: z.enum(['Week', 'Month', 'Year']).default('Month'),
});

/** Somebody renews a package at the vendor's console, paid from the balance at once. */
export function renewAtConsole(
  world: World,
  resourceId: string,
  term: z.output<typeof consoleRenewalSchema>,
  now: number,
): Answer {
  const row = world.ledger.package(resourceId);
  if (row === undefined) return problem(404, `there is no package ${resourceId}`);
  const { accountId, bandwidthMbps } = row;
  const { product } = row.details;
  if (row.phase !== 'live' || row.expiresAt === null) return problem(409, 'only a package with a term can be renewed');
  if (blockingOrder(world, accountId, [resourceId]) !== null) return problem(409, 'an unpaid order is in the way');
  const amountMinor = termPriceMinor(world.behaviour, product, bandwidthMbps, term);
  if (balanceMinor(world, accountId) < amountMinor) return problem(402, 'the account has too little money');
  const visit = { world, now, accountId, caller: consoleCaller, requestId: null, effects: noEffects, action: 'Renew' };
  const order = placeOrder(visit, {
    kind: 'Renew',
    product,
    amountMinor,
    packages: [row],
    purpose: { type: 'renew', term, toMonthEnd: false, autoRenew: null, neverDelivered: false },
    autoPay: true,
    charging: 'atOnce',
    clientToken: null,
    request: {},
  });
  const renewed = world.ledger.package(resourceId) ?? row;
  return jsonAnswer(200, { package: packageView(world, renewed, now), order: orderView(world, order) });
}

/** Somebody deletes a package at the vendor's console: it is gone at once, in term or not. No money comes back. */
export function deleteAtConsole(world: World, resourceId: string, now: number): Answer {
  const row = world.ledger.package(resourceId);
  if (row === undefined) return problem(404, `there is no package ${resourceId}`);
  if (row.phase !== 'delivering' && row.phase !== 'live' && row.phase !== 'releasing') {
    return problem(409, 'only a package that is there can be deleted');
  }
  const gone = releasedNow(row, now);
  world.ledger.putPackage(now, gone);
  return jsonAnswer(200, { package: packageView(world, gone, now) });
}

function buy(visit: Omit<Visit, 'action'>, order: ConsoleOrder): void {
  switch (order.product) {
    case 'wuying':
      createNetworkPackage({ ...visit, action: 'CreateNetworkPackage' }, parametersOf(wuyingRequest(order)));
      break;
    case 'cen':
      createCenBandwidthPackage({ ...visit, action: 'CreateCenBandwidthPackage' }, parametersOf(cenRequest(order)));
      break;
    case 'ugn':
      createSimpleUGNBwPackage(
        { ...visit, action: 'CreateSimpleUGNBwPackage' },
        new UcloudParameters(ugnRequest(order)),
      );
      break;
  }
}

function accountOf(world: World, order: ConsoleOrder): string | null {
  const vendor = order.product === 'ugn' ? 'ucloud/' : 'alibaba/';
  for (const { accountId } of world.ledger.balances.values()) {
    if (accountId.startsWith(vendor) && (order.account ?? accountId) === accountId) return accountId;
  }
  return null;
}

function parametersOf(request: Readonly<Record<string, string>>): Parameters {
  return new Parameters(new Map(Object.entries(request)));
}

function wuyingRequest(order: Extract<ConsoleOrder, { product: 'wuying' }>): Record<string, string> {
  return {
    RegionId: order.region,
    Bandwidth: String(order.bandwidthMbps),
    ...(order.site === undefined ? {} : { OfficeSiteId: order.site }),
    // A WUYING package has no name: who wants to call it something tags it.
    ...(order.name === undefined ? {} : { 'Tag.1.Key': 'name', 'Tag.1.Value': order.name }),
    PayType: 'PrePaid',
    InternetChargeType: 'PayByBandwidth',
    Period: '1',
    PeriodUnit: 'Month',
    AutoPay: 'true',
  };
}

function cenRequest(order: Extract<ConsoleOrder, { product: 'cen' }>): Record<string, string> {
  const [areaA, areaB] = order.areas;
  return {
    Bandwidth: String(order.bandwidthMbps),
    GeographicRegionAId: capitalised(areaA),
    GeographicRegionBId: capitalised(areaB),
    ...(order.name === undefined ? {} : { Name: order.name }),
    BandwidthPackageChargeType: 'PREPAY',
    Period: '1',
    PricingCycle: 'Month',
    AutoPay: 'true',
  };
}

function ugnRequest(order: Extract<ConsoleOrder, { product: 'ugn' }>): Record<string, string> {
  return {
    ProjectId: order.region,
    UGNID: order.ugnId,
    RegionA: order.regionA,
    RegionB: order.regionB,
    BandWidth: String(order.bandwidthMbps),
    ...(order.name === undefined ? {} : { Name: order.name }),
    PayMode: 'FixedBw',
    ChargeType: 'Month',
    Quantity: '1',
  };
}

/** `north-america`, as answers write areas, to `North-America`, as orders must. */
function capitalised(area: string): string {
  return area.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
