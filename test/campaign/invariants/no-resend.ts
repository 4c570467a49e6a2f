import type { LedgerOrder } from '../books.js';
import type { Invariant } from './invariant.js';
import { type Life, livesOf } from './lives.js';

export const noResendWhileUnknown: Invariant = {
  name: 'no-resend-while-unknown',
  promise:
    'Nothing is ordered again while an earlier attempt may still be alive; only a person may say that it is not.',
  broken: (evidence) => livesOf(evidence).flatMap((life) => [...aliveTogether(life), ...afterSuspended(life)]),
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
