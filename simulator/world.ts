import type { SimulatorBehaviour } from './behaviour.js';
import type { Strike } from './faults/menu.js';
import type { Ledger } from './ledger.js';
import { drawAlphanumerics, drawDigits, drawUuid } from './random.js';
import type { Package, Product } from './records.js';

/** The vendors' whole state, as every operation gets it. */
export interface World {
  readonly ledger: Ledger;
  /** Replaced as a whole when the control plane changes it. */
  behaviour: SimulatorBehaviour;
}

/** Faults that change what an operation does; the others change only its answer. */
export interface Effects {
  readonly riskRejection: boolean;
  readonly lowBalance: SimulatorBehaviour['lowBalance'] | null;
  readonly partnerQuotaShort: boolean;
  readonly paidNeverDelivered: boolean;
  readonly autoRenewPartialFailure: boolean;
  /** How old the shown state is. */
  readonly staleMs: number;
  /** Where a list begins, as a share of it; null: where it always does. */
  readonly rotation: number | null;
  /** What keeps one item each out of a list. */
  readonly flapping: readonly Strike[];
}

export const noEffects: Effects = {
  riskRejection: false,
  lowBalance: null,
  partnerQuotaShort: false,
  paidNeverDelivered: false,
  autoRenewPartialFailure: false,
  staleMs: 0,
  rotation: null,
  flapping: [],
};

/** Who asks, and when: one signed request, or somebody at the vendor's console. */
export interface Visit {
  readonly world: World;
  readonly now: number;
  readonly accountId: string;
  readonly caller: string;
  readonly action: string;
  /** null: at the console nobody sends a request. */
  readonly requestId: string | null;
  readonly effects: Effects;
}

export function freshId(world: World, kind: 'np' | 'cenbwp' | 'bw' | 'cen' | 'eni'): string {
  const lengths = { np: 13, cenbwp: 18, bw: 12, cen: 18, eni: 12 } as const;
  return `${kind}-${drawAlphanumerics(world.behaviour.seed, lengths[kind], kind, world.ledger.next(kind))}`;
}

/** Digits only, the first ones fixed so it never begins with a zero. */
export function freshOrderId(world: World): string {
  const { seed, orderIdDigits } = world.behaviour;
  for (;;) {
    const count = world.ledger.next('order');
    const orderId = `23${drawDigits(seed, orderIdDigits - 2, 'order', count)}`;
    if (world.ledger.orders.get(orderId) === undefined) return orderId;
  }
}

/** Not repeated after a restart, although nothing is written for it. */
export function requestIds(seed: number, startedAt: number): () => string {
  let count = 0;
  return () => {
    count += 1;
    return drawUuid(seed, 'request', startedAt, count);
  };
}

/** Every package as this visit may see it: now, or as long ago as a stale read says. */
export function packagesSeen({ world, now, effects }: Visit): Iterable<Package> {
  return effects.staleMs === 0 ? world.ledger.packages() : world.ledger.packagesAsOf(now - effects.staleMs);
}

export function packageSeen({ world, now, effects }: Visit, resourceId: string): Package | undefined {
  if (effects.staleMs === 0) return world.ledger.package(resourceId);
  return world.ledger.packageAsOf(resourceId, now - effects.staleMs);
}

/**
 * The account's packages of one product as this visit may see them: now, or as long ago as a stale read says.
 *
 * @param ids only these, found without looking at all the others; empty: all.
 */
export function visiblePackages(visit: Visit, product: Product, ids: readonly string[] = []): Package[] {
  const isOwn = (row: Package) => row.accountId === visit.accountId && row.details.product === product;
  if (ids.length > 0) {
    return ids
      .map((id) => packageSeen(visit, id))
      .filter((row) => row !== undefined)
      .filter(isOwn);
  }
  const found: Package[] = [];
  for (const row of packagesSeen(visit)) if (isOwn(row)) found.push(row);
  return found;
}
