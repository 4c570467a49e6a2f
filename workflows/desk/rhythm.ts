import { assertNever } from '../../model/assert-never.js';
import type { RegistryEntry } from '../../model/desk.js';
import type { Settings } from '../../model/settings.js';

/** A wait that has lasted long is looked at less often: the delay stays a small share of the wait itself. */
const DELIVERY_SHARE = 20;
const PAYMENT_SHARE = 10;

/**
 * How long after the last tick the next sweep is due, or null when nothing is watched. Fast while something is
 * young, slow when all is quiet.
 */
export function sweepIntervalMs(entries: readonly RegistryEntry[], settings: Settings, nowMs: number): number | null {
  if (entries.length === 0) return null;
  const soonestMs = entries.reduce(
    (soonest, entry) => Math.min(soonest, wantedIntervalMs(entry, settings, nowMs)),
    settings.sweepIdleMs,
  );
  return Math.ceil(soonestMs);
}

function wantedIntervalMs({ watch, watchedSince }: RegistryEntry, settings: Settings, nowMs: number): number {
  const ageMs = nowMs - Date.parse(watchedSince);
  switch (watch.pace) {
    case 'delivery':
      return Math.max(settings.sweepBusyMs, ageMs / DELIVERY_SHARE);
    case 'payment':
      return Math.max(settings.sweepBusyMs, ageMs / PAYMENT_SHARE);
    case 'idle':
      return settings.sweepIdleMs;
    default:
      return assertNever(watch.pace);
  }
}
