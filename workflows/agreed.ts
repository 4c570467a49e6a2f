import { formatMoney } from '../model/money.js';
import type { OrderSeen } from '../model/observation.js';
import { monthlyOf } from '../model/policy/monthly.js';
import type { Quote } from '../model/quote.js';
import type { Term } from '../model/term.js';
import type { LeaseState } from './lease-state.js';
import { announce } from './outbox.js';

/** From here on, the order that is made of it is compared with this. A price nobody asked for, or nobody knows, binds nothing. */
export function agreeTo(state: LeaseState, quote: Quote, term: Term | null): void {
  if (quote.kind === 'unknown') return;
  const { amountMinor, currency } = quote;
  state.agreed = { amountMinor, currency, term, orderId: null, isExceeded: false };
}

/** The first order after that is the one. */
export function bindAgreed(state: LeaseState, orderId: string): void {
  const { agreed = null } = state;
  if (agreed !== null && agreed.orderId === null) state.agreed = { ...agreed, orderId };
}

/**
 * Compares an order with what was agreed to; where it costs more, that is announced loudly, and the budgets count what it costs.
 * @returns the sentence for the timeline, once; null when there is nothing to say
 */
export function whyDearer(state: LeaseState, { orderId, amountMinor, currency }: OrderSeen): string | null {
  const { agreed = null } = state;
  if (agreed === null || agreed.orderId !== orderId || agreed.isExceeded) return null;
  // What brings money back has its own sign at each vendor.
  if (amountMinor === null || currency === null || agreed.amountMinor <= 0) return null;
  if (currency === agreed.currency && amountMinor <= agreed.amountMinor) return null;
  state.agreed = { ...agreed, isExceeded: true };
  const why = `costs ${formatMoney({ amountMinor, currency })}, and it was let through at ${formatMoney(agreed)}`;
  announce(state, { kind: 'alarm', step: `dearer/${orderId}`, what: `Order ${orderId} ${why}.` });
  if (agreed.term !== null) {
    const monthly = monthlyOf({ amountMinor, currency, per: 'term' }, agreed.term);
    if (state.pendingMonthly != null) state.pendingMonthly = monthly;
    else state.monthly = monthly;
  }
  return `order ${orderId} ${why}`;
}

/** For people, to be put after an order's own price: ", let through at 200.00 USD"; empty where it costs no more. */
export function letThroughText({ agreed = null }: LeaseState, orderId: string): string {
  if (agreed === null || agreed.orderId !== orderId || !agreed.isExceeded) return '';
  return `, let through at ${formatMoney(agreed)}`;
}
