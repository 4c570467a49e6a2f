import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from '../dice.js';
import type { Part, Session } from './killable-system.js';
import { type BookedOrder, readOrders } from './ledger.js';

/** What one kill hits, and when. */
export interface Instant {
  readonly parts: readonly Part[];
  /** `begun`: so long after something was asked for. `booked`: so long after the vendor's books have changed. */
  readonly after: 'begun' | 'booked';
  readonly delayMs: number;
}

const BOOKED_SHARE = 0.45;
const LONGEST_MS = 3_000;
const LONGEST_AFTER_BOOKED_MS = 60;
/** Nothing may be booked at all: then the kill comes anyway. */
const BOOKED_LIMIT_MS = 3_000;
const LOOK_MS = 3;

/** The worker is hit most often, because that is where a send is under way. */
const TARGETS: readonly [readonly Part[], ...(readonly Part[])[]] = [
  ['worker'],
  ...Array.from({ length: 7 }, (): readonly Part[] => ['worker']),
  ...Array.from({ length: 5 }, (): readonly Part[] => ['temporal']),
  ...Array.from({ length: 4 }, (): readonly Part[] => ['simulator']),
  ['worker', 'temporal'],
  ['worker', 'simulator'],
  ['temporal', 'simulator'],
];

/** @param dice the point's own */
export function drawInstant(dice: Dice): Instant {
  const parts = dice.pick('parts', TARGETS);
  const fraction = dice.fraction('delay');
  if (dice.chance('after', BOOKED_SHARE)) {
    return { parts, after: 'booked', delayMs: Math.round(fraction * LONGEST_AFTER_BOOKED_MS) };
  }
  // Most of what can go wrong goes wrong early, so early instants are drawn more often.
  return { parts, after: 'begun', delayMs: Math.round(fraction ** 2 * LONGEST_MS) };
}

/** Begins something and comes back at the instant. */
export async function atInstant(instant: Instant, session: Session, begin: () => void): Promise<void> {
  if (instant.after === 'begun') {
    begin();
    await sleep(instant.delayMs);
    return;
  }
  const before = outline(await readOrders(session.simulatorUrl));
  begin();
  const deadlineMs = performance.now() + BOOKED_LIMIT_MS;
  while (performance.now() < deadlineMs && outline(await readOrders(session.simulatorUrl)) === before) {
    await sleep(LOOK_MS);
  }
  await sleep(instant.delayMs);
}

const outline = (orders: readonly BookedOrder[]): string =>
  orders.map(({ orderId, paymentStatus }) => `${orderId} ${paymentStatus}`).join('\n');
