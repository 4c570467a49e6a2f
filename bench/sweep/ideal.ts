import { PRODUCTS, type Product } from '../../model/product.js';
import { sumOf } from '../histories.js';
import type { CallCounts } from '../simulated-clouds.js';

/** One package from its payment to Active, epoch milliseconds. */
export interface Delivery {
  readonly product: Product;
  /** The desk's workflow id. */
  readonly desk: string;
  readonly paidAtMs: number;
  /** The vendor has delivered. */
  readonly readyAtMs: number;
  /** When its desk told it so; null when it saw for itself. */
  readonly toldAtMs: number | null;
  readonly activeAtMs: number;
}

/** How each vendor lists all packages of a desk: its largest page, and whether it shows those still being delivered. */
const LISTINGS = {
  wuying: { action: 'DescribeNetworkPackages', pageSize: 100, showsUndelivered: true },
  cen: { action: 'DescribeCenBandwidthPackages', pageSize: 50, showsUndelivered: false },
  ugn: { action: 'ListSimpleBwPackage', pageSize: 100, showsUndelivered: false },
} as const satisfies Record<Product, { action: string; pageSize: number; showsUndelivered: boolean }>;

/**
 * The reads nobody could do without who asks once each busy tick and does not guess how long delivery takes: for each
 * desk, one listing for every whole tick in which a package of the round waits, with the pages it has at that moment.
 * @param everything all packages the vendors list by then, those of earlier rounds too
 */
export function idealReads(round: readonly Delivery[], everything: readonly Delivery[], busyMs: number): CallCounts {
  const zero = Object.fromEntries(PRODUCTS.map((product) => [LISTINGS[product].action, 0] as const));
  const desks = [...new Set(round.map(({ desk }) => desk))];
  const reads = desks.map((desk) => {
    const waiting = round.filter((delivery) => delivery.desk === desk);
    const listed = everything.filter((delivery) => delivery.desk === desk).map(listedFromMs);
    const { action, pageSize } = LISTINGS[waiting[0]?.product ?? 'wuying'];
    const pages = ticks(waiting, busyMs).map((atMs) => pagesAt(atMs, listed, pageSize));
    return { [action]: pages.reduce((sum, count) => sum + count, 0) };
  });
  return sumOf([zero, ...reads]);
}

function listedFromMs({ product, paidAtMs, readyAtMs }: Delivery): number {
  return LISTINGS[product].showsUndelivered ? paidAtMs : readyAtMs;
}

/** An empty list takes a call too. */
function pagesAt(atMs: number, listedFrom: readonly number[], pageSize: number): number {
  return Math.max(1, Math.ceil(listedFrom.filter((fromMs) => fromMs <= atMs).length / pageSize));
}

/** The ends of the whole ticks that fit into the times in which something waits; at least one in each. */
function ticks(waiting: readonly Delivery[], busyMs: number): readonly number[] {
  return spans(waiting).flatMap(({ fromMs, toMs }) => {
    const count = Math.max(1, Math.floor((toMs - fromMs) / busyMs));
    return Array.from({ length: count }, (_, index) => fromMs + (index + 1) * busyMs);
  });
}

/** Orders are not made all at the same moment: the times in which at least one waits, in order. */
function spans(waiting: readonly Delivery[]): readonly { readonly fromMs: number; readonly toMs: number }[] {
  const merged: { fromMs: number; toMs: number }[] = [];
  for (const { paidAtMs, activeAtMs } of [...waiting].sort((one, other) => one.paidAtMs - other.paidAtMs)) {
    const last = merged.at(-1);
    if (last !== undefined && paidAtMs <= last.toMs) last.toMs = Math.max(last.toMs, activeAtMs);
    else merged.push({ fromMs: paidAtMs, toMs: activeAtMs });
  }
  return merged;
}
