import { orderedBandwidthMbps } from '../model/row.js';
import { askApproval } from './approval.js';
import { type Ending, ending } from './ending.js';
import type { Lease } from './lease.js';
import { awaitPayment } from './payment.js';
import type { Ordered, ProductModule } from './products/product.js';
import { markOf, type SpendPlan, sentence, spend } from './spend.js';

/** From the request to an order that is paid for: approval, the order itself, and a person's payment. */
export async function purchase(lease: Lease, product: ProductModule): Promise<Ending | null> {
  const refused = await approve(lease);
  if (refused !== null) return refused;

  const spent = await spend(lease, orderPlan(lease, product));
  switch (spent.kind) {
    case 'refused':
      return ending('Failed', `The vendor refused the order. ${sentence(spent)}`);
    case 'withdrawn':
      return ending('Cancelled', `Withdrawn by ${spent.by} before anything was bought.`);
    case 'done':
      return settlePayment(lease, product);
  }
}

async function approve(lease: Lease): Promise<Ending | null> {
  const decision = await askApproval(lease, `order of ${orderedBandwidthMbps(lease.spec)} Mbps`, (reason) =>
    lease.stand('AwaitingApproval', 'approval', reason, { what: 'approve', at: null }),
  );
  if (decision === 'approved') return null;
  if (typeof decision === 'object') return ending('Rejected', decision.rejected);
  return ending('Cancelled', 'Withdrawn before it was approved.');
}

function orderPlan(lease: Lease, product: ProductModule): SpendPlan<Ordered> {
  const mark = markOf(lease, lease.state.lastOperation + 1);
  lease.state.mark = mark;
  return {
    what: 'order',
    lane: product.lane(),
    hasToken: product.orderHasToken,
    show: () => lease.stand('Ordering', null, null, { what: 'ready', at: null }),
    send: (attempt) => product.order(attempt),
    evidence: async () => {
      const { resource, complete } = await product.findByMark(mark);
      return { found: resource && { value: { resourceId: resource.resourceId, orderId: null } }, complete };
    },
    named: (resourceId) => named(lease, product, resourceId),
    done: ({ resourceId, orderId }) => {
      Object.assign(lease.state, { resourceId, orderId });
      const { holder } = lease;
      const own = resourceId === null ? [] : [{ kind: 'own' as const, holder, resourceId }];
      const pace = product.waitsForPayment() ? 'payment' : 'delivery';
      return [...own, lease.watch(pace, product.naturalKey())];
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
  return { value: { resourceId, orderId: null } };
}

/** Whether the order is paid is the vendor's word, not ours: AutoPay with a low balance leaves it unpaid too. */
async function settlePayment(lease: Lease, product: ProductModule): Promise<Ending | null> {
  const { orderId, seen } = lease.state;
  if (!product.hasOrders || orderId === null || seen?.phase === 'ready') {
    lease.state.paid = true;
    return null;
  }
  const paid = await awaitPayment(lease, product, orderId, {
    deadlineMs: Date.now() + lease.spec.lifecycle.payment.withinMs,
    onTimeout: lease.spec.lifecycle.payment.onTimeout,
    expectsPerson: product.waitsForPayment(),
    show: (reason, at) => lease.stand('AwaitingPayment', 'payment', reason, { what: 'pay', at }),
    // Whether an unpaid package is listed as Creating is not documented: only one that is usable has been paid for.
    overtaken: () => lease.state.seen?.phase === 'ready',
    withdrawnBy: () => lease.inbox.cancel?.by ?? null,
  });
  switch (paid.kind) {
    case 'paid':
      lease.state.paid = true;
      lease.tell(`order ${orderId} is paid`, 'vendor');
      return null;
    case 'cancelled':
      return ending('Cancelled', paid.reason);
  }
}
