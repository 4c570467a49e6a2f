import { patched } from '@temporalio/workflow';
import type { Unheard } from '../model/notice.js';
import { isEnded, type LeaseStatus } from '../model/status.js';
import { askedEnd } from './asked-end.js';
import { now } from './clock.js';
import type { Lease } from './lease.js';
import { announce } from './outbox.js';

/**
 * Whoever must act is told at once, also of a package that has no term yet, or never has one: before an end is known no rung of
 * the ladder is climbed. Approvals ask by themselves (approval.ts).
 */

/** What is to be told of the wait that lasts now; null: nobody must act, or others tell it. */
function callFor(lease: Lease): Unheard | null {
  const { status, waitingFor, waitingSince, reason, orderId, lastOperation, alarm } = lease.state;
  const what = reason ?? 'Somebody must act.';
  const operation = `${lifeOf(lease)}/${lastOperation}`;
  if (waitingFor === 'operator' && alarm != null) return { kind: 'alarm', step: `gone/${waitingSince}`, what };
  if (askedEnd(lease) !== null) return null;
  if (waitingFor === 'payment') return { kind: 'payment', step: `payment/${orderId ?? operation}`, what };
  if (waitingFor !== 'operator' || !isTrouble(status)) return null;
  return { kind: 'alarm', step: `operator/${status}/${operation}`, what };
}

/** A pause, a freeze and buying hours hold an order as well: whoever set them knows, and they end by themselves. */
const isTrouble = (status: LeaseStatus): boolean =>
  status === 'OutcomeUnknown' || status === 'Provisioning' || status === 'Releasing';

/** Holds when there is something to be told that was not told yet, or what was told is over. */
export function hasCall(lease: Lease): boolean {
  const { called = null, waitingFor } = lease.state;
  const call = callFor(lease);
  return call === null ? called !== null && waitingFor === null : call.step !== called;
}

/** Tells it once, however often the wait is shown anew; and that it is over, to whoever was called. */
export function call(lease: Lease): void {
  const { state } = lease;
  const wait = callFor(lease);
  const before = state.called ?? null;
  state.called = wait?.step ?? null;
  if (!patched(CALLED)) return;
  if (wait !== null) announce(state, wait);
  // That it failed is told by itself.
  else if (state.status !== 'Failed') {
    const what = isEnded(state.status) ? `It has ended: ${state.status}.` : 'It goes on; nobody needs to act.';
    announce(state, { kind: 'settled', step: `${before}/settled`, what });
  }
}

/** Again, while it lasts, where no ladder reminds. */
export function callAgain(lease: Lease): void {
  const wait = callFor(lease);
  if (wait === null || !patched(CALLED)) return;
  announce(lease.state, { ...wait, step: `${wait.step}/again/${now()}` });
}

/** What was to be bought and is not: nobody waits for it, so nobody would look. */
export function callOff(lease: Lease, reason: string): void {
  if (patched(CALLED)) announce(lease.state, { kind: 'alarm', step: `failed/${lifeOf(lease)}`, what: reason });
}

/** A later package of the same name is another one to whoever knows notices by their keys. */
const lifeOf = ({ holder }: Lease): string => holder.firstExecutionRunId.slice(0, 8);

/** Builds before 2026-11-28 told only the log, the list and the digest. */
const CALLED = 'called-for-person';
