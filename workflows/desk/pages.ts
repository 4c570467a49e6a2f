import type { Holder, LaneClaim, RegistryEntry, Watch } from '../../model/desk.js';

/**
 * Everything a desk remembers of one account and region. Lives are named once, by their first run id; everything else
 * points to them.
 */
export interface DeskPages {
  /** When this memory begins: later than the first order only where a desk was lost and opened anew. */
  readonly since: string;
  readonly lives: Record<string, Life>;
  /** resource id → first run id of its package */
  readonly owners: Record<string, string>;
  /** order id → first run id */
  readonly orders: Record<string, string>;
  /** lane → who is in it; a holder that died leaves its lane taken, never free */
  readonly lanes: Record<
    string,
    { readonly life: string; readonly operation: number; readonly until: LaneClaim['until'] }
  >;
  /** first run id → its purchase that is not settled yet */
  readonly intents: Record<string, Intent>;
  /** first run id → its purchase that was settled lately without an order that could be called its own */
  readonly unordered: Record<string, Intent>;
  /** first run id → its purchase whose order is known and has brought it nothing yet: it waits to be paid, or delivered */
  undelivered: Record<string, Intent>;
  /** package name → what the sweep looks for on its behalf */
  readonly registry: Record<string, RegistryEntry>;
  /** resource id → what the listings showed of it */
  readonly known: Record<string, Known>;
  /** When the newest complete listing began; null before the first one. */
  listedAt: string | null;
  /** Since when no complete listing came about; null while they do. */
  blindSince: string | null;
  /** When the account's orders were last read; epoch milliseconds, 0 for never. */
  ordersReadMs: number;
  /** How long the newest deliveries took, so that nobody looks before anything can be ready. */
  deliveriesMs: number[];
  /** True once somebody asked what nobody owns here: then the region is swept even if no package waits. */
  isSurveyed: boolean;
}

export interface Life {
  readonly name: string;
  /** The highest fence it has taken; operation 0: none yet. */
  readonly operation: number;
  readonly attempt: number;
  /** When the first attempt of that operation took its fence, epoch milliseconds. */
  readonly fencedMs: number;
  /** When it left; null while it lives. Its fence is kept: a workflow reset after its end must find it taken. */
  readonly leftMs: number | null;
}

export interface Intent {
  readonly operation: number;
  readonly fingerprint: string;
  readonly openedMs: number;
  /** When its newest attempt took its fence, epoch milliseconds; null: nothing of it can be at the vendor yet. */
  readonly fencedMs: number | null;
  /** Who is in the same one cannot be under way at the same time. */
  readonly lane: string | null;
}

export interface Known {
  readonly fingerprint: string;
  /** When the first listing that showed it had ended, by the desk's clock. */
  readonly firstSeenMs: number;
  /** Kept only while nobody owns it. */
  readonly mark: string | null;
  /** Complete listings in a row that did not show it. */
  readonly missed: number;
}

export const emptyPages = (nowMs: number): DeskPages => ({
  since: new Date(nowMs).toISOString(),
  lives: {},
  owners: {},
  orders: {},
  lanes: {},
  intents: {},
  unordered: {},
  undelivered: {},
  registry: {},
  known: {},
  listedAt: null,
  blindSince: null,
  ordersReadMs: 0,
  deliveriesMs: [],
  isSurveyed: false,
});

type PackedLife = [run: string, name: string, operation: number, attempt: number, fencedMs: number, leftMs?: number];
type PackedEntry = [
  life: number,
  pace: Watch['pace'],
  watchedMs: number,
  misses: number,
  told: string | null,
  resourceId: string | null,
  orderId: string | null,
  /** The operation's number where the mark is this life's own, else the mark. */
  mark: number | string | null,
];

/**
 * The pages as continue-as-new carries them: lists that point to lives by number. A server takes 2 MB at most; spelled
 * out, two thousand packages would be more than that; packed, six thousand fit; packed and compressed on their way there, twelve
 * thousand do.
 */
export interface PackedPages
  extends Pick<
    DeskPages,
    | 'since'
    | 'listedAt'
    | 'blindSince'
    | 'ordersReadMs'
    | 'deliveriesMs'
    | 'isSurveyed'
    | 'intents'
    | 'unordered'
    | 'lanes'
  > {
  readonly schemaVersion: 2;
  /** Absent in what earlier builds carried. */
  readonly undelivered?: DeskPages['undelivered'];
  readonly lives: PackedLife[];
  readonly owners: [resourceId: string, life: number][];
  readonly orders: [orderId: string, life: number][];
  readonly registry: PackedEntry[];
  readonly fingerprints: string[];
  readonly known: [
    resourceId: string,
    fingerprint: number,
    firstSeenMs: number,
    mark?: string | null,
    missed?: number,
  ][];
}

/** No server keeps a history this long after its workflow has closed, so nobody can reset that life any more. */
const FENCE_KEPT_MS = 400 * 24 * 60 * 60 * 1000;

