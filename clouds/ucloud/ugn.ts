import type { Outcome } from '../../model/outcome.js';
import type { CallOptions, Reading } from '../answer.js';
import { type Listing, pagesByCount } from '../paging.js';
import type { UcloudClient } from './client.js';
import * as types from './ugn-types.js';

/** The highest page size the vendor's other listings document; a smaller page is followed as well. */
const pageSize = 100;

/**
 * UGN bandwidth packages: charged on order, no token, no id in the answer.
 * Methods that spend or destroy return an `Outcome`; the others throw `CloudReadError`.
 */
export class UgnClient {
  readonly #client: UcloudClient;

  constructor(client: UcloudClient) {
    this.#client = client;
  }

  createSimpleUGNBwPackage(
    request: types.CreateSimpleUGNBwPackageRequest,
    options: CallOptions,
  ): Promise<Outcome<types.NothingElse>> {
    return this.#client.send('CreateSimpleUGNBwPackage', request, types.nothingElse, options);
  }

  /** Acts and is charged or refunded at once. */
  modifyUGNBandwidth(
    request: types.ModifyUGNBandwidthRequest,
    options: CallOptions,
  ): Promise<Outcome<types.NothingElse>> {
    return this.#client.send('ModifyUGNBandwidth', request, types.nothingElse, options);
  }

  /** Immediate; the unused part is refunded, a month's use counted one and a half times. */
  deleteUGNBwPackage(
    request: types.DeleteUGNBwPackageRequest,
    options: CallOptions,
  ): Promise<Outcome<types.NothingElse>> {
    return this.#client.send('DeleteUGNBwPackage', request, types.nothingElse, options);
  }

  getSimpleUGNBwPackages(
    request: types.GetSimpleUGNBwPackagesRequest,
    options: CallOptions,
  ): Promise<Reading<types.BwPackagesResponse>> {
    return this.#client.read('GetSimpleUGNBwPackages', request, types.bwPackagesResponse, options);
  }

  /** The whole project, all UGNs. */
  listSimpleBwPackage(
    request: types.ListSimpleBwPackageRequest,
    options: CallOptions,
  ): Promise<Reading<types.BwPackagesResponse>> {
    return this.#client.read('ListSimpleBwPackage', request, types.bwPackagesResponse, options);
  }

  /** Every page of the project. The free default packages of region pairs may be among them. */
  listAllSimpleBwPackages(
    request: Omit<types.ListSimpleBwPackageRequest, 'Offset' | 'Limit'>,
    options: CallOptions,
  ): Promise<Listing<types.SimpleBwPackage>> {
    return pagesByCount({
      pageSize,
      readPage: ({ offset }) => this.listSimpleBwPackage({ ...request, Offset: offset, Limit: pageSize }, options),
      itemsOf: (page) => page.BwPackages,
      idOf: (item) => item.PackageID,
    });
  }

  listUGN(request: types.ListUGNRequest, options: CallOptions): Promise<Reading<types.ListUGNResponse>> {
    return this.#client.read('ListUGN', request, types.listUGNResponse, options);
  }

  /** Found in UCloud's pages only; SurferCloud may not know it. */
  getSimpleBuyBwPrice(
    request: types.GetSimpleBuyBwPriceRequest,
    options: CallOptions,
  ): Promise<Reading<types.GetSimpleBuyBwPriceResponse>> {
    return this.#client.read('GetSimpleBuyBwPrice', request, types.getSimpleBuyBwPriceResponse, options);
  }
}
