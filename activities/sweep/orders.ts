import { cancellationSignal } from '@temporalio/activity';
import type { RegistryEntry } from '../../model/desk.js';
import type { DeskName } from '../../model/ids.js';
import type { OrderSeen } from '../../model/observation.js';
import { billingWindow } from '../billing-window.js';
import { getOrderDetail } from '../bss.js';
import { alibaba } from '../context.js';
import { orderSeen } from '../seen/order.js';

export type OrdersById = ReadonlyMap<string, OrderSeen>;

/** Up to so many orders are asked for one by one; more are read as the account's list, 20 a page. */
const ONE_BY_ONE = 4;
/** Orders are made before they are watched. */
const BEFORE_WATCHED_MS = 2 * 60 * 60 * 1000;

/**
 * The orders that packages wait to see paid. One list of what is unpaid tells for all of them at once; only those that
 * are no longer on it are looked at more closely, and an order the vendor was to pay itself not even then, because its
 * delivery says the same.
 */
export async function readWatchedOrders(
  { account, product }: DeskName,
  registry: readonly RegistryEntry[],
  readAt: string,
): Promise<OrdersById> {
  const watched = registry.filter(({ watch }) => watch.orderId !== null);
  const orderIds = [...new Set(watched.map(({ watch }) => watch.orderId ?? ''))];
  if (product === 'ugn' || orderIds.length === 0) return new Map();
  if (orderIds.length <= ONE_BY_ONE) return oneByOne(account, orderIds);

  const fromMs = Math.min(...watched.map(({ watchedSince }) => Date.parse(watchedSince))) - BEFORE_WATCHED_MS;
  const window = billingWindow(fromMs, Date.parse(readAt));
  const unpaid = await listed(account, orderIds, { ...window, PaymentStatus: 'Unpaid' });
  const expected = watched.filter(({ watch }) => watch.pace === 'payment').map(({ watch }) => watch.orderId ?? '');
  const moved = [...new Set(expected.filter((orderId) => !unpaid.has(orderId)))];
  const rest = moved.length <= ONE_BY_ONE ? await oneByOne(account, moved) : await listed(account, moved, window);
  return new Map([...unpaid, ...rest]);
}

async function oneByOne(account: string, orderIds: readonly string[]): Promise<OrdersById> {
  const seen = await Promise.all(orderIds.map((orderId) => getOrderDetail({ account, orderId })));
  return byId(seen);
}

async function listed(
  account: string,
  orderIds: readonly string[],
  filter: { CreateTimeStart: string; CreateTimeEnd: string; PaymentStatus?: string },
): Promise<OrdersById> {
  const { items } = await alibaba(account).bss.queryAllOrders(filter, { signal: cancellationSignal() });
  const wanted = new Set(orderIds);
  const entries = new Map<string, typeof items>();
  for (const item of items) {
    if (wanted.has(item.OrderId)) entries.set(item.OrderId, [...(entries.get(item.OrderId) ?? []), item]);
  }
  return byId([...entries.values()].map(orderSeen));
}

const byId = (seen: readonly (OrderSeen | null)[]): OrdersById =>
  new Map(seen.filter((order) => order !== null).map((order) => [order.orderId, order]));
