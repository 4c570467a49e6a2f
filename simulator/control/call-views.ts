import { z } from 'zod';
import { type Answer, jsonAnswer } from '../http/answer.js';
import type { World } from '../world.js';
import { problem } from './answers.js';
import { iso } from './views.js';

/** How often each operation was asked for, refused or not, since the ledger began. */
export function callsView(world: World): Record<string, unknown> {
  // Maps, because callers choose these names and may choose `__proto__`.
  const counts = new Map<string, number>();
  const byCaller = new Map<string, Map<string, number>>();
  let total = 0;
  for (const { action, caller, count } of world.ledger.callCounts.values()) {
    counts.set(action, (counts.get(action) ?? 0) + count);
    const own = byCaller.get(caller) ?? new Map<string, number>();
    byCaller.set(caller, own.set(action, count));
    total += count;
  }
  const callers = [...byCaller].map(([caller, own]): [string, unknown] => [caller, Object.fromEntries(own)]);
  return { counts: Object.fromEntries(counts), byCaller: Object.fromEntries(callers), total };
}

const instantSchema = z.iso.datetime({ offset: true });

/** The calls themselves, newest last: only of this `caller`, for this `action`, at or after `since` in simulator time. */
export function callLogAnswer(world: World, query: ReadonlyMap<string, string>): Answer {
  const caller = query.get('caller') || null;
  const action = query.get('action') || null;
  const since = query.get('since') || null;
  if (since !== null && !instantSchema.safeParse(since).success) {
    return problem(400, 'since must be a time like 2026-01-02T03:04:05Z');
  }
  const from = since === null ? Number.NEGATIVE_INFINITY : Date.parse(since);
  const calls = world.ledger.callLog
    .newest()
    .filter(
      (call) =>
        (caller === null || call.caller === caller) && (action === null || call.action === action) && call.at >= from,
    );
  return jsonAnswer(200, {
    calls: calls.map((call) => ({ ...call, at: iso(call.at), realAt: iso(call.realAt) })),
  });
}
