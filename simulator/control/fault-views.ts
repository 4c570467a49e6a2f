import { faultMenu } from '../faults/menu.js';
import type { World } from '../world.js';
import { iso, isoOrNull } from './views.js';

/**
 * The menu, the rules in force, every strike, and what became of calls that were processed late. `requestId` joins
 * strikes and late calls with the call log and with the orders they placed.
 */
export function faultsView({ ledger }: World): Record<string, unknown> {
  return {
    faults: Object.entries(faultMenu).map(([fault, does]) => ({ fault, does })),
    rules: [...ledger.faultRules.values()],
    hits: [...ledger.faultHits.values()].map((hit) => ({ ...hit, at: iso(hit.at) })),
    lateCalls: lateCallViews(ledger),
  };
}

function lateCallViews(ledger: World['ledger']): Record<string, unknown>[] {
  const calls = [...ledger.lateCalls.values()];
  if (calls.length === 0) return [];
  const placed = new Map<string, string[]>();
  for (const { requestId, orderId } of ledger.orders.values()) {
    if (requestId !== null) placed.set(requestId, [...(placed.get(requestId) ?? []), orderId]);
  }
  return calls.map(({ requestId, action, caller, receivedAt, dueAt, committedAt, outcome, request }) => ({
    requestId,
    action,
    caller,
    receivedAt: iso(receivedAt),
    dueAt: iso(dueAt),
    committedAt: isoOrNull(committedAt),
    outcome,
    orderIds: placed.get(requestId) ?? [],
    request,
  }));
}
