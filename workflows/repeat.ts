import { assertNever } from '../model/assert-never.js';
import type { Looked } from './reconcile.js';
import type { Candidate, Repeat, SpendPlan } from './spend-plan.js';

/** How long a vendor is trusted to remember a token. Its memory is not documented; this is far below what is seen. */
const TOKEN_TRUSTED_MS = 10 * 60 * 1000;

/**
 * Whether the same may be sent again, after a pause, although an earlier answer was lost.
 * @param fencedMs when its first fence was taken, epoch milliseconds; null: nobody is known to have taken one
 */
export function mayRepeat(repeat: Repeat, fencedMs: number | null, pauseMs: number): boolean {
  switch (repeat) {
    case 'harmless':
      return true;
    case 'token':
      return fencedMs !== null && Date.now() - fencedMs + pauseMs < TOKEN_TRUSTED_MS;
    case 'never':
      return false;
    default:
      return assertNever(repeat);
  }
}

/** A lost answer may have been a refusal that left its order behind: then the token is no protection. */
export function mayBeLeftBehind<T>({ paysAtOnce }: SpendPlan<T>, { rivals, complete }: Looked<T>): boolean {
  const isAlive = ({ order }: Candidate<T>) => order !== null && !['paid', 'cancelled'].includes(order.paymentStatus);
  return paysAtOnce === true && (!complete || rivals.some(isAlive));
}
