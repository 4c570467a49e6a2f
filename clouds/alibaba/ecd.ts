import type { z } from 'zod';
import type { Outcome } from '../../model/outcome.js';
import type { CallOptions, Reading } from '../answer.js';
import { type Listing, pagesByToken } from '../paging.js';
import * as types from './ecd-types.js';
import { type RequestIdOnly, requestIdOnly } from './shared-types.js';
import type { AlibabaTransport } from './transport.js';

const api = { product: 'ecd', version: '2020-09-30' } as const;

/** `MaxResults` at its documented highest. */
const pageSize = 100;

interface Regional {
  readonly RegionId: string;
}

/**
 * ECD (WUYING Workspace) network packages. No operation has an idempotency token.
 * Methods that spend or destroy return an `Outcome`; the others throw `CloudReadError`.
 */
export class EcdClient {
  readonly #transport: AlibabaTransport;

  constructor(transport: AlibabaTransport) {
    this.#transport = transport;
  }

  createNetworkPackage(
    request: types.CreateNetworkPackageRequest,
    options: CallOptions,
  ): Promise<Outcome<types.CreateNetworkPackageResponse>> {
    return this.#send('CreateNetworkPackage', request, types.createNetworkPackageResponse, options);
  }

  modifyNetworkPackageBandwidth(
    request: types.ModifyNetworkPackageBandwidthRequest,
    options: CallOptions,
  ): Promise<Outcome<types.OrderPlacedResponse>> {
    return this.#send('ModifyNetworkPackageBandwidth', request, types.orderPlacedResponse, options);
  }

  /** One order for all ids. Only prepaid packages can be renewed. */
  renewNetworkPackages(
    request: types.RenewNetworkPackagesRequest,
    options: CallOptions,
  ): Promise<Outcome<types.OrderPlacedResponse>> {
    return this.#send('RenewNetworkPackages', request, types.orderPlacedResponse, options);
  }

  /** Accepted means begun: the package is `Releasing` for a while. */
  deleteNetworkPackages(
    request: types.DeleteNetworkPackagesRequest,
    options: CallOptions,
  ): Promise<Outcome<RequestIdOnly>> {
    return this.#send('DeleteNetworkPackages', request, requestIdOnly, options);
  }

  associateNetworkPackage(
    request: types.AssociateNetworkPackageRequest,
    options: CallOptions,
  ): Promise<Outcome<RequestIdOnly>> {
    return this.#send('AssociateNetworkPackage', request, requestIdOnly, options);
  }

  dissociateNetworkPackage(
    request: types.DissociateNetworkPackageRequest,
    options: CallOptions,
  ): Promise<Outcome<RequestIdOnly>> {
    return this.#send('DissociateNetworkPackage', request, requestIdOnly, options);
  }

  describeNetworkPackages(
    request: types.DescribeNetworkPackagesRequest,
    options: CallOptions,
  ): Promise<Reading<types.DescribeNetworkPackagesResponse>> {
    return this.#read('DescribeNetworkPackages', request, types.describeNetworkPackagesResponse, options);
  }

  /** Every page, 100 packages each. The vendor gives no total here, so the end of the tokens is the proof of the end. */
  listAllNetworkPackages(
    request: Omit<types.DescribeNetworkPackagesRequest, 'MaxResults' | 'NextToken'>,
    options: CallOptions,
  ): Promise<Listing<types.NetworkPackage>> {
    return pagesByToken(
      (NextToken) => this.describeNetworkPackages({ ...request, MaxResults: pageSize, NextToken }, options),
      (page) => page.NetworkPackages,
      (item) => item.NetworkPackageId,
    );
  }

  describePrice(request: types.DescribePriceRequest, options: CallOptions): Promise<Reading<types.PriceResponse>> {
    return this.#read('DescribePrice', request, types.priceResponse, options);
  }

  describeModificationPrice(
    request: types.DescribeModificationPriceRequest,
    options: CallOptions,
  ): Promise<Reading<types.PriceResponse>> {
    return this.#read('DescribeModificationPrice', request, types.priceResponse, options);
  }

  describeRenewalPrice(
    request: types.DescribeRenewalPriceRequest,
    options: CallOptions,
  ): Promise<Reading<types.PriceResponse>> {
    return this.#read('DescribeRenewalPrice', request, types.priceResponse, options);
  }

  describeOfficeSites(
    request: types.DescribeOfficeSitesRequest,
    options: CallOptions,
  ): Promise<Reading<types.DescribeOfficeSitesResponse>> {
    return this.#read('DescribeOfficeSites', request, types.describeOfficeSitesResponse, options);
  }

  #send<T>(action: string, parameters: Regional, schema: z.ZodType<T>, options: CallOptions): Promise<Outcome<T>> {
    return this.#transport.send({ ...api, action, regionId: parameters.RegionId, parameters }, schema, options);
  }

  #read<T>(action: string, parameters: Regional, schema: z.ZodType<T>, options: CallOptions): Promise<Reading<T>> {
    return this.#transport.read({ ...api, action, regionId: parameters.RegionId, parameters }, schema, options);
  }
}
