import type { ApprovalAsked } from './approval.js';
import { type Price, sumsBy } from './money.js';

/** One package of a batch that waits for approval, as a person is shown it. */
export interface BatchAsked extends Pick<ApprovalAsked, 'request' | 'policy' | 'what' | 'price' | 'quorum'> {
  readonly name: string;
  readonly requestedBy: string | null;
  /** Names of who has said yes so far. */
  readonly approvedBy: readonly string[];
}

/** What of one run or batch waits for approval now. */
export interface BatchView {
  readonly id: string;
  readonly waiting: readonly BatchAsked[];
  readonly totals: readonly Price[];
  /** Of those that wait, how many have a price nobody knows. */
  readonly unpriced: number;
}

/** A yes to exactly what somebody saw of a package. */
export interface BatchYes {
  readonly name: string;
  readonly request: string;
}

/**
 * - `approved`: it goes on
 * - `needsMore`: the yes counts, and others are still awaited
 * - `changed`: it asks about something else than was seen, `now`; nothing was approved
 * - `refused`: it did not take it, and says why
 * - `noAnswer`: whether it took it is not known; the same request may be repeated
 */
export interface BatchAnswer {
  readonly name: string;
  readonly outcome: 'approved' | 'needsMore' | 'changed' | 'refused' | 'noAnswer';
  /** One sentence. */
  readonly message: string;
  /** Of `changed`: what it asks about now, to be looked at. */
  readonly now: BatchAsked | null;
}

export const BATCH_OUTCOMES = [
  'approved',
  'needsMore',
  'changed',
  'refused',
  'noAnswer',
] as const satisfies readonly BatchAnswer['outcome'][];

/** Sums by currency and by what they buy: neither two currencies nor a month and a term are added. */
export function batchTotals(asked: readonly Pick<BatchAsked, 'price'>[]): readonly Price[] {
  const prices = asked.flatMap(({ price }) => (price === null ? [] : [price]));
  return sumsBy(prices, ({ per }) => per)
    .map(([per, money]) => ({ ...money, per }))
    .sort((one, other) => one.currency.localeCompare(other.currency));
}
