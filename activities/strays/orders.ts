import { cancellationSignal, log } from '@temporalio/activity';
import type { GetOrderDetailResponse } from '../../clouds/alibaba/bss-types.js';
import { CloudReadError } from '../../clouds/cloud-read-error.js';
import type { DeskName } from '../../model/ids.js';
import type { Product } from '../../model/product.js';
import type { StrayOrder } from '../../model/survey.js';
import { type AlibabaClouds, alibaba } from '../context.js';
import { orderSeen } from '../seen/order.js';
import { orderOrigin } from './origin.js';

/**
 * Describes orders that nobody placed here. What has been paid or cancelled meanwhile is no stray any more and left out;
 * what cannot be read is shown with its id alone, for an order that waits to be paid must not be hidden.
 */
export async function describeOrders(desk: DeskName, orderIds: readonly string[]): Promise<StrayOrder[]> {
  const described = await Promise.all(orderIds.map((orderId) => describeOrder(desk, orderId)));
  return described.filter((order) => order !== null);
}

async function describeOrder({ account, product, region }: DeskName, orderId: string): Promise<StrayOrder | null> {
  const clouds = alibaba(account);
  try {
    const { value } = await clouds.bss.getOrderDetail({ OrderId: orderId }, { signal: cancellationSignal() });
    const parts = value.Orders.filter((part) => part.OrderId === orderId);
    const seen = orderSeen(parts);
    const [first] = parts;
    if (seen === null || first === undefined) return unreadable(account, orderId, 'billing shows no such order');
    if (seen.paymentStatus === 'paid' || seen.paymentStatus === 'cancelled') return null;
    // Orders are the account's: what says that it is for another region is that one's desk's to tell.
    const isElsewhere = parts.every(({ Region }) => Region !== null && Region !== region);
    if (product === 'wuying' && isElsewhere) return null;
    return {
      orderId,
      account,
      product: productOf(first, clouds.billing),
      kind: first.OrderType,
      paymentStatus: seen.vendorStatus,
      amountMinor: seen.amountMinor,
      currency: seen.currency,
      createdAt: seen.createdAt,
      origin: orderOrigin([...new Set(parts.flatMap((part) => part.InstanceIDs))]),
    };
  } catch (error) {
    if (!(error instanceof CloudReadError)) throw error;
    log.warn('could not read an order', { account, orderId, code: error.code, reason: error.message });
    return unreadable(account, orderId, `${error.code}: ${error.message}`);
  }
}

function unreadable(account: string, orderId: string, why: string): StrayOrder {
  const unknown = { product: null, kind: null, amountMinor: null, currency: null, createdAt: null };
  return { orderId, account, paymentStatus: 'not readable', ...unknown, origin: `not known (${why})` };
}

type OrderPart = GetOrderDetailResponse['Orders'][number];

/** Some sites leave the product type out; then the product code alone must tell. */
function productOf({ ProductCode, ProductType }: OrderPart, billing: AlibabaClouds['billing']): Product | null {
  const products = ['wuying', 'cen'] as const;
  const byCode = products.filter((product) => billing[product].productCode === ProductCode);
  const byType = byCode.filter((product) => billing[product].productType === (ProductType ?? ''));
  const [only, other] = byType.length > 0 ? byType : byCode;
  return only !== undefined && other === undefined ? only : null;
}
