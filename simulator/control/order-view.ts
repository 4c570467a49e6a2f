import type { Change, Order, Purpose } from '../records.js';
import { unpaidOrderEndsAt } from '../time/settle.js';
import type { World } from '../world.js';
import { iso, isoOrNull } from './views.js';

/** An order as a judge reads it: who asked for what in which call, what it was to do, and what paying it did. */
export function orderView(world: World, order: Order): Record<string, unknown> {
  return {
    orderId: order.orderId,
    vendor: order.vendor,
    product: order.product,
    kind: order.kind,
    paymentStatus: order.paymentStatus,
    amountMinor: order.amountMinor,
    currency: order.currency,
    createdAt: iso(order.createdAt),
    paidAt: isoOrNull(order.paidAt),
    cancelledAt: isoOrNull(order.cancelledAt),
    /** When nobody has paid by then, it is cancelled. */
    unpaidUntil: isoOrNull(unpaidOrderEndsAt(world, order)),
    suspended: order.paymentStatus === 'Suspended',
    suspendedAt: isoOrNull(order.suspendedAt),
    resumedAt: isoOrNull(order.resumedAt),
    resourceId: order.resourceIds[0] ?? null,
    resourceIds: order.resourceIds,
    caller: order.caller,
    account: order.accountId,
    requestId: order.requestId,
    ...(order.clientToken === null ? {} : { clientToken: order.clientToken }),
    request: order.request,
    purpose: purposeView(order.purpose),
    changes: order.changes.map(changeView),
  };
}

function purposeView(purpose: Purpose): Record<string, unknown> {
  if (purpose.type !== 'suspendedNew') return purpose;
  const { draft, ...rest } = purpose;
  return { ...rest, bandwidthMbps: draft.bandwidthMbps };
}

function changeView(change: Change): Record<string, unknown> {
  return {
    ...change,
    expiresBefore: isoOrNull(change.expiresBefore),
    expiresAfter: isoOrNull(change.expiresAfter),
  };
}
