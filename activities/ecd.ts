import { cancellationSignal } from '@temporalio/activity';
import type {
  CreateNetworkPackageRequest,
  DeleteNetworkPackagesRequest,
  ModifyNetworkPackageBandwidthRequest,
  RenewNetworkPackagesRequest,
} from '../clouds/alibaba/ecd-types.js';
import { alibaba } from './context.js';
import { wuyingSeen } from './seen/wuying.js';
import { type Send, sendOnce } from './send-once.js';
import type { Shown } from './shown.js';

/** WUYING network packages: one activity for each ECD operation, named after it. */

export const createNetworkPackage = (input: Send<CreateNetworkPackageRequest>) =>
  sendOnce(input, (request, options) => alibaba(input.account).ecd.createNetworkPackage(request, options));

export const renewNetworkPackages = (input: Send<RenewNetworkPackagesRequest>) =>
  sendOnce(input, (request, options) => alibaba(input.account).ecd.renewNetworkPackages(request, options));

export const modifyNetworkPackageBandwidth = (input: Send<ModifyNetworkPackageBandwidthRequest>) =>
  sendOnce(input, (request, options) => alibaba(input.account).ecd.modifyNetworkPackageBandwidth(request, options));

export const deleteNetworkPackages = (input: Send<DeleteNetworkPackagesRequest>) =>
  sendOnce(input, (request, options) => alibaba(input.account).ecd.deleteNetworkPackages(request, options));

/** By ids when given (at most 100), else every package of the region. */
export async function describeNetworkPackages(input: {
  readonly account: string;
  readonly regionId: string;
  readonly ids?: readonly string[];
}): Promise<Shown> {
  const { ecd } = alibaba(input.account);
  const ids = input.ids === undefined ? {} : { NetworkPackageId: input.ids };
  const listing = await ecd.listAllNetworkPackages(
    { RegionId: input.regionId, ...ids },
    { signal: cancellationSignal() },
  );
  return { resources: listing.items.map(wuyingSeen), complete: listing.complete };
}
