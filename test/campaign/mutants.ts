import type { Guard } from '../../workflows/guards.js';
import { DIRECTED } from './directed.js';
import { bundleWithout, guardsConsulted } from './mutation.js';
import type { Schedule } from './schedule.js';
import { Theatre } from './verdict.js';

/** Whether a guard's absence was noticed. */
export interface MutantVerdict {
  readonly guard: Guard;
  /** `unused`: the built workflows do not ask about it, so taking it away changes nothing. */
  readonly outcome: 'caught' | 'survived' | 'unused';
  /** The life that went wrong, and how; null when none did. */
  readonly by: { readonly schedule: Schedule; readonly violations: readonly string[] } | null;
}

/** Takes one guard away and plays the lives that should go wrong then, until one does. */
export async function tryWithout(guard: Guard, signal?: AbortSignal): Promise<MutantVerdict> {
  if (!guardsConsulted().includes(guard)) return { guard, outcome: 'unused', by: null };
  const theatre = new Theatre(bundleWithout(guard));
  try {
    for (const schedule of DIRECTED[guard]) {
      if (signal?.aborted === true) break;
      const { violations } = await theatre.play(schedule, { replay: false });
      if (violations.length === 0) continue;
      const said = violations.map(({ invariant, what }) => `${invariant}: ${what}`);
      return { guard, outcome: 'caught', by: { schedule, violations: said } };
    }
    return { guard, outcome: 'survived', by: null };
  } finally {
    await theatre.close();
  }
}
