import { deskOf } from '../model/desk-region.js';
import type { OrderTrace, TraceOfOrder, TraceOfResource, Traces } from '../model/traces.js';
import { reads } from './activity-proxies.js';
import { now } from './clock.js';
import type { Lease } from './lease.js';
import type { ChangeOrdered, Ordered } from './products/product.js';
import type { Candidate, Evidence, SendAttempt } from './spend-plan.js';

/** Looks for what an operation may have left behind. */
export function searchFor(
  lease: Lease,
  { mark }: SendAttempt,
  begunAt: string,
  what: { readonly resource: TraceOfResource | null; readonly order: TraceOfOrder | null },
): Promise<Traces> {
  const desk = deskOf(lease.spec);
  return reads(lease.spec.account).searchTraces({ desk, mark, ...what, begunAt, now: now() });
}

/** What the traces say about a purchase. */
export function purchaseEvidence(traces: Traces): Evidence<Ordered> {
  const { markedResource, markedOrder, likeResources, likeOrders, ordered: named, complete, control } = traces;
  const orders = markedOrder === null ? likeOrders : [markedOrder, ...likeOrders];
  const orderOf = (resourceId: string) => orders.find(({ resourceIds }) => resourceIds.includes(resourceId)) ?? null;
  if (markedResource !== null) {
    const { resourceId } = markedResource;
    return { found: { value: ordered(resourceId, orderOf(resourceId) ?? markedOrder) }, ...nothingElse };
  }
  if (markedOrder !== null) {
    return { found: { value: ordered(markedOrder.resourceIds[0] ?? null, markedOrder) }, ...nothingElse };
  }
  const shown = likeResources.map(({ resourceId, createdAt }) => ({
    ...candidate(resourceId, orderOf(resourceId)),
    createdAt,
    isTold: true,
  }));
  const listed = new Set(likeResources.map(({ resourceId }) => resourceId));
  const alone = likeOrders.filter(({ resourceIds }) => !resourceIds.some((resourceId) => listed.has(resourceId)));
  const candidates = [...shown, ...alone.map((order) => candidate(order.resourceIds[0] ?? null, order))];
  return { found: null, candidates, ordered: named, complete, control };
}

/**
 * What the traces say about a renewal or a resize, beside what the resource itself shows: an order that names the
 * resource is its order; one that names none may be anybody's.
 */
export function changeEvidence(lease: Lease, traces: Traces): Evidence<ChangeOrdered> {
  const { likeOrders, markedOrder, complete, control } = traces;
  const fresh = [...(markedOrder === null ? [] : [markedOrder]), ...likeOrders].filter(
    ({ order }) => !lease.knowsOrder(order.orderId),
  );
  const named = fresh.find(({ namesResource }) => namesResource);
  if (named !== undefined) return { found: { value: { orderId: named.order.orderId } }, ...nothingElse };
  const candidates = fresh.map((trace) => ({
    ...candidate(null, trace),
    value: { orderId: trace.order.orderId },
    mayBeTaken: false,
  }));
  return { found: null, candidates, complete, control };
}

const nothingElse = { candidates: [], complete: true, control: true } as const;

function ordered(resourceId: string | null, trace: OrderTrace | null): Ordered {
  return { resourceId, orderId: trace?.order.orderId ?? null, order: trace?.order ?? null };
}

function candidate(resourceId: string | null, trace: OrderTrace | null): Candidate<Ordered> {
  const order = trace?.order ?? null;
  return {
    resourceId,
    orderId: order?.orderId ?? null,
    createdAt: order?.createdAt ?? null,
    isTold: trace?.isTold ?? false,
    value: ordered(resourceId, trace),
    mayBeTaken: true,
    order,
  };
}
