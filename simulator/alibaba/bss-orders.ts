import { arranged } from '../faults/listings.js';
import { cancelOrder as cancelUnpaid } from '../money/orders.js';
import { majorText } from '../money/prices.js';
import { shownOrders } from '../money/shown-orders.js';
import type { Order } from '../records.js';
import { dayMs, hourMs } from '../time/calendar.js';
import { packageSeen, type Visit } from '../world.js';
import { AlibabaError, invalidParameter } from './errors.js';
import { type Operation, secondTime } from './operation.js';
import { orderConfig } from './order-config.js';
import { billingPage } from './pages.js';

export const queryOrders: Operation = (visit, parameters) => {
  const start = parameters.time('CreateTimeStart');
  const end = parameters.time('CreateTimeEnd') ?? visit.now;
  // Without a start the vendor looks back one hour only.
  const from = start ?? end - hourMs;
  const orderType = parameters.optional('OrderType');
  const paymentStatus = parameters.optional('PaymentStatus');
  const productCode = parameters.optional('ProductCode');
  const productType = parameters.optional('ProductType');
  const subscriptionType = parameters.optional('SubscriptionType');
  const matching = shownOrders(visit).filter((order) => {
    const codes = codesOf(visit, order);
    return (
      order.createdAt >= from &&
      // Times on the wire have no milliseconds: an order of the asked second belongs to it.
      order.createdAt <= end + 999 &&
      same(orderType, order.kind) &&
      same(paymentStatus, order.paymentStatus) &&
      same(productCode, codes.productCode) &&
      same(productType, codes.productType) &&
      same(subscriptionType, subscriptionTypeOf(visit, order))
    );
  });
  const { page, items } = billingPage({ visit, parameters, all: matching, idOf: (order) => order.orderId });
  return envelope({
    HostName: 'simulator',
    ...page,
    OrderList: { Order: items.map((order) => orderRow(visit, order)) },
  });
};

export const getOrderDetail: Operation = (visit, parameters) => {
  const orderId = parameters.required('OrderId');
  const own = shownOrders(visit).filter((order) => order.orderId === orderId);
  const found = arranged(visit, own, (order) => order.orderId);
  return envelope({
    HostName: 'simulator',
    PageNum: 1,
    PageSize: 20,
    TotalCount: found.reduce((count, order) => count + Math.max(1, order.resourceIds.length), 0),
    OrderList: { Order: found.flatMap((order) => orderDetails(visit, order)) },
  });
};

export const cancelOrder: Operation = (visit, parameters) => {
  const orderId = parameters.required('OrderId');
  const order = visit.world.ledger.orders.get(orderId);
  if (order === undefined || order.accountId !== visit.accountId || order.paymentStatus === 'Suspended') {
    throw invalidParameter('OrderId', 'there is no such order.');
  }
  if (order.paymentStatus === 'Cancelled' && visit.world.behaviour.cancelOfCancelled === 'accepted') {
    return envelope({ HostId: 'simulator' });
  }
  if (order.paymentStatus !== 'Unpaid') {
    throw new AlibabaError(400, 'InvalidOrderStatus', 'Only an unpaid order can be cancelled.');
  }
  cancelUnpaid(visit.world, order, visit.now);
  return envelope({ HostId: 'simulator' });
};

/** What BSS wraps every answer in. */
export function envelope(data: Record<string, unknown> | null): Record<string, unknown> {
  return { Code: 'Success', Message: 'Successful!', Success: true, ...(data === null ? {} : { Data: data }) };
}

export function codesOf(
  visit: Visit,
  of: { readonly product: Order['product'] },
): { productCode: string; productType: string } {
  const { productCodes } = visit.world.behaviour;
  return of.product === 'cen' ? productCodes.cen : productCodes.wuying;
}

function same(wanted: string | null, actual: string): boolean {
  return wanted === null || wanted.toLowerCase() === actual.toLowerCase();
}

function subscriptionTypeOf(visit: Visit, order: Order): string {
  const row = packageSeen(visit, order.resourceIds[0] ?? '');
  if (row?.details.product === 'wuying') {
    return row.details.payType === 'PostPaid' ? 'PayAsYouGo' : 'Subscription';
  }
  return row?.details.product === 'cen' && row.details.chargeType === 'POSTPAY' ? 'PayAsYouGo' : 'Subscription';
}

function orderRow(visit: Visit, order: Order): Record<string, unknown> {
  const codes = codesOf(visit, order);
  const amount = majorText(order.amountMinor);
  return {
    OrderId: order.orderId,
    OrderType: order.kind,
    ...(order.kind === 'Refund' ? {} : { PaymentStatus: order.paymentStatus }),
    ProductCode: codes.productCode,
    ProductType: codes.productType,
    CommodityCode: codes.productType || codes.productCode,
    SubscriptionType: subscriptionTypeOf(visit, order),
    CreateTime: secondTime(order.createdAt),
    PaymentTime: order.paidAt === null ? '' : secondTime(order.paidAt),
    PretaxGrossAmount: amount,
    PretaxAmount: amount,
    PretaxAmountLocal: amount,
    AfterTaxAmount: amount,
    Tax: '0.00',
    Currency: order.currency,
    PaymentCurrency: order.currency,
  };
}

/** One entry per package: an order for several is several sub-orders under one id. */
function orderDetails(visit: Visit, order: Order): Record<string, unknown>[] {
  const ids = order.resourceIds.length === 0 ? [''] : order.resourceIds;
  return ids.map((resourceId, index) => {
    const row = packageSeen(visit, resourceId);
    const region = row?.details.product === 'wuying' ? row.details.regionId : 'global';
    return {
      ...orderRow(visit, order),
      SubOrderId: `${order.orderId}${String(index + 1).padStart(2, '0')}`,
      OrderSubType: order.kind,
      InstanceIDs: order.paymentStatus === 'Paid' ? JSON.stringify([resourceId]) : '',
      Config: orderConfig(visit.world.behaviour, order, resourceId),
      Quantity: '1',
      Region: region,
      UsageStartTime: row?.startsAt == null ? '' : secondTime(row.startsAt),
      UsageEndTime: row?.expiresAt == null ? '' : secondTime(row.expiresAt),
      Operator: order.caller,
      ExtendInfos: { expireHours: String((visit.world.behaviour.unpaidOrderDays * dayMs) / hourMs) },
    };
  });
}
