import { patched } from '@temporalio/workflow';
import type { Lease } from './lease.js';
import type { SpendPlan } from './spend-plan.js';

/**
 * A wish to withdraw is about what costs money. What is harmless twice carries such a wish out, as the cancellation of an
 * order does, or follows what is bought already, as an attachment does: it goes on. Earlier builds let it be withdrawn too,
 * a cancellation by the very wish it was to fulfil.
 */
export function heedsCancel({ repeat }: Pick<SpendPlan<unknown>, 'repeat'>): boolean {
  return repeat !== 'harmless' || !patched('harmless-goes-on');
}

/** Somebody withdrew it before this attempt was sent. Earlier builds sent it all the same unless it had to wait longer. */
export function isWithdrawn({ inbox }: Lease, { repeat }: Pick<SpendPlan<unknown>, 'repeat'>): boolean {
  return inbox.cancel !== null && repeat !== 'harmless' && patched('withdrawn-before-it-is-sent');
}

/**
 * A wish that nothing can fulfil any more is told and forgotten. Earlier builds kept it, and it withdrew what came next: the
 * attachment, the first renewal that asked somebody.
 */
export function forgetLateCancel(lease: Lease, why: string): void {
  const { cancel } = lease.inbox;
  if (cancel === null || !patched('late-cancel-is-forgotten')) return;
  lease.inbox.cancel = null;
  lease.tell(`cancel came too late: ${why}`, cancel.by);
}
