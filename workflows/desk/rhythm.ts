import { assertNever } from '../../model/assert-never.js';
import type { RegistryEntry } from '../../model/desk.js';
import type { Settings } from '../../model/settings.js';
import type { DeskPages } from './pages.js';

/** A wait that has lasted long is looked at less often: the delay stays a small share of the wait itself. */
const DELIVERY_SHARE = 20;
const PAYMENT_SHARE = 10;
/**
 * A vendor told to take the money itself takes it with the order, and delivers within a minute; what that has not proved paid by
 * then is looked up. An order left unpaid waits for days.
 */
const UNDELIVERED_MS = 90_000;
const AUTO_PAY_SHARE = 2;
/** Fewer deliveries than this say nothing about the next one. */
const DELIVERIES_TO_LEARN = 3;
/** Of the time the quickest of the newest deliveries took, so that a vendor who becomes quicker is noticed too. */
const LEARNED_SHARE = 0.9;

type Rhythm = Pick<DeskPages, 'registry' | 'deliveriesMs' | 'isSurveyed'>;

/**
 * When the next sweep is due, epoch milliseconds, or null when nothing is watched. Fast while something is young, but
 * not before anything can be ready; slow when all is quiet.
 */
export function nextSweepMs(pages: Rhythm, settings: Settings, lastSweepMs: number, nowMs: number): number | null {
  const entries = Object.values(pages.registry);
  if (entries.length === 0 && !pages.isSurveyed) return null;
  const headMs = learnedHeadMs(pages.deliveriesMs, settings.sweepBusyMs);
  return entries.reduce(
    (soonest, entry) => Math.min(soonest, dueMs(entry, settings, headMs, lastSweepMs, nowMs)),
    lastSweepMs + settings.sweepIdleMs,
  );
}

function dueMs(
  { watch, watchedSince }: RegistryEntry,
  settings: Settings,
  headMs: number,
  lastSweepMs: number,
  nowMs: number,
): number {
  const sinceMs = Date.parse(watchedSince);
  const ageMs = nowMs - sinceMs;
  switch (watch.pace) {
    case 'delivery':
      return Math.max(lastSweepMs + Math.max(settings.sweepBusyMs, ageMs / DELIVERY_SHARE), sinceMs + headMs);
    case 'payment':
      return lastSweepMs + Math.max(settings.sweepBusyMs, ageMs / PAYMENT_SHARE);
    case 'idle':
      return lastSweepMs + settings.sweepIdleMs;
    default:
      return assertNever(watch.pace);
  }
}

/** How long after an order nothing can be ready yet, as the newest deliveries taught. */
export function learnedHeadMs(deliveriesMs: readonly number[], busyMs: number): number {
  if (deliveriesMs.length < DELIVERIES_TO_LEARN) return 0;
  return Math.max(0, (Math.min(...deliveriesMs) - busyMs) * LEARNED_SHARE);
}

/**
 * Whether this sweep shall read the account's orders too. For an order that waits for a person's money that is so at
 * the pace of its wait; one the vendor pays itself is only looked up when it stays away, because its delivery proves it.
 */
export function ordersAreDue(pages: Pick<DeskPages, 'registry' | 'ordersReadMs'>, nowMs: number): boolean {
  const sinceReadMs = nowMs - pages.ordersReadMs;
  return Object.values(pages.registry).some(({ watch, watchedSince }) => {
    if (watch.orderId === null) return false;
    const ageMs = nowMs - Date.parse(watchedSince);
    if (watch.pace === 'payment') return sinceReadMs >= ageMs / PAYMENT_SHARE;
    return ageMs >= UNDELIVERED_MS && sinceReadMs >= Math.max(UNDELIVERED_MS, ageMs / AUTO_PAY_SHARE);
  });
}
