import type { z } from 'zod';
import type { Outcome } from '../../model/outcome.js';
import type { CallOptions, Reading } from '../answer.js';
import { type Listing, pagesByCount } from '../paging.js';
import * as types from './cen-types.js';
import { type RequestIdOnly, requestIdOnly } from './shared-types.js';
import type { AlibabaTransport } from './transport.js';

const api = { product: 'cbn', version: '2017-09-12' } as const;

/** `PageSize` at its documented highest. */
const pageSize = 50;

/**
 * CEN bandwidth plans; central, so no call names a region. Only create has an idempotency token.
 * Methods that spend or destroy return an `Outcome`; the others throw `CloudReadError`.
 */
export class CenClient {
  readonly #transport: AlibabaTransport;

  constructor(transport: AlibabaTransport) {
    this.#transport = transport;
  }

  createCenBandwidthPackage(
    request: types.CreateCenBandwidthPackageRequest,
    options: CallOptions,
  ): Promise<Outcome<types.CreateCenBandwidthPackageResponse>> {
    return this.#send('CreateCenBandwidthPackage', request, types.createCenBandwidthPackageResponse, options);
  }

  /** A CEN holds no two plans between the same pair of areas. */
  associateCenBandwidthPackage(
    request: types.AssociateCenBandwidthPackageRequest,
    options: CallOptions,
  ): Promise<Outcome<RequestIdOnly>> {
    return this.#send('AssociateCenBandwidthPackage', request, requestIdOnly, options);
  }

  /** Refused until every inter-region bandwidth of the plan is zero. */
  unassociateCenBandwidthPackage(
    request: types.AssociateCenBandwidthPackageRequest,
    options: CallOptions,
  ): Promise<Outcome<RequestIdOnly>> {
    return this.#send('UnassociateCenBandwidthPackage', request, requestIdOnly, options);
  }

  modifyCenBandwidthPackageAttribute(
    request: types.ModifyCenBandwidthPackageAttributeRequest,
    options: CallOptions,
  ): Promise<Outcome<RequestIdOnly>> {
    return this.#send('ModifyCenBandwidthPackageAttribute', request, requestIdOnly, options);
  }

  /** Charged at once from the balance; the answer names no order. */
  modifyCenBandwidthPackageSpec(
    request: types.ModifyCenBandwidthPackageSpecRequest,
    options: CallOptions,
  ): Promise<Outcome<RequestIdOnly>> {
    return this.#send('ModifyCenBandwidthPackageSpec', request, requestIdOnly, options);
  }

  /** A prepaid plan within its term is refused with `Forbidden.Release`; one already gone with `ParameterBwpInstanceId`. */
  deleteCenBandwidthPackage(
    request: types.DeleteCenBandwidthPackageRequest,
    options: CallOptions,
  ): Promise<Outcome<RequestIdOnly>> {
    return this.#send('DeleteCenBandwidthPackage', request, requestIdOnly, options);
  }

  describeCenBandwidthPackages(
    request: types.DescribeCenBandwidthPackagesRequest,
    options: CallOptions,
  ): Promise<Reading<types.DescribeCenBandwidthPackagesResponse>> {
    const call = { ...api, action: 'DescribeCenBandwidthPackages', parameters: request };
    return this.#transport.read(call, types.describeCenBandwidthPackagesResponse, options);
  }

  /** Every page, 50 plans each. */
  listAllCenBandwidthPackages(
    request: Omit<types.DescribeCenBandwidthPackagesRequest, 'PageNumber' | 'PageSize'>,
    options: CallOptions,
  ): Promise<Listing<types.CenBandwidthPackage>> {
    return pagesByCount({
      pageSize,
      readPage: ({ pageNumber }) =>
        this.describeCenBandwidthPackages({ ...request, PageNumber: pageNumber, PageSize: pageSize }, options),
      itemsOf: (page) => page.CenBandwidthPackages,
      idOf: (item) => item.CenBandwidthPackageId,
    });
  }

  #send<T>(action: string, parameters: object, schema: z.ZodType<T>, options: CallOptions): Promise<Outcome<T>> {
    return this.#transport.send({ ...api, action, parameters }, schema, options);
  }
}
