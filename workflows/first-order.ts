import { patched } from '@temporalio/workflow';
import type { Lease } from './lease.js';
import { lookAtOrder } from './payment.js';
import type { ProductModule } from './products/product.js';
import { recheckAfter } from './recheck.js';

/**
 * What an order has cost that the vendor was paid for by itself. Nobody waits for it, so it is not read while thousands of packages
 * are provisioned, but within the hour after that, each at a time of its own.
 */
const SOONEST_MS = 10 * 60_000;
const SPREAD_MS = 50 * 60_000;
/** An order that the billing has not shown for so long is given up: some accounts may not read it. */
const LATEST_MS = 24 * 60 * 60_000;

export function planOrderRead(lease: Lease, product: ProductModule): void {
  const { state, holder } = lease;
  if (state.order !== null || state.orderId === null || !product.hasOrders) return;
  const share = Number.parseInt(holder.firstExecutionRunId.slice(0, 8), 16) / 2 ** 32;
  state.orderRead = recheckAfter(null, state.orderId, SOONEST_MS + Math.floor(share * SPREAD_MS));
}

/** @returns epoch milliseconds; null when there is nothing to learn */
export function orderReadDueMs({ state: { orderRead, orderId, order } }: Lease): number | null {
  if (orderRead == null || orderRead.of !== orderId || order !== null) return null;
  // Earlier builds learnt what a first order cost only where a person had paid it.
  return patched('price-of-the-first-order') ? Date.parse(orderRead.at) : null;
}

export async function readFirstOrder(lease: Lease, product: ProductModule): Promise<void> {
  const { state } = lease;
  const { orderRead } = state;
  state.orderRead = null;
  if (orderRead == null || (await lookAtOrder(lease, product, orderRead.of)) !== null) return;
  if (orderRead.waitedMs < LATEST_MS) state.orderRead = recheckAfter(orderRead, orderRead.of, orderRead.waitedMs);
}
