import type { LateCall } from '../records.js';
import type { World } from '../world.js';
import type { Strike } from './menu.js';
import { secondsOf } from './strikes.js';

/**
 * Keeps a call that was checked on arrival and whose caller is cut off: it is processed `seconds` from now, by whoever
 * comes first after that. The ledger has it, so a restart in between loses nothing.
 */
export function keepForLater(
  world: World,
  call: Pick<LateCall, 'requestId' | 'vendor' | 'version' | 'action' | 'caller' | 'accountId' | 'request'>,
  strikes: readonly Strike[],
  now: number,
): void {
  const delayMs = Math.max(0, (secondsOf(strikes, 'lateCommit', 30) ?? 0) * 1000);
  world.ledger.putLateCall({
    ...call,
    strikes: [...strikes],
    receivedAt: now,
    dueAt: now + delayMs,
    committedAt: null,
    outcome: null,
  });
}
