import { placeOrder } from '../money/orders.js';
import { balanceMinor, nextRenewalAttempt } from '../money/payment.js';
import { majorText, monthlyPerMbpsMinor, termPriceMinor } from '../money/prices.js';
import { shownOrders } from '../money/shown-orders.js';
import type { Order, OrderKind, Term } from '../records.js';
import { dayMs, nextVendorMonth } from '../time/calendar.js';
import { packageSeen, type Visit } from '../world.js';
import { badParameter, missingParameter, retCodes, UcloudError } from './errors.js';
import { offsetPage, type UcloudOperation, unixSeconds } from './operation.js';
import type { UcloudParameters } from './parameters.js';
import { type UgnPackage, ugnPackages } from './ugn-create.js';

const listLimits = { fallback: 25, most: 100 } as const;
const billsAreLateMs = dayMs;

export const createRenew: UcloudOperation = (visit, parameters) => {
  const row = findResource(visit, parameters.required('ResourceId'));
  const quantity = parameters.integer('Quantity', 0, 10);
  const unit = row.details.chargeType;
  if (unit !== 'Month' && unit !== 'Year') throw badParameter('ResourceId');
  const toMonthEnd = quantity === 0;
  if (toMonthEnd && unit !== 'Month') throw badParameter('Quantity');
  const term: Term = { count: Math.max(1, quantity), unit };
  const { behaviour } = visit.world;
  const order = placeOrder(visit, {
    kind: 'Renew',
    product: 'ugn',
    amountMinor: toMonthEnd ? restOfMonthMinor(visit, row) : termPriceMinor(behaviour, 'ugn', row.bandwidthMbps, term),
    packages: [row],
    purpose: { type: 'renew', term, toMonthEnd, autoRenew: null, neverDelivered: visit.effects.paidNeverDelivered },
    autoPay: true,
    charging: 'atOnce',
    clientToken: null,
    request: parameters.recorded(),
  });
  return { OrderNo: order.orderId };
};

/** RetCode 0 on top says little: each resource has its own inside. */
export const modifyAutoRenewFlag: UcloudOperation = (visit, parameters) => {
  const resourceId = parameters.required('ResourceId');
  const flag = parameters.requiredOneOf('Flag', ['TURN_ON', 'TURN_OFF']);
  const row = ugnPackages(visit, null).find((one) => one.resourceId === resourceId);
  if (row === undefined || row.expiresAt === null || visit.effects.autoRenewPartialFailure) {
    const failed = {
      RetCode: retCodes.packageUnknown,
      Message: 'The renewal flag was not changed',
      ResourceId: resourceId,
    };
    return { Success: 0, Fail: 1, ResultSet: [failed] };
  }
  const status = flag === 'TURN_ON' ? 'AutoRenewal' : 'NotRenewal';
  const changed = { ...row, renewal: { ...row.renewal, status } } as const;
  const nextAttemptAt = nextRenewalAttempt(visit.world, changed, visit.now);
  visit.world.ledger.putPackage(visit.now, { ...changed, renewal: { ...changed.renewal, nextAttemptAt } });
  return { Success: 1, Fail: 0, ResultSet: [{ RetCode: 0, Message: '', ResourceId: resourceId }] };
};

export const getBalance: UcloudOperation = (visit) => {
  const amount = majorText(balanceMinor(visit.world, visit.accountId));
  return {
    AccountInfo: {
      Amount: amount,
      AmountAvailable: amount,
      AmountCredit: '0.00',
      AmountFree: '0.00',
      AmountFreeze: '0.00',
    },
  };
};

export const describeOrderDetailInfo: UcloudOperation = (visit, parameters) => {
  if (visit.world.behaviour.ubillOrders === 'notOffered') {
    throw new UcloudError(retCodes.actionUnknown, 'Action [DescribeOrderDetailInfo] is unknown');
  }
  const tradeNos = parameters.list('TradeNos');
  const window = tradeNos.length > 0 ? null : orderWindow(parameters);
  const resourceIds = parameters.list('ResourceIds');
  const types = parameters.list('OrderTypes');
  const states = parameters.list('OrderStates');
  const matching = shownOrders(visit).filter((order) => {
    const inWindow =
      window === null || (unixSeconds(order.createdAt) >= window.begin && unixSeconds(order.createdAt) <= window.end);
    return (
      inWindow &&
      (tradeNos.length === 0 || tradeNos.includes(order.orderId)) &&
      (resourceIds.length === 0 || order.resourceIds.some((id) => resourceIds.includes(id))) &&
      (types.length === 0 || types.includes(orderTypes[order.kind])) &&
      (states.length === 0 || states.includes(stateOf(order)))
    );
  });
  const { items, page } = offsetPage({ visit, parameters, all: matching, idOf }, listLimits);
  return { OrderInfos: items.map((order) => ({ ...orderRow(visit, order), TradeNo: order.orderId })), ...page };
};

