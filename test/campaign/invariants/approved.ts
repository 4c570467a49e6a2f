import type { ApprovalAsked } from '../../../model/approval.js';
import type { Operation } from '../../../model/policy/operation.js';
import { requestHash } from '../../../workflows/approval-request.js';
import type { LedgerOrder } from '../books.js';
import { APPROVERS, type Governance } from '../governance.js';
import type { Evidence, PackageEnd } from '../play.js';
import type { Invariant } from './invariant.js';
import { isAlive, type Life, livesOf } from './lives.js';

export const approvedAsSent: Invariant = {
  name: 'approved-as-sent',
  promise:
    'Where a rule asks for approval, nothing is sent before enough of the right people have said yes to exactly that, at no higher price, and each yes is used once; what a vendor did late costs what it asked for by then, and the package says so.',
  broken: (evidence) => {
    const { governance } = evidence.schedule;
    return governance === undefined ? [] : livesOf(evidence).flatMap((life) => unapproved(life, governance, evidence));
  },
};

/** A request that enough people said yes to. */
interface Consent {
  readonly asked: ApprovalAsked;
  /** When the last one that was needed did. */
  readonly at: string;
}

function unapproved(life: Life, governance: Governance, evidence: Evidence): string[] {
  return governance.approve.flatMap((operation) => {
    const consents = consentsTo(life.end, operation, governance);
    const orders = ordersOf(life, operation).toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
    const unused = [...consents];
    return orders.flatMap((order) => {
      const name = `${life.end.name}: the ${operation} ${order.orderId}`;
      // Vendors show no milliseconds.
      const before = (one: Consent) => one.at.slice(0, 19) <= order.createdAt.slice(0, 19);
      if (!consents.some((one) => before(one) && isFor(one.asked, order, life))) {
        return [`${name} was sent without a yes to it`];
      }
      // What died unpaid is ordered anew under the same yes.
      if (!isAlive(order) || order.paymentStatus !== 'Paid') return [];
      const fitting = unused.findLastIndex((one) => before(one) && isFor(one.asked, order, life));
      const [used] = fitting < 0 ? [] : unused.splice(fitting, 1);
      if (used === undefined) return [`${name} was paid under a yes that another one had used`];
      const { price } = used.asked;
      if (price === null || order.amountMinor <= price.amountMinor) return [];
      if (wasLate(order, evidence))
        return saysSo(order, life) ? [] : [`${name} cost more than approved, and nobody was told`];
      return [`${name} cost ${order.amountMinor}, approved were ${price.amountMinor}`];
    });
  });
}

/** It was sent at the old price, and done at the new one: nobody can take back what is sent. */
function wasLate({ orderId }: LedgerOrder, { ledger, raisedAt }: Evidence): boolean {
  if (raisedAt === null) return false;
  return ledger.lateCalls.some(
    ({ orderIds, receivedAt, committedAt }) =>
      orderIds.includes(orderId) && receivedAt < raisedAt && committedAt !== null && committedAt >= raisedAt,
  );
}

/** Only an order that somebody pays is surely looked at. */
function saysSo({ orderId, createdAt, paidAt }: LedgerOrder, { end }: Life): boolean {
  const isPaidByHand = paidAt !== null && paidAt > createdAt;
  return !isPaidByHand || end.state.timeline.some(({ what }) => what.startsWith(`order ${orderId} costs `));
}

function ordersOf({ bought, later }: Life, operation: Operation): readonly LedgerOrder[] {
  switch (operation) {
    case 'order':
      return bought;
    case 'renew':
      return later.filter(({ kind }) => kind === 'Renew');
    case 'resize':
      return later.filter(({ kind }) => kind === 'Upgrade' || kind === 'Downgrade');
    case 'release':
      return later.filter(({ kind }) => kind === 'Refund');
    case 'adopt':
      return [];
  }
}

function consentsTo(end: PackageEnd, operation: Operation, governance: Governance): Consent[] {
  return end.asked
    .filter((asked) => asked.operation === operation)
    .map((asked) => ({ asked, at: reachedAt(asked, end, governance) }))
    .filter((one): one is Consent => one.at !== null);
}

/** When so many different people who may had said yes, as the people remember it. */
function reachedAt(asked: ApprovalAsked, { said }: PackageEnd, { quorum }: Governance): string | null {
  const yeses = new Set<string>();
  for (const { say, argument, accepted, at } of said) {
    const { by, request } = argument as { readonly by?: string; readonly request?: string };
    if (!accepted || request !== asked.request || by === undefined) continue;
    if (say === 'withdraw') yeses.delete(by);
    const may = by !== asked.requestedBy && (APPROVERS as readonly string[]).includes(by);
    if (say === 'approve' && may) yeses.add(by);
    if (yeses.size >= quorum) return at;
  }
  return null;
}

/** Whether the hash that people said yes to is that of what the vendor was sent. */
function isFor(asked: ApprovalAsked, order: LedgerOrder, whole: Life): boolean {
  const { operation, askedAt, price, askedBy = null, request } = asked;
  const { name, account, product } = whole.end.spec;
  const life = whole.end.firstRunId;
  return exactly(operation, order, whole).some((exact) => {
    const all = { life, askedAt, name, account, product, exact, price, ...(askedBy !== null && { askedBy }) };
    return requestHash(all) === request;
  });
}

/** What the vendor's books say was sent, in the words in which it is approved. */
function exactly(operation: Operation | undefined, order: LedgerOrder, { end, bought, later }: Life): unknown[] {
  const { spec, state } = end;
  const [resourceId] = order.resourceIds;
  switch (operation) {
    case 'order':
      return [{ order: spec.order }];
    case 'resize':
      return [{ resourceId, bandwidthMbps: Number(order.request.Bandwidth ?? order.request.BandWidth) }];
    case 'release':
      return [{ release: resourceId }];
    case 'renew': {
      // An order that waits to be paid has moved no expiry yet: it is from one that another order had made.
      const changes = [...bought, ...later].flatMap((one) => one.changes);
      const expiries = [...new Set(changes.flatMap(({ expiresAfter }) => shownAs(expiresAfter)))];
      const terms = [spec.lifecycle.renew.term, state.spec.lifecycle.renew.term];
      return terms.flatMap((term) => expiries.map((before) => ({ resourceId, term, before })));
    }
    default:
      return [];
  }
}

/** As vendors show an instant: to the millisecond, the second, or the minute (CEN). */
function shownAs(instant: string | null): string[] {
  return instant === null ? [] : [`${instant.slice(0, 16)}:00.000Z`, `${instant.slice(0, 19)}.000Z`, instant];
}
