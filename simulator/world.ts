import type { SimulatorBehaviour } from './behaviour.js';
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
}

/** Who asks, and when: one signed request. */
export interface Visit {
  readonly world: World;
  readonly now: number;
  readonly accountId: string;
  readonly caller: string;
  readonly action: string;
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

/**
 * The account's packages of one product as this visit may see them: now, or as long ago as a stale read says.
 *
 * @param ids only these, found without looking at all the others; empty: all.
 */
export function visiblePackages(visit: Visit, product: Product, ids: readonly string[] = []): Package[] {
  const { ledger } = visit.world;
  const { staleMs } = visit.effects;
  const isOwn = (row: Package) => row.accountId === visit.accountId && row.details.product === product;
  if (staleMs === 0 && ids.length > 0) {
    return ids.map((id) => ledger.package(id)).filter((row): row is Package => row !== undefined && isOwn(row));
  }
  const found: Package[] = [];
  for (const row of staleMs === 0 ? ledger.packages() : ledger.packagesAsOf(visit.now - staleMs)) {
    if (isOwn(row) && (ids.length === 0 || ids.includes(row.resourceId))) found.push(row);
  }
  return found;
}