export const listUBillDetail: UcloudOperation = (visit, parameters) => {
  const cycle = parameters.required('BillingCycle');
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(cycle)) throw badParameter('BillingCycle');
  const resourceIds = parameters.list('ResourceIds');
  const orderType = parameters.optional('OrderType');
  const paidState = parameters.integerOr('PaidState', 0, 0, 2);
  const matching = shownOrders(visit).filter(
    (order) =>
      order.createdAt <= visit.now - billsAreLateMs &&
      cycleOf(order.createdAt) === cycle &&
      (resourceIds.length === 0 || order.resourceIds.some((id) => resourceIds.includes(id))) &&
      (orderType === null || orderType === orderTypes[order.kind]) &&
      (paidState === 0 || (paidState === 2) === (order.paymentStatus === 'Paid')),
  );
  const { items, page } = offsetPage({ visit, parameters, all: matching, idOf }, listLimits);
  return {
    Items: items.map((order) => ({
      ...orderRow(visit, order),
      ShowHover: order.paymentStatus === 'Paid' ? 1 : 0,
      ItemDetails: [],
      ResourceExtendInfo: [],
    })),
    ...page,
  };
};

const orderTypes: Readonly<Record<OrderKind, string>> = {
  New: 'OT_BUY',
  Renew: 'OT_RENEW',
  Upgrade: 'OT_UPGRADE',
  Downgrade: 'OT_DOWNGRADE',
  Refund: 'OT_REFUND',
};

function findResource(visit: Visit, resourceId: string): UgnPackage {
  const row = ugnPackages(visit, null).find((one) => one.resourceId === resourceId && one.phase === 'live');
  if (row === undefined) throw new UcloudError(retCodes.packageUnknown, `Resource [${resourceId}] not found`);
  return row;
}

function orderWindow(parameters: UcloudParameters): { begin: number; end: number } {
  if (parameters.optional('BeginTime') === null) throw missingParameter('BeginTime');
  const begin = parameters.integer('BeginTime', 0, 100_000_000_000);
  const end = parameters.integer('EndTime', 0, 100_000_000_000);
  if (end < begin || end - begin > (93 * dayMs) / 1000) throw badParameter('EndTime');
  return { begin, end };
}

function idOf(order: Order): string {
  return order.orderId;
}

function stateOf(order: Order): string {
  return order.paymentStatus === 'Paid' ? 'OS_FINISHED' : 'OS_UNDO';
}

function orderRow(visit: Visit, order: Order): Record<string, unknown> {
  const resourceId = order.resourceIds[0] ?? '';
  const row = packageSeen(visit, resourceId);
  const amount = majorText(order.amountMinor);
  return {
    OrderNo: order.orderId,
    OrderType: orderTypes[order.kind],
    OrderState: stateOf(order),
    ResourceId: resourceId,
    ResourceType: 'UGNBW',
    ChargeType: row?.details.product === 'ugn' ? row.details.chargeType : '',
    Amount: amount,
    AmountReal: amount,
    AmountFree: '0.00',
    AmountCoupon: '0.00',
    CreateTime: unixSeconds(order.createdAt),
    UpdateTime: unixSeconds(order.paidAt ?? order.createdAt),
    StartTime: row?.startsAt == null ? 0 : unixSeconds(row.startsAt),
    EndTime: row?.expiresAt == null ? 0 : unixSeconds(row.expiresAt),
  };
}

/** Billing months are those of UTC+8. */
function cycleOf(epochMs: number): string {
  return new Date(epochMs + 8 * 3_600_000).toISOString().slice(0, 7);
}

function restOfMonthMinor(visit: Visit, row: UgnPackage): number {
  const from = Math.max(visit.now, row.expiresAt ?? visit.now);
  const monthMinor = monthlyPerMbpsMinor(visit.world.behaviour, 'ugn') * row.bandwidthMbps;
  return Math.round((monthMinor * (nextVendorMonth(from) - from)) / (30 * dayMs));
}
