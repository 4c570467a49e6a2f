import type { z } from 'zod';
import type { Outcome } from '../../model/outcome.js';
import type { CallOptions, Reading } from '../answer.js';
import { type Listing, pagesByCount } from '../paging.js';
import * as types from './bss-types.js';
import type { AlibabaTransport } from './transport.js';

const api = { product: 'bss', version: '2017-12-14' } as const;

/** Larger pages of orders may time out. */
const ordersPerPage = 20;

/**
 * Orders, renewal, refunds and balance of one account, on its own site's billing system.
 * Methods that spend or destroy return an `Outcome`; the others throw `CloudReadError`.
 */
export class BssClient {
  readonly #transport: AlibabaTransport;

  constructor(transport: AlibabaTransport) {
    this.#transport = transport;
  }

  queryOrders(request: types.QueryOrdersRequest, options: CallOptions): Promise<Reading<types.QueryOrdersResponse>> {
    return this.#read('QueryOrders', request, types.queryOrdersResponse, options);
  }

  /** Every page of an explicit window. Entries carry no instance id: ask {@link getOrderDetail} for it. */
  queryAllOrders(
    request: Omit<types.QueryOrdersRequest, 'PageNum' | 'PageSize'>,
    options: CallOptions,
  ): Promise<Listing<types.Order>> {
    return pagesByCount({
      pageSize: ordersPerPage,
      readPage: ({ pageNumber }) =>
        this.queryOrders({ ...request, PageNum: pageNumber, PageSize: ordersPerPage }, options),
      itemsOf: (page) => page.Orders,
      idOf: (order) => order.OrderId,
      inParts: true,
    });
  }

  /** One entry for each sub-order. `Paid` means that money moved, not that the resource is ready. */
  getOrderDetail(
    request: types.GetOrderDetailRequest,
    options: CallOptions,
  ): Promise<Reading<types.GetOrderDetailResponse>> {
    return this.#read('GetOrderDetail', request, types.getOrderDetailResponse, options);
  }

  cancelOrder(request: types.CancelOrderRequest, options: CallOptions): Promise<Outcome<types.DoneResponse>> {
    return this.#send('CancelOrder', request, types.doneResponse, options);
  }

  /** Creates the order and pays at once; an order that cannot be paid is voided. */
  renewInstance(request: types.RenewInstanceRequest, options: CallOptions): Promise<Outcome<types.OrderIdResponse>> {
    return this.#send('RenewInstance', request, types.orderIdResponse, options);
  }

  setRenewal(request: types.SetRenewalRequest, options: CallOptions): Promise<Outcome<types.DoneResponse>> {
    const parameters = { ...request, InstanceIDs: request.InstanceIDs.join(',') };
    return this.#send('SetRenewal', parameters, types.doneResponse, options);
  }

  queryAvailableInstances(
    request: types.QueryAvailableInstancesRequest,
    options: CallOptions,
  ): Promise<Reading<types.QueryAvailableInstancesResponse>> {
    const parameters = { ...request, InstanceIDs: request.InstanceIDs?.join(',') };
    return this.#read('QueryAvailableInstances', parameters, types.queryAvailableInstancesResponse, options);
  }

  /** Cannot be undone. The same ClientToken is answered with the first result. */
  refundInstance(request: types.RefundInstanceRequest, options: CallOptions): Promise<Outcome<types.OrderIdResponse>> {
    return this.#send('RefundInstance', request, types.orderIdResponse, options);
  }

  inquiryPriceRefundInstance(
    request: types.InquiryPriceRefundInstanceRequest,
    options: CallOptions,
  ): Promise<Reading<types.InquiryPriceRefundInstanceResponse>> {
    return this.#read('InquiryPriceRefundInstance', request, types.inquiryPriceRefundInstanceResponse, options);
  }

  getSubscriptionPrice(
    request: types.GetSubscriptionPriceRequest,
    options: CallOptions,
  ): Promise<Reading<types.GetSubscriptionPriceResponse>> {
    return this.#read('GetSubscriptionPrice', request, types.getSubscriptionPriceResponse, options);
  }

  queryAccountBalance(options: CallOptions): Promise<Reading<types.QueryAccountBalanceResponse>> {
    return this.#read('QueryAccountBalance', {}, types.queryAccountBalanceResponse, options);
  }

  #send<T>(action: string, parameters: object, schema: z.ZodType<T>, options: CallOptions): Promise<Outcome<T>> {
    return this.#transport.send({ ...api, action, parameters }, schema, options);
  }

  #read<T>(action: string, parameters: object, schema: z.ZodType<T>, options: CallOptions): Promise<Reading<T>> {
    return this.#transport.read({ ...api, action, parameters }, schema, options);
  }
}
