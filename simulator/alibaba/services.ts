import { queryAvailableInstances, renewInstance, setRenewal } from './bss-instances.js';
import {
  getSubscriptionPrice,
  inquiryPriceRefundInstance,
  queryAccountBalance,
  queryProductList,
  refundInstance,
} from './bss-money.js';
import { cancelOrder, getOrderDetail, queryOrders } from './bss-orders.js';
import {
  associateCenBandwidthPackage,
  deleteCenBandwidthPackage,
  modifyCenBandwidthPackageAttribute,
  modifyCenBandwidthPackageSpec,
  setCenInterRegionBandwidthLimit,
  unassociateCenBandwidthPackage,
} from './cen-change.js';
import { createCenBandwidthPackage } from './cen-create.js';
import {
  describeCenBandwidthPackages,
  describeCenGeographicSpanRemainingBandwidth,
  describeCenInterRegionBandwidthLimits,
  describeCens,
  describeGeographicRegionMembership,
} from './cen-describe.js';
import {
  createCen,
  deleteCen,
  listTagResources,
  modifyCenAttribute,
  tagResources,
  untagResources,
} from './cen-instances.js';
import {
  associateNetworkPackage,
  deleteNetworkPackages,
  dissociateNetworkPackage,
  modifyNetworkPackageBandwidth,
  modifyNetworkPackageEnabled,
  renewNetworkPackages,
} from './ecd-change.js';
import { createNetworkPackage } from './ecd-create.js';
import { describeNetworkPackages, describeOfficeSites, describeRegions } from './ecd-describe.js';
import { describeModificationPrice, describePrice, describeRenewalPrice } from './ecd-prices.js';
import { AlibabaError } from './errors.js';
import type { Operation } from './operation.js';
import { describeEndpoints, getCallerIdentity } from './other-services.js';

export interface ServiceOperation {
  readonly service: 'ecd' | 'cen' | 'bss' | 'other';
  readonly run: Operation;
}

interface Service {
  readonly name: ServiceOperation['service'];
  readonly operations: ReadonlyMap<string, Operation>;
}

const ecd = service('ecd', {
  CreateNetworkPackage: createNetworkPackage,
  DescribeNetworkPackages: describeNetworkPackages,
  ModifyNetworkPackageBandwidth: modifyNetworkPackageBandwidth,
  // The older name, which terraform still calls.
  ModifyNetworkPackage: modifyNetworkPackageBandwidth,
  ModifyNetworkPackageEnabled: modifyNetworkPackageEnabled,
  RenewNetworkPackages: renewNetworkPackages,
  DeleteNetworkPackages: deleteNetworkPackages,
  AssociateNetworkPackage: associateNetworkPackage,
  DissociateNetworkPackage: dissociateNetworkPackage,
  DescribePrice: describePrice,
  DescribeModificationPrice: describeModificationPrice,
  DescribeRenewalPrice: describeRenewalPrice,
  DescribeOfficeSites: describeOfficeSites,
  DescribeRegions: describeRegions,
});

const cen = service('cen', {
  CreateCenBandwidthPackage: createCenBandwidthPackage,
  DescribeCenBandwidthPackages: describeCenBandwidthPackages,
  AssociateCenBandwidthPackage: associateCenBandwidthPackage,
  UnassociateCenBandwidthPackage: unassociateCenBandwidthPackage,
  ModifyCenBandwidthPackageAttribute: modifyCenBandwidthPackageAttribute,
  ModifyCenBandwidthPackageSpec: modifyCenBandwidthPackageSpec,
  DeleteCenBandwidthPackage: deleteCenBandwidthPackage,
  SetCenInterRegionBandwidthLimit: setCenInterRegionBandwidthLimit,
  DescribeCenInterRegionBandwidthLimits: describeCenInterRegionBandwidthLimits,
  DescribeCenGeographicSpanRemainingBandwidth: describeCenGeographicSpanRemainingBandwidth,
  DescribeGeographicRegionMembership: describeGeographicRegionMembership,
  DescribeCens: describeCens,
  CreateCen: createCen,
  ModifyCenAttribute: modifyCenAttribute,
  DeleteCen: deleteCen,
  TagResources: tagResources,
  UntagResources: untagResources,
  ListTagResources: listTagResources,
});

const bss = service('bss', {
  QueryOrders: queryOrders,
  GetOrderDetail: getOrderDetail,
  CancelOrder: cancelOrder,
  RenewInstance: renewInstance,
  SetRenewal: setRenewal,
  QueryAvailableInstances: queryAvailableInstances,
  RefundInstance: refundInstance,
  InquiryPriceRefundInstance: inquiryPriceRefundInstance,
  GetSubscriptionPrice: getSubscriptionPrice,
  QueryAccountBalance: queryAccountBalance,
  QueryProductList: queryProductList,
});

/** By API version: every endpoint may point at the same host. */
const services: ReadonlyMap<string, Service> = new Map([
  ['2020-09-30', ecd],
  ['2017-09-12', cen],
  ['2017-12-14', bss],
  ['2015-04-01', service('other', { GetCallerIdentity: getCallerIdentity })],
  ['2015-06-12', service('other', { DescribeEndpoints: describeEndpoints })],
]);

export function findOperation(version: string, action: string): ServiceOperation {
  const found = services.get(version);
  if (found === undefined) throw new AlibabaError(400, 'InvalidVersion', 'Specified parameter Version is not valid.');
  const run = found.operations.get(action);
  if (run === undefined) {
    throw new AlibabaError(
      404,
      'InvalidAction.NotFound',
      'Specified api is not found, please check your url and method.',
    );
  }
  return { service: found.name, run };
}

function service(name: Service['name'], operations: Readonly<Record<string, Operation>>): Service {
  return { name, operations: new Map(Object.entries(operations)) };
}
