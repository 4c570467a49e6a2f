import { cancellationSignal } from '@temporalio/activity';
import type {
  AssociateCenBandwidthPackageRequest,
  CreateCenBandwidthPackageRequest,
  DeleteCenBandwidthPackageRequest,
  ModifyCenBandwidthPackageSpecRequest,
} from '../clouds/alibaba/cen-types.js';
import { alibaba } from './context.js';
import { cenSeen } from './seen/cen.js';
import { type Send, sendOnce } from './send-once.js';
import type { Shown } from './shown.js';

/** CEN bandwidth plans: one activity for each operation, named after it. */

export const createCenBandwidthPackage = (input: Send<CreateCenBandwidthPackageRequest>) =>
  sendOnce(input, (request, options) => alibaba(input.account).cen.createCenBandwidthPackage(request, options));

export const associateCenBandwidthPackage = (input: Send<AssociateCenBandwidthPackageRequest>) =>
  sendOnce(input, (request, options) => alibaba(input.account).cen.associateCenBandwidthPackage(request, options));

export const unassociateCenBandwidthPackage = (input: Send<AssociateCenBandwidthPackageRequest>) =>
  sendOnce(input, (request, options) => alibaba(input.account).cen.unassociateCenBandwidthPackage(request, options));

export const modifyCenBandwidthPackageSpec = (input: Send<ModifyCenBandwidthPackageSpecRequest>) =>
  sendOnce(input, (request, options) => alibaba(input.account).cen.modifyCenBandwidthPackageSpec(request, options));

export const deleteCenBandwidthPackage = (input: Send<DeleteCenBandwidthPackageRequest>) =>
  sendOnce(input, (request, options) => alibaba(input.account).cen.deleteCenBandwidthPackage(request, options));

/** By ids when given (at most 5), else every plan of the account. */
export async function describeCenBandwidthPackages(input: {
  readonly account: string;
  readonly ids?: readonly string[];
}): Promise<Shown> {
  const { cen } = alibaba(input.account);
  const filter = input.ids === undefined ? {} : { Filter: [{ Key: 'CenBandwidthPackageId', Value: input.ids }] };
  const request = { ...filter, IncludeReservationData: true };
  const listing = await cen.listAllCenBandwidthPackages(request, { signal: cancellationSignal() });
  return { resources: listing.items.map(cenSeen), complete: listing.complete };
}
