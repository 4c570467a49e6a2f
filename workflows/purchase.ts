import { patched } from '@temporalio/workflow';
import { hasTerm, orderedTerm } from '../model/package-spec.js';
import { monthlyOfQuote } from '../model/policy/monthly.js';
import { orderedBandwidthMbps } from '../model/row.js';
import { commitMonthly } from './budgets.js';
import { forgetLateCancel } from './cancel.js';
import type { Refusal } from './decision.js';
import { type Ending, ending } from './ending.js';
import { planOrderRead } from './first-order.js';
import { gateFor } from './gate.js';
import type { Lease } from './lease.js';
import { markOf } from './mark.js';
import { settleOrder } from './order-payment.js';
import { lookAtOrder } from './payment.js';
import { quoted } from './priced.js';
import type { Ordered, ProductModule } from './products/product.js';
import { spendAllowed } from './spend.js';
import type { Allowance, SpendPlan } from './spend-plan.js';
import { purchaseEvidence, searchFor } from './traces.js';
import { isForMoney, sentence } from './vendor-words.js';

/** From the request to an order that is paid for: approval, the order itself, and a person's payment. */
export async function purchase(lease: Lease, product: ProductModule): Promise<Ending | null> {
  const gate = orderGate(lease);
  const decision = await gate.pass();
  if (decision !== 'approved') return notAllowed(decision, 0);

  const spent = await spendAllowed(lease, orderPlan(lease, product), gate);
  switch (spent.kind) {
    case 'notAllowed':
      return notAllowed(spent.decision, spent.lost);
    case 'refused':
      return ending('Failed', `The vendor refused the order. ${sentence(spent)}`);
    case 'withdrawn':
      return ending('Cancelled', withdrawnText(spent));
    case 'done':
      commitMonthly(lease);
      if (spent.value.order !== null) lease.observeOrder(spent.value.order);
      return paidFor(lease, product, spent.lost);
  }
}

async function paidFor(lease: Lease, product: ProductModule, lost: number): Promise<Ending | null> {
  // What the vendor pays itself is proved by its delivery; only what stays away is looked up in the billing.
  lease.state.paid = !product.waitsForPayment() && !isUnwanted(lease);
  if (lease.state.paid && lost > 0) await learnPrice(lease, product);
  const ended = lease.state.paid ? null : await settleOrder(lease, product);
  if (ended !== null) return ended;
  planOrderRead(lease, product);
  forgetLateCancel(lease, 'it is bought. Release it, once it is Active, to give it back.');
  return null;
}

/** Somebody withdrew it while it was sent: whether the money has moved is looked up, which earlier builds did not. */
function isUnwanted({ inbox }: Lease): boolean {
  return inbox.cancel !== null && patched('withdrawn-while-it-is-sent');
}

/** What was never sent is surely not bought; of what was, only what the vendor shows is known. */
function withdrawnText({ by, lost }: { readonly by: string; readonly lost: number }): string {
  if (lost === 0) return `Withdrawn by ${by} before anything was bought.`;
  return `Withdrawn by ${by}. ${LOST}`;
}

const LOST = 'An order was sent and its answer lost; the vendor shows nothing of it. Compare its next bill.';

function orderGate(lease: Lease): Allowance {
  const { spec } = lease;
  const term = hasTerm(spec) ? orderedTerm(spec) : null;
  const bandwidthMbps = orderedBandwidthMbps(spec);
  return gateFor(lease, {
    operation: 'order',
    what: `order of ${bandwidthMbps} Mbps`,
    exact: { order: spec.order },
    requestedBy: lease.state.requestedBy ?? null,
    bandwidthMbps,
    quote: () => quoted(lease, (quotes) => quotes.quoteOrder()),
    term,
    monthly: (quote) => monthlyOfQuote(quote, term),
    show: (reason, waitingFor) => {
      const what = waitingFor === 'approval' ? 'approve' : 'ready';
      lease.stand('AwaitingApproval', waitingFor, reason, { what, at: null });
    },
  });
}

function notAllowed(decision: Refusal, lost: number): Ending {
  const after = lost === 0 ? '' : ` ${LOST}`;
  if (typeof decision === 'object') return ending('Rejected', `${decision.rejected}${after}`);
  if (decision === 'expired') return ending('Rejected', `Nobody approved it in time.${after}`);
  return ending('Cancelled', `Withdrawn before it was approved.${after}`);
}

function orderPlan(lease: Lease, product: ProductModule): SpendPlan<Ordered> {
  const traces = product.orderTraces();
  lease.state.mark = markOf(lease, lease.state.lastOperation + 1);
  return {
    what: 'order',
    lane: product.lane(),
    fingerprint: traces.resource.fingerprint,
    repeat: product.repeatOrder,
    money: 'paid',
    show: () => lease.stand('Ordering', null, null, { what: 'ready', at: null }),
    send: (attempt) => product.order(attempt),
    evidence: async (attempt, begunAt) => purchaseEvidence(await searchFor(lease, attempt, begunAt, traces)),
    named: (resourceId) => named(lease, product, resourceId),
    // Paid from the balance with too little of it: one of the vendor's pages says that the order stays, unpaid.
    mayLeaveOrder: (code) => (!product.waitsForPayment() && product.hasOrders && isForMoney(code) ? 'prove' : 'no'),
    paysAtOnce: !product.waitsForPayment(),
    blocking: () => product.unpaidOrders(),
    done: ({ resourceId, orderId }) => {
      const { holder } = lease;
      lease.state.resourceId = resourceId;
      const own = resourceId === null ? [] : [{ kind: 'own' as const, holder, resourceId }];
      return [...own, ...lease.noteOrder(orderId), lease.watch(product.waitsForPayment() ? 'payment' : 'delivery')];
    },
  };
}

/** A vendor that was late may have asked for more by then. */
async function learnPrice(lease: Lease, product: ProductModule): Promise<void> {
  const { orderId, order, agreed = null } = lease.state;
  if (orderId === null || order !== null || agreed === null || !product.hasOrders) return;
  if (patched('price-after-a-lost-answer')) await lookAtOrder(lease, product, orderId);
}

/** A person names what was bought: it must be there, and nobody else's. */
async function named(lease: Lease, product: ProductModule, resourceId: string) {
  const { resource, complete } = await product.look(resourceId);
  if (resource === null) {
    return { why: complete ? `the vendor shows no ${resourceId}` : 'the vendor could not be read just now' };
  }
  const [owned] = await lease.ask({ kind: 'own', holder: lease.holder, resourceId });
  if (owned?.kind === 'busy') return { why: `${resourceId} belongs to package ${owned.holder.packageName}` };
  const { fingerprint } = product.orderTraces().resource;
  if (resource.fingerprint !== fingerprint) {
    lease.tell(
      `${resourceId} is not what was ordered (${resource.fingerprint}; ordered: ${fingerprint}), and is taken since it was named`,
    );
  }
  return { value: { resourceId, orderId: null, order: null } };
}
