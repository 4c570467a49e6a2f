import type { PackageState } from '../../model/messages.js';
import type { PackageSpec } from '../../model/package-spec.js';
import type { BookedOrder } from './books.js';
import type { DarkTime } from './report.js';

/** What has been paid for, renewal by renewal. */
export interface Coverage {
  /** When the first order took effect; null: it never did. */
  readonly boughtAt: string | null;
  /** The end of what is paid for; null: never, or never bought. */
  readonly expiresAt: string | null;
  readonly renewals: readonly Renewal[];
  /** Times in which nothing was paid for although it was bought, until the last end. */
  readonly gaps: readonly DarkTime[];
}

export interface Renewal {
  readonly orderedAt: string;
  readonly paidAt: string;
  readonly expiresBefore: string;
  readonly expiresAfter: string;
}

/** @param orders all orders of one package */
export function coverageOf(orders: readonly BookedOrder[]): Coverage {
  const paid = orders
    .filter(({ paidAt }) => paidAt !== null)
    .toSorted((a, b) => (a.paidAt ?? '').localeCompare(b.paidAt ?? ''));
  const first = paid.find(({ kind }) => kind === 'New');
  const renewals = paid.flatMap((order): Renewal[] => {
    const [change] = order.changes;
    const { paidAt, createdAt } = order;
    if (order.kind !== 'Renew' || paidAt === null) return [];
    if (change?.expiresBefore == null || change.expiresAfter === null) return [];
    return [{ orderedAt: createdAt, paidAt, expiresBefore: change.expiresBefore, expiresAfter: change.expiresAfter }];
  });
  return {
    boughtAt: first?.paidAt ?? null,
    expiresAt: renewals.at(-1)?.expiresAfter ?? first?.changes[0]?.expiresAfter ?? null,
    renewals,
    gaps: renewals
      .filter(({ paidAt, expiresBefore }) => paidAt > expiresBefore)
      .map(({ paidAt, expiresBefore }) => ({ from: expiresBefore, to: paidAt })),
  };
}

/** Every time without the line that nobody asked for. */
export function darkTimes(
  { gaps, expiresAt }: Coverage,
  spec: PackageSpec,
  state: PackageState,
  until: string,
): readonly DarkTime[] {
  if (expiresAt === null || expiresAt >= until || isWanted(spec, state, expiresAt)) return gaps;
  return [...gaps, { from: expiresAt, to: null }];
}

/** Whether the file says that it shall end by then, or somebody gave it back. */
function isWanted({ lifecycle }: PackageSpec, { status }: PackageState, expiresAt: string): boolean {
  const { atTermEnd, releaseAt } = lifecycle;
  if (atTermEnd === 'lapse' || atTermEnd === 'release' || status === 'Released') return true;
  return releaseAt !== null && releaseAt <= expiresAt;
}
