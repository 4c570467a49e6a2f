import { type Ending, ending } from './ending.js';
import type { Lease } from './lease.js';
import { awaitPayment } from './payment.js';
import type { ProductModule } from './products/product.js';

/**
 * Waits until the purchase's order is paid. Whether it is paid is the vendor's word, not ours: AutoPay with a low balance
 * leaves it unpaid too.
 */
export async function settleOrder(lease: Lease, product: ProductModule): Promise<Ending | null> {
  const { orderId, seen } = lease.state;
  if (!product.hasOrders || orderId === null || seen?.phase === 'ready') {
    lease.state.paid = true;
    return null;
  }
  const payment = await awaitPayment(lease, product, orderId, {
    deadlineMs: Date.now() + lease.spec.lifecycle.payment.withinMs,
    onTimeout: lease.spec.lifecycle.payment.onTimeout,
    expectsPerson: product.waitsForPayment(),
    show: (reason, at) => lease.stand('AwaitingPayment', 'payment', reason, { what: 'pay', at }),
    // Whether an unpaid package is listed as Creating is not documented: only one that is usable has been paid for.
    overtaken: () => lease.state.seen?.phase === 'ready',
    wish: () => lease.inbox.cancel,
  });
  if (payment.kind === 'cancelled') return ending('Cancelled', payment.reason);
  lease.state.paid = true;
  lease.tell(`order ${orderId} is paid`, 'vendor');
  return null;
}

/** The vendor was to take the money itself, and the order is still unpaid, or was cancelled. */
export function isUnpaidAfterAll({ state }: Lease): boolean {
  const { order, orderId, seen } = state;
  if (order === null || order.orderId !== orderId || seen?.phase === 'ready') return false;
  return order.paymentStatus === 'unpaid' || order.paymentStatus === 'cancelled';
}
