import type { LedgerPackage } from '../books.js';
import type { Evidence, PackageEnd } from '../play.js';
import type { Invariant } from './invariant.js';
import { isAlive, type Life, livesOf, saidNone } from './lives.js';

export const refusedRetrySettlesNothing: Invariant = {
  name: 'refused-retry-never-settles-earlier',
  promise:
    'A refusal of one attempt says nothing about an earlier one: no package ends while what it ordered is alive.',
  broken: (evidence) => livesOf(evidence).flatMap((life) => endedOverSomethingAlive(life, evidence)),
};

function endedOverSomethingAlive(life: Life, evidence: Evidence): string[] {
  const { end, bought, resources } = life;
  const { status, reason } = end.state;
  if (!['Failed', 'Cancelled', 'Rejected'].includes(status) || saidNone(life)) return [];
  const unpaid = refusalsLeaveOrders(evidence)
    ? []
    : bought.filter((order) => isAlive(order) && order.paymentStatus === 'Unpaid');
  const billed = resources.filter((resource) => resource.billing && !isInvisible(resource, end, evidence));
  const left = [...unpaid.map(({ orderId }) => `unpaid order ${orderId}`), ...billed.map((one) => one.resourceId)];
  return left.map((what) => `${end.name} ended as ${status} (${reason}) and left ${what} behind`);
}

/** One reading of the vendor's pages: the call is refused for want of money, and an unpaid order stays behind. */
function refusalsLeaveOrders({ schedule, ledger }: Evidence): boolean {
  return ledger.hits.some(
    ({ fault }) =>
      fault === 'insufficientBalanceAbnormalOrder' ||
      (fault === 'insufficientBalance' && schedule.behaviour.lowBalance === 'abnormalOrder'),
  );
}

/**
 * UGN lists nothing before it is delivered, and this account's bills cannot be read: of what is paid and never delivered after its
 * answer was lost nobody can know. Then it is enough to say that the answer was lost and the bill is to be compared.
 */
function isInvisible({ product, status }: LedgerPackage, { state }: PackageEnd, { schedule }: Evidence): boolean {
  const isHidden = product === 'ugn' && status === 'Creating' && schedule.behaviour.ubillOrders === 'notOffered';
  return isHidden && state.reason?.includes('its answer lost') === true && state.reason.includes('next bill');
}
