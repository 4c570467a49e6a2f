import { cancellationSignal } from '@temporalio/activity';
import type {
  CreateSimpleUGNBwPackageRequest,
  DeleteUGNBwPackageRequest,
  GetSimpleBuyBwPriceRequest,
  ModifyUGNBandwidthRequest,
  SimpleBwPackage,
} from '../clouds/ucloud/ugn-types.js';
import { type Quote, unknownPrice } from '../model/quote.js';
import { ucloud } from './context.js';
import { type Asked, orUnknown, quoteOf } from './quoted.js';
import { isFreeDefault, ugnSeen } from './seen/ugn.js';
import { type Send, sendOnce } from './send-once.js';
import type { Shown } from './shown.js';
import { ucloudCurrency } from './ucloud-currency.js';

/** UGN bandwidth packages: one activity for each operation, named after it. */

export const createSimpleUGNBwPackage = (input: Send<CreateSimpleUGNBwPackageRequest>) =>
  sendOnce(input, (request, options) => ucloud(input.account).ugn.createSimpleUGNBwPackage(request, options));

export const deleteUGNBwPackage = (input: Send<DeleteUGNBwPackageRequest>) =>
  sendOnce(input, (request, options) => ucloud(input.account).ugn.deleteUGNBwPackage(request, options));

export const modifyUGNBandwidth = (input: Send<ModifyUGNBandwidthRequest>) =>
  sendOnce(input, (request, options) => ucloud(input.account).ugn.modifyUGNBandwidth(request, options));

/** Every package of the project, over all its UGNs. */
export async function listSimpleBwPackage(input: {
  readonly account: string;
  readonly projectId: string;
}): Promise<Shown> {
  const { ugn } = ucloud(input.account);
  const listing = await ugn.listAllSimpleBwPackages({ ProjectId: input.projectId }, { signal: cancellationSignal() });
  return { resources: listing.items.filter(isBought).map(ugnSeen), complete: listing.complete };
}

/** The packages of one UGN; a UGN has ten regions at the most, so one page of 100 holds them all. */
export async function getSimpleUGNBwPackages(input: {
  readonly account: string;
  readonly projectId: string;
  readonly ugnId: string;
}): Promise<Shown> {
  const { ugn } = ucloud(input.account);
  const request = { ProjectId: input.projectId, UGNID: input.ugnId, Limit: 100 };
  const { value } = await ugn.getSimpleUGNBwPackages(request, { signal: cancellationSignal() });
  const complete = value.BwPackages.length >= value.TotalCount;
  return { resources: value.BwPackages.filter(isBought).map(ugnSeen), complete };
}

/** The price of one month or one year: the vendor is not told how many. Its unit is not documented; read as cents or fen. */
export function getSimpleBuyBwPrice(input: Asked & { readonly request: GetSimpleBuyBwPriceRequest }): Promise<Quote> {
  return orUnknown(async () => {
    const { ugn } = ucloud(input.account);
    const { value } = await ugn.getSimpleBuyBwPrice(input.request, { signal: cancellationSignal() });
    const { TotalPrice } = value;
    if (!Number.isSafeInteger(TotalPrice)) return unknownPrice(`the vendor's answer ${TotalPrice} is no whole number`);
    return quoteOf(input, TotalPrice, ucloudCurrency(input.account));
  });
}

const isBought = (shown: SimpleBwPackage): boolean => !isFreeDefault(shown);
