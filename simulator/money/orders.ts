import type { Order, OrderKind, Package, Product, Purpose, Vendor } from '../records.js';
import { freshOrderId, type Visit, type World } from '../world.js';
import { balanceMinor, currencyOf, moveMoney, payOrder } from './payment.js';
import { OrderRefusal } from './refusal.js';

/** The id by which demonstrations ask risk control to strike. */
const riskPromotionId = 'risk-demo';

export interface OrderDraft {
  readonly kind: OrderKind;
  readonly product: Product;
  readonly amountMinor: number;
  /** One package for a new order; several only for a renewal of several. */
  readonly packages: readonly Package[];
  readonly purpose: Exclude<Purpose, { type: 'suspendedNew' }>;
  readonly autoPay: boolean;
  /** `atOnce`: the vendor offers no unpaid order here, so too little money leaves nothing behind. */
  readonly charging: 'asAutoPaySays' | 'atOnce';
  readonly clientToken: string | null;
  /** The caller's business parameters, for the record. */
  readonly request: Readonly<Record<string, string>>;
}

/**
 * Places an order, and pays it when the caller asked for that.
 *
 * @throws OrderRefusal for risk control, too little money, or an unpaid order in the way; what it leaves behind is what
 * the vendor's pages say each leaves behind.
 */
export function placeOrder(visit: Visit, draft: OrderDraft): Order {
  const { world, now } = visit;
  if (strikesRiskControl(visit, draft)) {
    suspendOrder(visit, draft);
    throw new OrderRefusal('riskControl');
  }
  const short = draft.autoPay && isMoneyShort(visit, draft.amountMinor);
  const story = draft.charging === 'atOnce' ? 'noOrder' : (visit.effects.lowBalance ?? world.behaviour.lowBalance);
  if (short && story === 'noOrder') throw new OrderRefusal('insufficientBalance');
  const order = orderOf(visit, draft, 'Unpaid', draft.purpose);
  world.ledger.putOrder(order);
  for (const row of draft.packages) {
    const before = world.ledger.package(row.resourceId);
    const placed = draft.purpose.type === 'new' ? row : (before ?? row);
    world.ledger.putPackage(now, { ...placed, orderIds: [...placed.orderIds, order.orderId] });
  }
  if (short) {
    if (story === 'abnormalOrder') throw new OrderRefusal('insufficientBalance');
    return order;
  }
  if (draft.autoPay) payOrder(world, order.orderId, now);
  return world.ledger.orders.get(order.orderId) ?? order;
}

/** An unpaid order that blocks this package, or any of the account where the behaviour says so. */
export function blockingOrder(world: World, accountId: string, resourceIds: readonly string[]): Order | null {
  if (world.behaviour.unpaidBlocks === 'account') {
    for (const order of world.ledger.orders.values()) {
      if (order.accountId === accountId && order.paymentStatus === 'Unpaid') return order;
    }
    return null;
  }
  for (const resourceId of resourceIds) {
    for (const orderId of world.ledger.package(resourceId)?.orderIds ?? []) {
      const order = world.ledger.orders.get(orderId);
      if (order?.paymentStatus === 'Unpaid') return order;
    }
  }
  return null;
}

export function cancelOrder(world: World, order: Order, at: number): void {
  world.ledger.putOrder({ ...order, paymentStatus: 'Cancelled', cancelledAt: at });
  if (order.purpose.type !== 'new') return;
  for (const resourceId of order.resourceIds) {
    const row = world.ledger.package(resourceId);
    if (row?.phase === 'unpaid') world.ledger.putPackage(at, { ...row, phase: 'withdrawn', phaseAt: at });
  }
}

/** Gives money back for a package, at once; what becomes of the package is the caller's business. */
export function placeRefund(
  visit: Visit,
  row: Package,
  refund: Pick<Order, 'amountMinor' | 'clientToken' | 'request'>,
): Order {
  const { world, now } = visit;
  const order: Order = {
    orderId: freshOrderId(world),
    vendor: row.vendor,
    accountId: visit.accountId,
    caller: visit.caller,
    product: row.details.product,
    kind: 'Refund',
    paymentStatus: 'Paid',
    currency: currencyOf(world, row.vendor, visit.accountId),
    createdAt: now,
    paidAt: now,
    cancelledAt: null,
    suspendedAt: null,
    resumedAt: null,
    resourceIds: [row.resourceId],
    requestId: visit.requestId,
    ...refund,
    purpose: { type: 'refund' },
    changes: [],
  };
  world.ledger.putOrder(order);
  moveMoney(world, order, order.amountMinor, now);
  return order;
}

/** Customer service lets a suspended order go on: a new one is paid at once if that was asked for, else it waits for money. */
export function resumeOrder(world: World, order: Order, at: number): boolean {
  if (order.paymentStatus !== 'Suspended') return false;
  if (order.purpose.type !== 'suspendedNew') {
    world.ledger.putOrder({ ...order, paymentStatus: 'Unpaid', resumedAt: at });
    return true;
  }
  const { draft, term, neverDelivered, autoPay } = order.purpose;
  world.ledger.putPackage(at, { ...draft, orderIds: [order.orderId], createdAt: at, phaseAt: at });
  world.ledger.putOrder({
    ...order,
    paymentStatus: 'Unpaid',
    resumedAt: at,
    resourceIds: [draft.resourceId],
    purpose: { type: 'new', term, neverDelivered },
  });
  if (autoPay) payOrder(world, order.orderId, at);
  return true;
}

function strikesRiskControl(visit: Visit, draft: OrderDraft): boolean {
  const { PromotionId, CouponId } = draft.request;
  return visit.effects.riskRejection || PromotionId === riskPromotionId || CouponId === riskPromotionId;
}

function isMoneyShort(visit: Visit, amountMinor: number): boolean {
  return visit.effects.lowBalance !== null || balanceMinor(visit.world, visit.accountId) < amountMinor;
}

function suspendOrder(visit: Visit, draft: OrderDraft): void {
  const [first] = draft.packages;
  const { purpose } = draft;
  const suspended: Purpose =
    purpose.type === 'new' && first !== undefined
      ? { ...purpose, type: 'suspendedNew', draft: first, autoPay: draft.autoPay }
      : purpose;
  const order = orderOf(visit, draft, 'Suspended', suspended);
  visit.world.ledger.putOrder({ ...order, resourceIds: purpose.type === 'new' ? [] : order.resourceIds });
}

function orderOf(visit: Visit, draft: OrderDraft, paymentStatus: Order['paymentStatus'], purpose: Purpose): Order {
  const vendor: Vendor = draft.product === 'ugn' ? 'ucloud' : 'alibaba';
  return {
    orderId: freshOrderId(visit.world),
    vendor,
    accountId: visit.accountId,
    caller: visit.caller,
    product: draft.product,
    kind: draft.kind,
    paymentStatus,
    amountMinor: draft.amountMinor,
    currency: currencyOf(visit.world, vendor, visit.accountId),
    createdAt: visit.now,
    paidAt: null,
    cancelledAt: null,
    suspendedAt: paymentStatus === 'Suspended' ? visit.now : null,
    resumedAt: null,
    resourceIds: draft.packages.map((row) => row.resourceId),
    clientToken: draft.clientToken,
    requestId: visit.requestId,
    request: { ...draft.request },
    purpose,
    changes: [],
  };
}
