import type { Order } from '../records.js';
import type { Visit } from '../world.js';

/**
 * The account's orders as this visit may see them, newest first. One that risk control holds is in nobody's list until
 * customer service lets it go on.
 */
export function shownOrders(visit: Visit): Order[] {
  const { staleMs } = visit.effects;
  const shown: Order[] = [];
  for (const order of visit.world.ledger.orders.values()) {
    if (order.accountId !== visit.accountId || order.paymentStatus === 'Suspended') continue;
    const seen = staleMs === 0 ? order : orderAsOf(order, visit.now - staleMs);
    if (seen !== null) shown.push(seen);
  }
  return shown.reverse();
}

/** What has happened to an order since then is taken back. */
function orderAsOf(order: Order, at: number): Order | null {
  if (order.createdAt > at || (order.resumedAt ?? at) > at) return null;
  const isSettledLater = (order.paidAt ?? at) > at || (order.cancelledAt ?? at) > at;
  return isSettledLater ? { ...order, paymentStatus: 'Unpaid', paidAt: null, cancelledAt: null } : order;
}
