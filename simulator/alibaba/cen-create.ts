import { newPackage } from '../money/new-package.js';
import { blockingOrder, placeOrder } from '../money/orders.js';
import { termPriceMinor } from '../money/prices.js';
import { OrderRefusal } from '../money/refusal.js';
import { freshId } from '../world.js';
import { onceByToken } from './client-token.js';
import { AlibabaError, invalidParameter } from './errors.js';
import type { Operation } from './operation.js';
import { type Parameters, termOf } from './parameters.js';

const cenPeriods = { Month: [1, 2, 3, 6], Year: [1, 2, 3] } as const;
const areas = ['China', 'North-America', 'Asia-Pacific', 'Europe', 'Australia', 'Middle-East'];

export const createCenBandwidthPackage: Operation = (visit, parameters) =>
  onceByToken(visit, parameters, (clientToken) => {
    const { world } = visit;
    const bandwidthMbps = cenBandwidth(parameters);
    const areaA = areaOf(parameters, 'GeographicRegionAId');
    const areaB = areaOf(parameters, 'GeographicRegionBId');
    const chargeType = parameters.oneOf('BandwidthPackageChargeType', ['PREPAY', 'POSTPAY']) ?? 'PREPAY';
    if (chargeType === 'POSTPAY' && !world.behaviour.cenPostPay) {
      throw new AlibabaError(400, 'UnSupported.ChargeType', 'The charge type is not supported.');
    }
    const term =
      chargeType === 'PREPAY'
        ? termOf(parameters, { count: 'Period', unit: 'PricingCycle' }, cenPeriods, 'Month')
        : null;
    const autoPay = parameters.flag('AutoPay', false) || chargeType === 'POSTPAY';
    const autoRenew = parameters.flag('AutoRenew', false) && chargeType === 'PREPAY';
    const renewMonths = parameters.integerOr('AutoRenewDuration', 1, 1, 36);
    const tags = parameters.tags({ keyLength: 64, valueLength: 128 });
    const name = nameOf(parameters);
    const description = descriptionOf(parameters);
    if (world.behaviour.partnerQuotaShort || visit.effects.partnerQuotaShort) throw new OrderRefusal('partnerQuota');
    if (blockingOrder(world, visit.accountId, []) !== null) throw new OrderRefusal('unpaidOrder');
    const draft = newPackage(visit, {
      resourceId: freshId(world, 'cenbwp'),
      vendor: 'alibaba',
      bandwidthMbps,
      autoRenew: autoRenew,
      renewalTerm: { count: renewMonths, unit: 'Month' },
      tags,
      details: {
        product: 'cen',
        chargeType,
        areaA,
        areaB,
        name,
        description,
        resourceGroupId: parameters.optional('ResourceGroupId') ?? '',
        cenId: null,
        moving: null,
      },
    });
    const order = placeOrder(visit, {
      kind: 'New',
      product: 'cen',
      amountMinor: termPriceMinor(world.behaviour, 'cen', bandwidthMbps, term),
      packages: [draft],
      purpose: { type: 'new', term, neverDelivered: visit.effects.paidNeverDelivered },
      autoPay,
      charging: 'asAutoPaySays',
      clientToken,
      request: parameters.recorded(),
    });
    return { CenBandwidthPackageId: draft.resourceId, CenBandwidthPackageOrderId: order.orderId };
  });

/** 2 to 10000 Mbps; CEN has its own code for a bandwidth it does not sell. */
export function cenBandwidth(parameters: Parameters): number {
  const bandwidthMbps = parameters.optionalInteger('Bandwidth');
  if (bandwidthMbps === null) return parameters.integer('Bandwidth', 2, 10_000);
  if (bandwidthMbps < 2 || bandwidthMbps > 10_000) {
    throw new AlibabaError(400, 'ParameterIllegal.BandwidthPackage', 'The parameter of bandwidth packaged is illegal.');
  }
  return bandwidthMbps;
}

export function nameOf(parameters: Parameters): string {
  const name = parameters.optional('Name');
  if (name === null) return '';
  if (!/^\p{L}[\p{L}\p{Nd}_-]{1,127}$/u.test(name)) {
    throw invalidParameter('Name', 'it must have 2 to 128 letters, digits, _ and -, and start with a letter.');
  }
  return name;
}

export function descriptionOf(parameters: Parameters): string {
  const description = parameters.optional('Description') ?? '';
  if (description.length > 256 || /^https?:\/\//i.test(description)) {
    throw invalidParameter('Description', 'at most 256 characters, not starting with http:// or https://.');
  }
  return description;
}

/** Capitals on the way in, none on the way out. */
function areaOf(parameters: Parameters, name: string): string {
  const given = parameters.required(name);
  if (!areas.includes(given)) throw invalidParameter(name, `valid values are ${areas.join(', ')}.`);
  return given.toLowerCase();
}
