import { hasTerm, orderedTerm } from '../model/package-spec.js';
import { monthlyOfQuote } from '../model/policy/monthly.js';
import { orderedBandwidthMbps } from '../model/row.js';

import { commitMonthly } from './budgets.js';
import { type Ending, ending } from './ending.js';
import { passGate } from './gate.js';
import type { Lease } from './lease.js';
import { settleOrder } from './order-payment.js';
import { quoted } from './priced.js';
import type { Ordered, ProductModule } from './products/product.js';
import { isForMoney, markOf, sentence, spend } from './spend.js';
import type { SpendPlan } from './spend-plan.js';
import { purchaseEvidence, searchFor } from './traces.js';

/** From the request to an order that is paid for: approval, the order itself, and a person's payment. */
export async function purchase(lease: Lease, product: ProductModule): Promise<Ending | null> {
  const refused = await approve(lease);
  if (refused !== null) return refused;

  const spent = await spend(lease, orderPlan(lease, product));
  switch (spent.kind) {
    case 'refused':
      return ending('Failed', `The vendor refused the order. ${sentence(spent)}`);
    case 'withdrawn':
      return ending('Cancelled', withdrawnText(spent));
    case 'done':
      commitMonthly(lease);
      // What the vendor pays itself is proved by its delivery; only what stays away is looked up in the billing.
      lease.state.paid = !product.waitsForPayment();
      return lease.state.paid ? null : settleOrder(lease, product);
  }
}

/** What was never sent is surely not bought; of what was, only what the vendor shows is known. */
function withdrawnText({ by, lost }: { readonly by: string; readonly lost: number }): string {
  if (lost === 0) return `Withdrawn by ${by} before anything was bought.`;
  return `Withdrawn by ${by}. An order was sent and its answer lost; the vendor shows nothing of it. Compare its next bill.`;
}

async function approve(lease: Lease): Promise<Ending | null> {
  const { spec } = lease;
  const term = hasTerm(spec) ? orderedTerm(spec) : null;
  const bandwidthMbps = orderedBandwidthMbps(spec);
  const decision = await passGate(lease, {
    operation: 'order',
    what: `order of ${bandwidthMbps} Mbps`,
    exact: { order: spec.order },
    requestedBy: lease.state.requestedBy ?? null,
    bandwidthMbps,
    quote: () => quoted(lease, (quotes) => quotes.quoteOrder()),
    monthly: (quote) => monthlyOfQuote(quote, term),
    show: (reason, waitingFor) => {
      const what = waitingFor === 'approval' ? 'approve' : 'ready';
      lease.stand('AwaitingApproval', waitingFor, reason, { what, at: null });
    },
  });
  if (decision === 'approved') return null;
  if (typeof decision === 'object') return ending('Rejected', decision.rejected);
  if (decision === 'expired') return ending('Rejected', 'Nobody approved it in time.');
  return ending('Cancelled', 'Withdrawn before it was approved.');
}

function orderPlan(lease: Lease, product: ProductModule): SpendPlan<Ordered> {
  const traces = product.orderTraces();
  lease.state.mark = markOf(lease, lease.state.lastOperation + 1);
  return {
    what: 'order',
    lane: product.lane(),
    fingerprint: traces.resource.fingerprint,
    repeat: product.repeatOrder,
    show: () => lease.stand('Ordering', null, null, { what: 'ready', at: null }),
    send: (attempt) => product.order(attempt),
    evidence: async (attempt, begunAt) => purchaseEvidence(await searchFor(lease, attempt, begunAt, traces)),
    named: (resourceId) => named(lease, product, resourceId),
    // Paid from the balance with too little of it: one of the vendor's pages says that the order stays, unpaid.
    mayLeaveOrder: (code) => (!product.waitsForPayment() && product.hasOrders && isForMoney(code) ? 'prove' : 'no'),
    paysAtOnce: !product.waitsForPayment(),
    blocking: () => product.unpaidOrders(),
    done: ({ resourceId, orderId, order }) => {
      const { holder } = lease;
      lease.state.resourceId = resourceId;
      if (order !== null) lease.state.order = order;
      const own = resourceId === null ? [] : [{ kind: 'own' as const, holder, resourceId }];
      return [...own, ...lease.noteOrder(orderId), lease.watch(product.waitsForPayment() ? 'payment' : 'delivery')];
    },
  };
}

/** A person names what was bought: it must be there, and nobody else's. */
async function named(lease: Lease, product: ProductModule, resourceId: string) {
  const { resource, complete } = await product.look(resourceId);
  if (resource === null) {
    return { why: complete ? `the vendor shows no ${resourceId}` : 'the vendor could not be read just now' };
  }
  const [owned] = await lease.ask({ kind: 'own', holder: lease.holder, resourceId });
  if (owned?.kind === 'busy') return { why: `${resourceId} belongs to package ${owned.holder.packageName}` };
  return { value: { resourceId, orderId: null, order: null } };
}
