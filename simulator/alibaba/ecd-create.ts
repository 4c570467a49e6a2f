import { isRegion, officeSite } from '../fixtures.js';
import { newPackage } from '../money/new-package.js';
import { blockingOrder, placeOrder } from '../money/orders.js';
import { packageAtSite } from '../money/payment.js';
import { termPriceMinor } from '../money/prices.js';
import { OrderRefusal } from '../money/refusal.js';
import type { Term, WuyingDetails } from '../records.js';
import { freshId, type Visit } from '../world.js';
import { AlibabaError, invalidParameter, missingParameter } from './errors.js';
import type { Operation } from './operation.js';
import { type Parameters, termOf } from './parameters.js';

export const ecdPeriods = { Week: [1], Month: [1, 2, 3, 6], Year: [1, 2, 3] } as const;

export const createNetworkPackage: Operation = (visit, parameters) => {
  const { world } = visit;
  const regionId = regionOf(parameters);
  const payType = parameters.oneOf('PayType', ['PrePaid', 'PostPaid']) ?? 'PostPaid';
  const internetChargeType = chargeTypeOf(parameters, payType);
  const bandwidthMbps = bandwidthOf(parameters, payType, internetChargeType);
  const term =
    payType === 'PrePaid' ? termOf(parameters, { count: 'Period', unit: 'PeriodUnit' }, ecdPeriods, 'Month') : null;
  const autoPay = parameters.flag('AutoPay', true) || payType === 'PostPaid';
  const autoRenew = parameters.flag('AutoRenew', false) && payType === 'PrePaid';
  const tags = parameters.tags({ keyLength: 128, valueLength: 128 });
  parameters.optionalInteger('ResellerOwnerUid');
  const officeSiteId = freeOfficeSite(visit, parameters.optional('OfficeSiteId'), regionId);
  const draft = newPackage(visit, {
    resourceId: freshId(world, 'np'),
    vendor: 'alibaba',
    bandwidthMbps,
    autoRenew: autoRenew,
    renewalTerm: renewalTerm(term),
    tags,
    details: {
      product: 'wuying',
      regionId,
      payType,
      internetChargeType,
      officeSiteId,
      eipAddresses: [],
      enabled: true,
      reservation: null,
    },
  });
  if (blockingOrder(world, visit.accountId, []) !== null) throw new OrderRefusal('unpaidOrder');
  const order = placeOrder(visit, {
    kind: 'New',
    product: 'wuying',
    amountMinor: termPriceMinor(world.behaviour, 'wuying', bandwidthMbps, term),
    packages: [draft],
    purpose: { type: 'new', term, neverDelivered: visit.effects.paidNeverDelivered },
    autoPay,
    charging: 'asAutoPaySays',
    clientToken: null,
    request: parameters.recorded(),
  });
  return { NetworkPackageId: draft.resourceId, OrderId: order.orderId };
};

export function regionOf(parameters: Parameters): string {
  const regionId = parameters.required('RegionId');
  if (!isRegion(regionId)) throw invalidParameter('RegionId', 'there is no such region.');
  return regionId;
}

/** Bandwidth within what the pay type allows: 2 to 200 Mbps by traffic, else 2 to 1000. */
export function bandwidthOf(
  parameters: Parameters,
  payType: WuyingDetails['payType'],
  internetChargeType: WuyingDetails['internetChargeType'],
): number {
  const most = payType === 'PostPaid' && internetChargeType === 'PayByTraffic' ? 200 : 1000;
  return parameters.integer('Bandwidth', 2, most);
}

/** The office site, once it is known to exist and to have no package. */
export function freeOfficeSite(visit: Visit, officeSiteId: string | null, regionId: string): string | null {
  if (officeSiteId === null) return null;
  const site = officeSite(visit.world.behaviour, officeSiteId);
  if (site === null || site.regionId !== regionId) {
    throw new AlibabaError(404, 'InvalidOfficeSiteId.NotFound', 'The specified office site does not exist.');
  }
  const { onePackagePerOfficeSite } = visit.world.behaviour;
  if (onePackagePerOfficeSite && packageAtSite(visit.world, visit.accountId, officeSiteId) !== null) {
    throw new AlibabaError(400, 'NetworkPackageExisted.OfficeSite', 'The office site already has a network package.');
  }
  return officeSiteId;
}

function chargeTypeOf(parameters: Parameters, payType: WuyingDetails['payType']): WuyingDetails['internetChargeType'] {
  const given = parameters.oneOf('InternetChargeType', ['PayByTraffic', 'PayByBandwidth']);
  if (payType === 'PrePaid' && given === 'PayByTraffic') {
    throw invalidParameter('InternetChargeType', 'when PayType is PrePaid, the only valid value is PayByBandwidth.');
  }
  if (payType === 'PrePaid' && parameters.optional('PeriodUnit') === null) throw missingParameter('PeriodUnit');
  return given ?? (payType === 'PrePaid' ? 'PayByBandwidth' : 'PayByTraffic');
}

function renewalTerm(term: Term | null): Term {
  return { count: 1, unit: term?.unit ?? 'Month' };
}
