import type { Term } from '../model/term.js';
import { now } from './clock.js';
import { holds } from './guards.js';
import type { Lease } from './lease.js';
import type { ChangeOrdered, ProductModule } from './products/product.js';
import type { SpendPlan } from './spend-plan.js';
import { changeEvidence, searchFor } from './traces.js';
import { isForMoney } from './vendor-words.js';

export interface Renewal {
  readonly what: string;
  readonly resourceId: string;
  readonly term: Term;
  /** The expiry before anything was sent: renewals add up, so only a later one proves that it was done. */
  readonly before: string;
}

/** How a renewal is sent, and how its result is known again. */
export function renewPlan(lease: Lease, product: ProductModule, renewal: Renewal): SpendPlan<ChangeOrdered> {
  const { what, resourceId, term, before } = renewal;
  return {
    what,
    lane: null,
    fingerprint: null,
    repeat: product.repeatRenewal,
    money: 'paid',
    show: () => lease.stand('Active', null, `${what} under way`, { what: 'renew', at: now() }),
    send: (attempt) => product.renew(resourceId, term, attempt),
    evidence: async (attempt, begunAt) => {
      const { resource, complete } = await product.look(resourceId);
      // Renewals add up, so what counts is the expiry from before the first attempt, not the newest one known.
      const reference = holds('expiryBefore') ? before : (lease.expiresAt ?? before);
      const isLater = resource?.expiresAt != null && resource.expiresAt > reference;
      const order = product.renewalTraces(resourceId, term);
      const traces = changeEvidence(lease, await searchFor(lease, attempt, begunAt, { resource: null, order }));
      if (isLater) return { ...traces, found: traces.found ?? { value: { orderId: null } } };
      return { ...traces, complete: complete && traces.complete, control: resource !== null && traces.control };
    },
    mayLeaveOrder: (code) =>
      product.hasOrders && lease.spec.lifecycle.renew.autoPay && isForMoney(code) ? 'look' : 'no',
    paysAtOnce: lease.spec.lifecycle.renew.autoPay,
    blocking: () => product.unpaidOrders(),
    done: ({ orderId }) => {
      lease.state.order = null;
      // The look that proves it comes at once, and then the desk hears of both.
      lease.owe(lease.noteOrder(orderId));
      return [];
    },
  };
}