export function packed(pages: DeskPages, nowMs: number): PackedPages {
  const { since, listedAt, blindSince, ordersReadMs, deliveriesMs, isSurveyed, intents, unordered, lanes } = pages;
  const kept = Object.entries(pages.lives).filter(
    ([, { leftMs }]) => leftMs === null || nowMs - leftMs < FENCE_KEPT_MS,
  );
  const numbers = new Map(kept.map(([run], index) => [run, index]));
  const numberOf = (run: string): number => numbers.get(run) ?? -1;
  const keptOf = (held: Readonly<Record<string, string>>) =>
    Object.entries(held).flatMap(([id, run]): [string, number][] => (numbers.has(run) ? [[id, numberOf(run)]] : []));
  const fingerprints = [...new Set(Object.values(pages.known).map((known) => known.fingerprint))];
  const printNumbers = new Map(fingerprints.map((print, index) => [print, index]));
  return {
    schemaVersion: 2,
    since,
    listedAt,
    blindSince,
    ordersReadMs,
    deliveriesMs,
    isSurveyed,
    intents,
    unordered: youngOf(unordered, nowMs),
    undelivered: awaited(pages, nowMs),
    lanes,
    lives: kept.map(([run, { name, operation, attempt, fencedMs, leftMs }]) =>
      leftMs === null ? [run, name, operation, attempt, fencedMs] : [run, name, operation, attempt, fencedMs, leftMs],
    ),
    owners: keptOf(pages.owners),
    orders: keptOf(pages.orders),
    registry: Object.values(pages.registry).map((entry) => packedEntry(entry, numberOf)),
    fingerprints,
    known: Object.entries(pages.known).map(([resourceId, { fingerprint, firstSeenMs, mark, missed }]) => {
      const print = printNumbers.get(fingerprint) ?? 0;
      if (missed > 0) return [resourceId, print, firstSeenMs, mark, missed];
      return mark === null ? [resourceId, print, firstSeenMs] : [resourceId, print, firstSeenMs, mark];
    }),
  };
}

/** By then whoever lost an order at the same time has settled it, or asks a person. */
const UNORDERED_KEPT_MS = 24 * 60 * 60 * 1000;

const youngOf = (intents: DeskPages['unordered'], nowMs: number): DeskPages['unordered'] =>
  Object.fromEntries(Object.entries(intents).filter(([, { fencedMs }]) => nowMs - (fencedMs ?? 0) < UNORDERED_KEPT_MS));

/** A vendor keeps an unpaid order for a week; and whoever was ended from outside never says that nothing is awaited any more. */
const UNDELIVERED_KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Without what packages had ordered that left a while ago, or long ago: by then it has been brought, or is cancelled. */
export function awaited({ undelivered, lives }: DeskPages, nowMs: number): DeskPages['undelivered'] {
  const isAwaited = ([run, { fencedMs }]: [string, Intent]) => {
    const { leftMs } = lives[run] ?? { leftMs: 0 };
    return nowMs - (fencedMs ?? 0) < UNDELIVERED_KEPT_MS && (leftMs === null || nowMs - leftMs < UNORDERED_KEPT_MS);
  };
  return Object.fromEntries(Object.entries(undelivered).filter(isAwaited));
}

function packedEntry({ holder, watch, watchedSince, told, misses }: RegistryEntry, numberOf: (run: string) => number) {
  const { resourceId, orderId, mark, pace } = watch;
  const own = `${holder.firstExecutionRunId}-`;
  const shortMark = mark?.startsWith(own) ? Number(mark.slice(own.length)) : mark;
  const entry: PackedEntry = [
    numberOf(holder.firstExecutionRunId),
    pace,
    Date.parse(watchedSince),
    misses,
    told,
    resourceId,
    orderId,
    shortMark,
  ];
  return entry;
}

export function unpacked(from: PackedPages): DeskPages {
  const { since, listedAt, blindSince, ordersReadMs, deliveriesMs, isSurveyed, intents, lanes } = from;
  const holders: Holder[] = from.lives.map(([firstExecutionRunId, packageName]) => ({
    packageName,
    firstExecutionRunId,
  }));
  const runOf = (index: number): string => holders[index]?.firstExecutionRunId ?? '';
  return {
    since,
    listedAt,
    blindSince,
    ordersReadMs,
    deliveriesMs,
    isSurveyed,
    intents,
    unordered: from.unordered ?? {},
    undelivered: from.undelivered ?? {},
    lanes,
    lives: Object.fromEntries(
      from.lives.map(([run, name, operation, attempt, fencedMs, leftMs]) => [
        run,
        { name, operation, attempt, fencedMs, leftMs: leftMs ?? null },
      ]),
    ),
    owners: Object.fromEntries(from.owners.map(([resourceId, life]) => [resourceId, runOf(life)])),
    orders: Object.fromEntries(from.orders.map(([orderId, life]) => [orderId, runOf(life)])),
    registry: Object.fromEntries(from.registry.flatMap((entry) => unpackedEntry(entry, holders))),
    known: Object.fromEntries(
      from.known.map(([resourceId, print, firstSeenMs, mark, missed]) => [
        resourceId,
        { fingerprint: from.fingerprints[print] ?? '', firstSeenMs, mark: mark ?? null, missed: missed ?? 0 },
      ]),
    ),
  };
}

function unpackedEntry(
  [life, pace, watchedMs, misses, told, resourceId, orderId, shortMark]: PackedEntry,
  holders: readonly Holder[],
): [string, RegistryEntry][] {
  const holder = holders[life];
  if (holder === undefined) return [];
  const mark = typeof shortMark === 'number' ? `${holder.firstExecutionRunId}-${shortMark}` : shortMark;
  const watch: Watch = { resourceId, orderId, mark, pace };
  return [[holder.packageName, { holder, watch, watchedSince: new Date(watchedMs).toISOString(), told, misses }]];
}
