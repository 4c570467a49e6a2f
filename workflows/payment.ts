import { log, patched } from '@temporalio/workflow';
import { formatInstant } from '../model/format-instant.js';
import { formatMoney } from '../model/money.js';
import type { OrderSeen } from '../model/observation.js';
import { letThroughText } from './agreed.js';
import { callAgain } from './call-for-person.js';
import { now } from './clock.js';
import type { Lease } from './lease.js';
import { untilNextLookMs } from './patience.js';
import type { ProductModule } from './products/product.js';
import { spend } from './spend.js';
import type { SpendPlan } from './spend-plan.js';
import { tryRead } from './try-read.js';
import { sentence } from './vendor-words.js';
import { type Unfulfilled, type Wish, Withdrawal } from './withdrawal.js';

/** How a wait for payment is led. */
export interface PaymentTerms {
  /** Epoch milliseconds; null: there is no deadline. */
  readonly deadlineMs: number | null;
  /** A renewal's unpaid order is never cancelled by a deadline: `keepWaiting`. */
  readonly onTimeout: 'cancel' | 'keepWaiting';
  /** The vendor lets an unpaid order die; before that it is taken back, to be ordered anew. Absent: never. */
  readonly replaceAtMs?: number;
  /** True when a person is meant to pay; false when the vendor was told to take the money itself. */
  readonly expectsPerson: boolean;
  show(reason: string, payBy: string | null): void;
  /** Holds when something else proves that it was paid: the resource is there, the expiry moved. */
  overtaken(): boolean;
  /** Null while nobody wants the order gone. */
  wish(): Wish | null;
}

export type Payment =
  | { readonly kind: 'paid' }
  /** Something else has brought about what was ordered; the order itself may still be unpaid. */
  | { readonly kind: 'overtaken' }
  /** `isStale`: by the vendor or by us because it was unpaid for too long, not by anybody's wish. */
  | { readonly kind: 'cancelled'; readonly reason: string; readonly isStale: boolean };

/** A vendor that was told to pay itself may take a moment; before this long nobody is asked to pay. */
const AUTO_PAY_GRACE_MS = 30_000;

/** Waits until an order is paid or cancelled, as the vendor's order list shows it; never on a person's word alone. */
export async function awaitPayment(
  lease: Lease,
  product: ProductModule,
  orderId: string,
  terms: PaymentTerms,
): Promise<Payment> {
  await lookAtOrder(lease, product, orderId);
  if (!terms.expectsPerson && orderIsOpen(lease)) {
    await lease.payDebts();
    await lease.until(terms.overtaken, AUTO_PAY_GRACE_MS);
    await lookAtOrder(lease, product, orderId);
  }
  if (outcome(lease, terms, orderId) === null) await lease.watchFor('payment');
  const begunMs = Date.now();
  let reminded = begunMs;
  let deadlineMs = terms.deadlineMs;
  let { replaceAtMs = Infinity } = terms;
  const withdrawal = new Withdrawal(terms.wish);
  for (;;) {
    const ended = outcome(lease, terms, orderId);
    const { unfulfilled } = withdrawal;
    if (ended?.kind === 'cancelled' && unfulfilled !== null) return withdrawn(unfulfilled.wish, orderId);
    if (ended !== null) return ended;
    const reason = unfulfilled === null ? why(lease, orderId, terms) : whyStillThere(orderId, unfulfilled);
    terms.show(reason, deadlineMs === null ? null : new Date(deadlineMs).toISOString());
    const { remindEveryMs } = lease.spec.lifecycle.payment;
    const nextMs = Math.min(
      deadlineMs ?? Infinity,
      replaceAtMs,
      reminded + remindEveryMs,
      unfulfilled?.againMs ?? Infinity,
      Date.now() + untilNextLookMs(Date.now() - begunMs, lease.settings.fallbackLookMs * 4),
    );
    const { inbox } = lease;
    const moved = () => inbox.paid || withdrawal.due !== null || outcome(lease, terms, orderId) !== null;
    const woken = await lease.until(moved, nextMs - Date.now());

    if (inbox.paid || !woken) {
      inbox.paid = false;
      await lookAtOrder(lease, product, orderId);
      if (outcome(lease, terms, orderId) !== null) continue;
    }
    const wish = withdrawal.due;
    if (wish !== null) {
      if (await cancelOrder(lease, product, orderId)) return withdrawn(wish, orderId);
      // Earlier builds put it to the vendor once.
      if (patched('withdrawn-until-it-is-gone')) withdrawal.putInVain(wish);
      else {
        inbox.cancel = null;
        if (terms.wish() !== null) withdrawal.giveUp();
      }
    }
    if (Date.now() >= replaceAtMs) {
      replaceAtMs = Infinity;
      const reason = `Order ${orderId} stayed unpaid for so long that the vendor would cancel it soon; it is ordered anew.`;
      if (await cancelOrder(lease, product, orderId)) return { kind: 'cancelled', reason, isStale: true };
    }
    if (deadlineMs !== null && Date.now() >= deadlineMs) {
      deadlineMs = null;
      lease.tell(`order ${orderId} was not paid in time`);
      if (terms.onTimeout === 'cancel') {
        const reason = `Order ${orderId} was not paid in time and is cancelled.`;
        if (await cancelOrder(lease, product, orderId)) return { kind: 'cancelled', reason, isStale: false };
      }
    }
    if (Date.now() >= reminded + remindEveryMs) {
      reminded = Date.now();
      lease.tell(`reminder: order ${orderId} waits to be paid`);
      log.info('payment reminder', { package: lease.spec.name, orderId });
      callAgain(lease);
    }
  }
}

