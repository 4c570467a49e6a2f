import { currencyOf } from '../money/payment.js';
import { majorNumber, monthlyPerMbpsMinor, termPriceMinor, upgradePriceMinor } from '../money/prices.js';
import type { Term } from '../records.js';
import type { Visit } from '../world.js';
import { findNetworkPackage } from './ecd-change.js';
import { bandwidthOf, regionOf } from './ecd-create.js';
import { invalidParameter, missingParameter } from './errors.js';
import type { Operation } from './operation.js';
import type { Parameters } from './parameters.js';

const hoursPerMonth = 730;

/** A quote for a new package. It binds nobody, and a week can be ordered but not priced. */
export const describePrice: Operation = (visit, parameters) => {
  regionOf(parameters);
  wantResourceType(parameters, 'Bandwidth');
  const bandwidthMbps = parameters.integer('Bandwidth', 2, 1000);
  const amount = parameters.integerOr('Amount', 1, 1, 100);
  const period = parameters.integerOr('Period', 1, 1, 36);
  const unit = parameters.oneOf('PeriodUnit', ['Hour', 'Month', 'Year']) ?? 'Hour';
  parameters.oneOf('InternetChargeType', ['PayByTraffic', 'PayByBandwidth']);
  const { behaviour } = visit.world;
  const oneMinor =
    unit === 'Hour'
      ? Math.round((monthlyPerMbpsMinor(behaviour, 'wuying') * bandwidthMbps * period) / hoursPerMonth)
      : termPriceMinor(behaviour, 'wuying', bandwidthMbps, { count: period, unit });
  return priceInfo(visit, oneMinor * amount);
};

export const describeModificationPrice: Operation = (visit, parameters) => {
  const regionId = regionOf(parameters);
  wantResourceType(parameters, 'NetworkPackage');
  const row = findNetworkPackage(visit, parameters.required('InstanceId'), regionId);
  const bandwidthMbps = bandwidthOf(parameters, row.details.payType, row.details.internetChargeType);
  return priceInfo(visit, upgradePriceMinor(visit.world.behaviour, row, bandwidthMbps, visit.now));
};

export const describeRenewalPrice: Operation = (visit, parameters) => {
  const regionId = regionOf(parameters);
  wantResourceType(parameters, 'Bandwidth');
  const single = parameters.optional('InstanceId');
  const ids = single === null ? parameters.list('InstanceIds', 100) : [single];
  if (ids.length === 0) throw missingParameter('InstanceId');
  const unit = parameters.oneOf('PeriodUnit', ['Month', 'Year']) ?? 'Month';
  const term: Term = { count: parameters.integerOr('Period', 1, 1, 36), unit };
  const { behaviour } = visit.world;
  const sumMinor = ids
    .map((id) => findNetworkPackage(visit, id, regionId))
    .reduce((sum, row) => sum + termPriceMinor(behaviour, 'wuying', row.bandwidthMbps, term), 0);
  return priceInfo(visit, sumMinor);
};

/** The three price calls want different names for the same thing. */
function wantResourceType(parameters: Parameters, wanted: 'Bandwidth' | 'NetworkPackage'): void {
  const given = parameters.required('ResourceType');
  if (given !== wanted) throw invalidParameter('ResourceType', `for a network package it is ${wanted}.`);
}

function priceInfo(visit: Visit, amountMinor: number): Record<string, unknown> {
  const price = majorNumber(amountMinor);
  return {
    PriceInfo: {
      Price: {
        OriginalPrice: price,
        DiscountPrice: 0,
        TradePrice: price,
        Currency: currencyOf(visit.world, 'alibaba', visit.accountId),
        Promotions: [],
        OrderLines: {},
      },
      Rules: [],
    },
  };
}
