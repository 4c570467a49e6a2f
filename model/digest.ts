import type { DeskSight } from './desk.js';
import type { DeskName } from './ids.js';
import type { PackageRow } from './row.js';
import { isEnded, type LeaseStatus, type NextStep, type WaitingFor, waitsForPerson } from './status.js';

/** How all packages stand, once a day. It is sent like a notice, with a `kind` of its own. */
export interface Digest {
  /** The same for every delivery of the same digest: `digest/<at>`. */
  readonly key: string;
  readonly kind: 'digest';
  /** When it was put together, ISO 8601 UTC. */
  readonly at: string;
  /** One sentence with every number that matters, for whoever reads no further. */
  readonly what: string;
  /** Packages whose life goes on. */
  readonly packages: number;
  /** How many of them have each status; statuses nobody has are left out. */
  readonly statuses: Readonly<Partial<Record<LeaseStatus, number>>>;
  /** What waits for a person, longest first. */
  readonly waiting: DigestList<DigestPackage>;
  /** What ends within 30 days or has run past its end, soonest first. */
  readonly ending: DigestList<DigestPackage>;
  /** Packages whose workflow was stopped from outside: nobody watches them any more. */
  readonly unwatched: DigestList<DigestPackage>;
  /** What nobody owns, oldest first, as far as the desks' newest listings show it. */
  readonly strays: DigestList<DigestStray>;
  /** Desks that cannot read their vendor's list to its end (`since`), or that did not answer (`since` null). */
  readonly blind: DigestList<DigestBlindDesk>;
}

/** A message must fit into a workflow's history, and nobody reads thousands of lines. */
export interface DigestList<Item> {
  readonly count: number;
  /** The first 200. */
  readonly items: readonly Item[];
}

export interface DigestPackage
  extends Pick<PackageRow, 'name' | 'product' | 'account' | 'region' | 'status' | 'labels' | 'expiresAt' | 'price'> {
  readonly waitingFor: WaitingFor;
  /** Since when it waits; null where it waits for nothing, or began to before this was written down. */
  readonly waitingSince: string | null;
  readonly nextStep: NextStep | null;
  readonly reason: string | null;
}

export interface DigestStray extends DeskName {
  readonly resourceId: string;
  readonly firstSeenAt: string;
}

export interface DigestBlindDesk extends DeskName {
  readonly since: string | null;
  /** When the newest complete listing began; null: there was none, or the desk did not answer. */
  readonly listedAt: string | null;
}

/** A running desk and what it sees; null when it did not answer. */
export interface SightedDesk {
  readonly desk: DeskName;
  readonly sight: DeskSight | null;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const ENDING_DAYS = 30;
const ITEMS_MAX = 200;

/** Puts the digest together. A package is `closed` when its workflow has closed or has nothing left to do. */
export function digestOf(
  listed: readonly { readonly row: PackageRow; readonly closed: boolean }[],
  desks: readonly SightedDesk[],
  now: Date,
): Digest {
  const running = listed.filter(({ closed }) => !closed).map(({ row }) => row);
  const stopped = listed.filter(({ row, closed }) => closed && !isEnded(row.status)).map(({ row }) => row);
  const horizon = new Date(now.getTime() + ENDING_DAYS * DAY_MS).toISOString();
  const numbers = {
    packages: running.length,
    statuses: countStatuses(running),
    waiting: listOf(
      running.filter(({ waitingFor }) => waitsForPerson(waitingFor)),
      ({ waitingSince }) => waitingSince,
    ),
    ending: listOf(
      running.filter(({ expiresAt }) => expiresAt !== null && expiresAt <= horizon),
      ({ expiresAt }) => expiresAt,
    ),
    unwatched: listOf(stopped, ({ name }) => name),
  };
  const strays = first(
    desks
      .flatMap(({ desk, sight }) => (sight?.strays ?? []).map((stray) => ({ ...desk, ...stray })))
      .sort((one, other) => one.firstSeenAt.localeCompare(other.firstSeenAt)),
  );
  const blind = first(
    desks
      .filter(({ sight }) => sight === null || sight.blindSince !== null)
      .map(({ desk, sight }) => ({ ...desk, since: sight?.blindSince ?? null, listedAt: sight?.listedAt ?? null })),
  );
  const at = now.toISOString();
  const content = { ...numbers, strays, blind };
  return { key: `digest/${at}`, kind: 'digest', at, what: sentenceOf(content), ...content };
}

type Content = Omit<Digest, 'key' | 'kind' | 'at' | 'what'>;

function sentenceOf({ packages, waiting, ending, unwatched, strays, blind }: Content): string {
  const parts = [
    `${counted(packages, 'package', 'packages')}`,
    waiting.count === 0 ? 'nothing waits for a person' : `${counted(waiting.count, 'waits', 'wait')} for a person`,
    ending.count === 0
      ? `nothing ends within ${ENDING_DAYS} days`
      : `${counted(ending.count, 'ends', 'end')} within ${ENDING_DAYS} days`,
    ...(unwatched.count === 0 ? [] : [`${counted(unwatched.count, 'is', 'are')} NOT WATCHED any more`]),
    ...(strays.count === 0 ? [] : [`${counted(strays.count, 'stray', 'strays')} that nobody owns`]),
    ...(blind.count === 0 ? [] : [`${counted(blind.count, 'place', 'places')} cannot be seen`]),
  ];
  return parts.join('; ');
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function countStatuses(rows: readonly PackageRow[]): Digest['statuses'] {
  const counts: Partial<Record<LeaseStatus, number>> = {};
  for (const { status } of rows) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** In the order of a text; those that have none come first, because nothing says that they can wait. */
function listOf(rows: readonly PackageRow[], key: (row: PackageRow) => string | null): DigestList<DigestPackage> {
  const ordered = rows.toSorted((one, other) => (key(one) ?? '').localeCompare(key(other) ?? ''));
  return first(ordered.map(toDigestPackage));
}

function first<Item>(items: readonly Item[]): DigestList<Item> {
  return { count: items.length, items: items.slice(0, ITEMS_MAX) };
}

function toDigestPackage(row: PackageRow): DigestPackage {
  const { name, product, account, region, status, labels, expiresAt, price } = row;
  const { waitingFor, waitingSince, nextStep, reason } = row;
  return {
    name,
    product,
    account,
    region,
    status,
    labels,
    expiresAt,
    price,
    waitingFor,
    waitingSince,
    nextStep,
    reason,
  };
}
