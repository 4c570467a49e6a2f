import type { Unheard } from '../model/notice.js';
import type { LeaseState } from './lease-state.js';

/** Should nobody be there to be told, these are kept; the oldest go first. */
const UNHEARD_KEPT = 20;

/** Puts a notice where it is told from, beside the package's own story: a broken receiver holds nothing up. */
export function announce(state: LeaseState, unheard: Unheard): void {
  state.outbox = [...(state.outbox ?? []), unheard].slice(-UNHEARD_KEPT);
}