function outcome(lease: Lease, terms: PaymentTerms, orderId: string): Payment | null {
  const order = lease.state.order?.orderId === orderId ? lease.state.order : null;
  if (order?.paymentStatus === 'paid') return { kind: 'paid' };
  if (terms.overtaken()) return { kind: 'overtaken' };
  if (order?.paymentStatus !== 'cancelled') return null;
  const isStale = terms.replaceAtMs !== undefined && Date.now() >= terms.replaceAtMs;
  return {
    kind: 'cancelled',
    reason: `Order ${orderId} was cancelled at the vendor; buying anew needs a person.`,
    isStale,
  };
}

function withdrawn({ by }: Wish, orderId: string): Payment {
  return { kind: 'cancelled', reason: `Withdrawn by ${by}; its order ${orderId} is cancelled.`, isStale: false };
}

function orderIsOpen(lease: Lease): boolean {
  return lease.state.order === null || lease.state.order.paymentStatus === 'unpaid';
}

function why(lease: Lease, orderId: string, terms: PaymentTerms): string {
  const { order } = lease.state;
  if (order?.orderId !== orderId) return `Whether order ${orderId} is paid cannot be read at the vendor's billing.`;
  const amount =
    order?.amountMinor == null || order.currency === null
      ? ''
      : ` (${formatMoney({ amountMinor: order.amountMinor, currency: order.currency })}${letThroughText(lease.state, orderId)})`;
  if (terms.expectsPerson) return `Order ${orderId}${amount} waits to be paid in the vendor's console.`;
  return `The vendor was to pay order ${orderId}${amount} itself and did not, most likely for want of balance: top up, and pay it in the vendor's console.`;
}

function whyStillThere(orderId: string, { wish, againMs }: Unfulfilled): string {
  const again = formatInstant(new Date(againMs).toISOString());
  return `Order ${orderId} is withdrawn by ${wish.by}, and the vendor has not cancelled it yet: do not pay it. Next try at ${again}.`;
}

/** @returns the order as the vendor shows it; null when it could not be read */
export async function lookAtOrder(lease: Lease, product: ProductModule, orderId: string): Promise<OrderSeen | null> {
  const readAt = now();
  const order = await tryRead(lease, () => product.lookAtOrder(orderId));
  if (order === null) return null;
  lease.observe({ readAt, resource: null, absent: false, order, blindSince: lease.state.blindSince });
  return order;
}

/**
 * Cancels an unpaid order and proves it cancelled.
 * @returns whether it is surely gone: only then may the same be ordered anew. False also when it turned out to be paid,
 * when the vendor will not cancel it, or does not show what became of it; the timeline says which
 */
export async function cancelOrder(lease: Lease, product: ProductModule, orderId: string): Promise<boolean> {
  const spent = await spend(lease, cancelPlan(lease, product, orderId));
  const order = await lookAtOrder(lease, product, orderId);
  if (order?.paymentStatus === 'cancelled') return true;
  if (order?.paymentStatus === 'paid') {
    lease.tell(`order ${orderId} was paid before it could be cancelled`, 'vendor');
  } else if (spent.kind === 'refused') {
    lease.tell(`the vendor will not cancel order ${orderId}: ${sentence(spent)}`);
  } else {
    lease.tell(`whether order ${orderId} is cancelled is not proved: the vendor does not show it as cancelled`);
  }
  return false;
}

function cancelPlan(lease: Lease, product: ProductModule, orderId: string): SpendPlan<unknown> {
  const { status, waitingFor, reason, nextStep } = lease.state;
  return {
    what: `cancellation of order ${orderId}`,
    lane: null,
    fingerprint: null,
    // Cancelling twice is refused, never charged.
    repeat: 'harmless',
    show: () => lease.stand(status, waitingFor, reason, nextStep),
    send: (attempt) => product.cancelOrder(orderId, attempt),
    evidence: async () => {
      const order = await product.lookAtOrder(orderId);
      const settled = order?.paymentStatus === 'cancelled' || order?.paymentStatus === 'paid';
      return {
        found: settled ? { value: null } : null,
        candidates: [],
        complete: order !== null,
        control: true,
      };
    },
    done: () => [],
  };
}
