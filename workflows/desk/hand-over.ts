import type { HandOver } from '../../model/desk.js';
import type { DeskPages } from './pages.js';

/** Later than every operation a package will ever have. */
const NEVER_AGAIN = Number.MAX_SAFE_INTEGER;

/**
 * Makes the heir the owner of everything, all at once, so that at no moment two own it, or nobody. Said again, there is nothing
 * left to hand over. What the former one could still be made to send, by a reset of its workflow, finds every fence taken.
 * @returns `gone` when whoever asks about itself has handed over already: then the name of its life tells to whom
 */
export function handOver(
  pages: DeskPages,
  { holder, from }: HandOver,
  nowMs: number,
): 'handedOver' | 'nothing' | 'gone' {
  const { owners, orders, lanes, intents, unordered, undelivered, registry, lives } = pages;
  const [run, former] = [holder.firstExecutionRunId, from.firstExecutionRunId];
  const life = lives[former];
  if (run === former && life?.operation === NEVER_AGAIN) return 'gone';
  if (run === former || life === undefined || life.operation === NEVER_AGAIN) return 'nothing';
  for (const held of [owners, orders]) {
    for (const [id, owner] of Object.entries(held)) if (owner === former) held[id] = run;
  }
  for (const [name, inside] of Object.entries(lanes)) {
    if (inside.life === former) lanes[name] = { ...inside, life: run };
  }
  for (const open of [intents, unordered, undelivered]) {
    const intent = open[former];
    if (intent !== undefined) open[run] = intent;
    delete open[former];
  }
  const entry = registry[from.packageName];
  if (entry?.holder.firstExecutionRunId === former) {
    delete registry[from.packageName];
    registry[holder.packageName] = { ...entry, holder };
  }
  // Whatever either has taken stays taken.
  const own = lives[run];
  const isLater = own !== undefined && (own.operation - life.operation || own.attempt - life.attempt) > 0;
  lives[run] = { ...(isLater ? own : life), name: holder.packageName, leftMs: null };
  lives[former] = { ...life, name: holder.packageName, operation: NEVER_AGAIN, leftMs: nowMs };
  return 'handedOver';
}

/** Whatever that life could still be made to send, by a reset of its workflow, finds every fence taken. */
export function sendsNoMore({ lives }: DeskPages, run: string): void {
  const life = lives[run];
  if (life !== undefined) lives[run] = { ...life, operation: NEVER_AGAIN };
}
