import type { LedgerOrder, LedgerPackage } from '../books.js';
import type { Evidence } from '../play.js';
import type { Schedule } from '../schedule.js';
import type { Invariant } from './invariant.js';
import { hasEnded, type Life, livesOf } from './lives.js';

export const everythingOwned: Invariant = {
  name: 'every-order-and-resource-owned-or-reported',
  promise: 'Whatever costs money, or would once it is paid, belongs to a living package or is reported as a stray.',
  broken: (evidence) => {
    const lives = livesOf(evidence);
    const ours = (caller: string) => !caller.startsWith('console');
    const resources = evidence.ledger.packages.filter(
      (one) =>
        one.billing &&
        !isOwned(one, lives) &&
        !isReported(evidence, one.resourceId) &&
        !isAskedAbout(one.resourceId, lives) &&
        !isShownNowhere(one, evidence.schedule),
    );
    const orders = evidence.ledger.orders.filter(
      (order) =>
        ours(order.caller) &&
        order.paymentStatus === 'Unpaid' &&
        !isClaimed(order, lives) &&
        !isReported(evidence, order.orderId),
    );
    return [
      ...resources.map(({ resourceId, product }) => `${resourceId} (${product}) is nobody's, and nobody reports it`),
      ...orders.map(({ orderId, kind }) => `unpaid ${kind} order ${orderId} is nobody's, and nobody reports it`),
    ];
  },
};

/**
 * Paid for and never delivered by a product that lists only what is delivered, in an account that shows no orders: no
 * call of the vendor's tells of it, so nobody can know.
 */
function isShownNowhere({ product, status }: LedgerPackage, { behaviour }: Schedule): boolean {
  return product === 'ugn' && status === 'Creating' && behaviour.ubillOrders === 'notOffered';
}

function isOwned({ resourceId }: LedgerPackage, lives: readonly Life[]): boolean {
  return lives.some((life) => {
    if (life.end.state.resourceId === resourceId) return !hasEnded(life);
    return life.resources.some((one) => one.resourceId === resourceId) && asksAboutIt(life);
  });
}

function isClaimed(order: LedgerOrder, lives: readonly Life[]): boolean {
  return lives.some((life) => {
    if (hasEnded(life)) return false;
    if (life.end.state.orderId === order.orderId) return true;
    const isIts = life.bought.includes(order) || life.later.includes(order);
    return isIts && asksAboutIt(life);
  });
}

/** While a package does not know what became of an order, or waits for it to be listed, it accounts for that. */
function asksAboutIt({ end }: Life): boolean {
  const { status, waitingFor, nextStep, resourceId } = end.state;
  if (status === 'OutcomeUnknown' || (status === 'Provisioning' && resourceId === null)) return true;
  return waitingFor === 'operator' && nextStep?.what === 'resolve';
}

/** One of several that could be the result of a lost order: a person is asked about it by name. */
function isAskedAbout(resourceId: string, lives: readonly Life[]): boolean {
  return lives.some(
    ({ end: { state } }) => state.waitingFor === 'operator' && state.reason?.includes(resourceId) === true,
  );
}

function isReported({ surveys }: Evidence, id: string): boolean {
  // Desks that cannot be asked yet cannot be blamed.
  if (surveys === null) return true;
  return surveys.some(
    ({ resources, orders }) =>
      resources.some(({ resourceId }) => resourceId === id) || orders.some(({ orderId }) => orderId === id),
  );
}
