import { balanceMinor, currencyOf, payOrder } from '../money/payment.js';
import { termPriceMinor } from '../money/prices.js';
import type { Order, Package } from '../records.js';
import { freshOrderId, type World } from '../world.js';
import { dayMs, hourMs, minuteMs, nextVendorDay } from './calendar.js';

/**
 * The vendor's own renewal: an order paid from the balance, or, with too little money, nothing but the time of the next
 * attempt (Alibaba daily; UCloud every ten minutes for a day, then every night).
 */
export function attemptVendorRenewal(world: World, row: Package, at: number): void {
  const { term } = row.renewal;
  const amountMinor = termPriceMinor(world.behaviour, row.details.product, row.bandwidthMbps, term);
  if (balanceMinor(world, row.accountId) < amountMinor) {
    const nextAttemptAt = attemptAfterFailure(row, at);
    world.ledger.putPackage(at, { ...row, renewal: { ...row.renewal, nextAttemptAt } });
    return;
  }
  const order: Order = {
    orderId: freshOrderId(world),
    vendor: row.vendor,
    accountId: row.accountId,
    caller: 'vendor-auto-renewal',
    product: row.details.product,
    kind: 'Renew',
    paymentStatus: 'Unpaid',
    amountMinor,
    currency: currencyOf(world, row.vendor, row.accountId),
    createdAt: at,
    paidAt: null,
    cancelledAt: null,
    suspendedAt: null,
    resumedAt: null,
    resourceIds: [row.resourceId],
    clientToken: null,
    requestId: null,
    request: {},
    purpose: {
      type: 'renew',
      term,
      // SurferCloud: the first automatic renewal of a monthly resource only reaches the end of the month.
      toMonthEnd: row.vendor === 'ucloud' && term.unit === 'Month' && !row.renewal.renewedOnce,
      autoRenew: null,
      neverDelivered: false,
    },
    changes: [],
  };
  world.ledger.putOrder(order);
  world.ledger.putPackage(at, { ...row, orderIds: [...row.orderIds, order.orderId] });
  payOrder(world, order.orderId, at);
}

function attemptAfterFailure(row: Package, at: number): number {
  if (row.vendor === 'alibaba' || row.expiresAt === null) return at + dayMs;
  return at - row.expiresAt < 24 * hourMs ? at + 10 * minuteMs : nextVendorDay(at);
}
