import { cancelOrder, getOrderDetail, queryOrders } from './bss-orders.js';
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
import { AlibabaError } from './errors.js';
import type { Operation } from './operation.js';

export interface ServiceOperation {
  readonly service: 'ecd' | 'cen' | 'bss' | 'other';
  readonly run: Operation;
}

interface Service {
  readonly name: ServiceOperation['service'];
  readonly operations: ReadonlyMap<string, Operation>;
}

/** By API version: every endpoint may point at the same host. */
const services: ReadonlyMap<string, Service> = new Map<string, Service>([
  [
    '2020-09-30',
    {
      name: 'ecd',
      operations: new Map<string, Operation>([
        ['CreateNetworkPackage', createNetworkPackage],
        ['DescribeNetworkPackages', describeNetworkPackages],
        ['ModifyNetworkPackageBandwidth', modifyNetworkPackageBandwidth],
        // The older name, which terraform still calls.
        ['ModifyNetworkPackage', modifyNetworkPackageBandwidth],
        ['ModifyNetworkPackageEnabled', modifyNetworkPackageEnabled],
        ['RenewNetworkPackages', renewNetworkPackages],
        ['DeleteNetworkPackages', deleteNetworkPackages],
        ['AssociateNetworkPackage', associateNetworkPackage],
        ['DissociateNetworkPackage', dissociateNetworkPackage],
        ['DescribeOfficeSites', describeOfficeSites],
        ['DescribeRegions', describeRegions],
      ]),
    },
  ],
  [
    '2017-12-14',
    {
      name: 'bss',
      operations: new Map<string, Operation>([
        ['QueryOrders', queryOrders],
        ['GetOrderDetail', getOrderDetail],
        ['CancelOrder', cancelOrder],
      ]),
    },
  ],
]);

export function findOperation(version: string, action: string): ServiceOperation {
  const service = services.get(version);
  if (service === undefined) {
    throw new AlibabaError(400, 'InvalidVersion', 'Specified parameter Version is not valid.');
  }
  const run = service.operations.get(action);
  if (run === undefined) {
    throw new AlibabaError(
      404,
      'InvalidAction.NotFound',
      'Specified api is not found, please check your url and method.',
    );
  }
  return { service: service.name, run };
}
