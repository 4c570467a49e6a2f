import type { LedgerOrder } from '../books.js';
import type { Invariant } from './invariant.js';
import { type Life, livesOf } from './lives.js';

export const noResendWhileUnknown: Invariant = {
  name: 'no-resend-while-unknown',
  promise:
    'Nothing is ordered again while an earlier attempt may still be alive; only a person may say that it is not.',
  broken: (evidence) =>
    livesOf(evidence).flatMap((life) => [
      ...aliveTogether(life),
      ...afterSuspended(life),
      ...renewedAfterSuspended(life, evidence.ledger.orders),
    ]),
};

function aliveTogether(life: Life): string[] {
  const { bought, end } = life;
  return pairsOf(bought)
    .filter(([earlier]) => earlier.paymentStatus !== 'Suspended')
    .filter(([earlier, later]) => livedTogether(earlier, later) && !personSaidNone(life, earlier, later))
    .map(([earlier, later]) => `${end.name}: order ${later.orderId} was made while ${earlier.orderId} was alive`);
}

/** Only of a suspension that was answered: an order that is held, and whose answer is lost, shows in no call at all. */
function afterSuspended({ bought, end }: Life): string[] {
  if (!end.state.operations.some(({ outcome }) => outcome === 'suspended')) return [];
  return pairsOf(bought)
    .filter(([earlier]) => earlier.paymentStatus === 'Suspended')
    .map(([earlier, later]) => `${end.name}: order ${later.orderId} was made after ${earlier.orderId} was suspended`);
}

/** The vendor's answer to a renewal, and its order, are this close together. */
const ANSWERED_WITHIN_MS = 2 * 60_000;

/** Of a renewal whose suspension was answered: the next one is somebody's decision, or another term's. */
function renewedAfterSuspended({ later, end }: Life, orders: readonly LedgerOrder[]): string[] {
  const renewals = later.filter(({ kind }) => kind === 'Renew');
  const suspensions = end.state.timeline.filter(({ facts }) => facts?.kind === 'call' && facts.outcome === 'suspended');
  return renewals.flatMap((held) => {
    const isAnswered = suspensions.some(({ at }) => {
      const afterMs = Date.parse(at) - Date.parse(held.createdAt);
      return afterMs >= 0 && afterMs <= ANSWERED_WITHIN_MS;
    });
    if (held.paymentStatus !== 'Suspended' || !isAnswered) return [];
    const next = renewals.find(({ createdAt }) => createdAt > held.createdAt);
    if (next === undefined) return [];
    const isBetween = (at: string | null) => at !== null && at >= held.createdAt && at <= next.createdAt;
    const isAsked = end.said.some(({ say, at, accepted }) => say === 'renew' && accepted && isBetween(at));
    const isAnotherTerm = orders.some(
      (one) =>
        one.kind === 'Renew' &&
        one !== next &&
        isBetween(one.paidAt) &&
        one.resourceIds.some((id) => held.resourceIds.includes(id)),
    );
    if (isAsked || isAnotherTerm) return [];
    return [`${end.name}: renewal ${next.orderId} was ordered by itself after ${held.orderId} was suspended`];
  });
}

function pairsOf(orders: readonly LedgerOrder[]): [LedgerOrder, LedgerOrder][] {
  const sorted = [...orders].sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
  return sorted.flatMap((earlier, index) =>
    sorted.slice(index + 1).map((later): [LedgerOrder, LedgerOrder] => [earlier, later]),
  );
}

function livedTogether(earlier: LedgerOrder, later: LedgerOrder): boolean {
  return earlier.cancelledAt === null || earlier.cancelledAt > later.createdAt;
}

/** A word given between the two, by somebody who did not look. */
function personSaidNone({ end }: Life, earlier: LedgerOrder, later: LedgerOrder): boolean {
  return end.said.some(
    ({ say, argument, at, accepted }) =>
      say === 'resolve' && 'none' in argument && accepted && at >= earlier.createdAt && at <= later.createdAt,
  );
}
