import type { Holder, LaneClaim, RegistryEntry, Watch } from '../model/desk.js';
import { cenFingerprint, ugnFingerprint, wuyingFingerprint } from '../model/fingerprint.js';
import type { ResourceSeen } from '../model/observation.js';
import type { PackageSpec } from '../model/package-spec.js';
import { type DeskPages, emptyPages, type Life, type PackedPages, unpacked } from './desk/pages.js';
import type { Inbox } from './inbox.js';
import type { LeaseState } from './lease-state.js';

/**
 * What a run is given was written by the build that ran before it, which may be of an earlier release, or of a later one
 * where somebody went back. Older states are lifted here to the present one, step by step.
 *
 * A newer one is refused with a plain Error on purpose: that fails the workflow task, which the server tries again
 * until a worker new enough takes it. An ApplicationFailure would end the workflow, and its package would be forgotten.
 */
const NEWEST_KNOWN = 2;

/** Everything a run of a package may be given. */
export type CarriedLease = LeaseV1 | LeaseState;

/** As builds before 2026-11-24 wrote it. */
export interface LeaseV1
  extends Omit<
    LeaseState,
    | 'schemaVersion'
    | 'orderIds'
    | 'alarm'
    | 'blindSince'
    | 'renewed'
    | 'switchOffAt'
    | 'seen'
    | 'watching'
    | 'inbox'
    | 'chapter'
  > {
  readonly schemaVersion: 1;
  readonly chapter: 'purchase' | 'delivery' | 'active';
  readonly seen: ResourceSeenV1 | null;
  /** The first of those builds kept a digest. */
  readonly watching: WatchV1 | string | null;
  readonly inbox: Omit<Inbox, 'resize' | 'wake'>;
}

type ResourceSeenV1 = Omit<ResourceSeen, 'name' | 'fingerprint'> & { readonly naturalKey: string | null };
type WatchV1 = Watch & { readonly naturalKey: string | null };

/**
 * The present state of a package.
 * @param fresh what a new package begins with: where a release adds a field, what is carried has none and takes this one
 * @throws Error (not an ApplicationFailure) when a newer release wrote it
 */
export function presentLease(carried: CarriedLease, fresh: LeaseState): LeaseState {
  refuseNewer('a package', carried.schemaVersion);
  const present = carried.schemaVersion === 1 ? liftedLease(carried) : carried;
  return { ...fresh, ...present, inbox: { ...fresh.inbox, ...present.inbox } };
}

function liftedLease({
  seen,
  watching,
  ...same
}: LeaseV1): Omit<Partial<LeaseState>, 'inbox'> & Pick<LeaseV1, 'inbox'> {
  return {
    ...same,
    schemaVersion: 2,
    orderIds: same.orderId === null ? [] : [same.orderId],
    seen: seen === null ? null : liftedResource(seen, same.spec),
    watching: watching === null || typeof watching === 'string' ? null : liftedWatch(watching),
  };
}

function liftedResource({ naturalKey, ...same }: ResourceSeenV1, spec: PackageSpec): ResourceSeen {
  return { ...same, name: null, fingerprint: fingerprintOf({ naturalKey, ...same }, spec) };
}

function fingerprintOf({ naturalKey, attachedTo, bandwidthMbps }: ResourceSeenV1, spec: PackageSpec): string {
  switch (spec.product) {
    case 'wuying':
      return wuyingFingerprint(attachedTo[0] ?? null, bandwidthMbps);
    case 'cen':
      return cenFingerprint(spec.order.geographicRegionAId, spec.order.geographicRegionBId, bandwidthMbps);
    case 'ugn':
      return ugnFingerprint(naturalKey ?? '');
  }
}

const liftedWatch = ({ resourceId, orderId, mark, pace }: WatchV1): Watch => ({ resourceId, orderId, mark, pace });

/** Everything a run of a desk may be given. */
export type CarriedPages = PagesV1 | PackedPages;

/** As builds before 2026-11-24 wrote it. */
export interface PagesV1 {
  readonly schemaVersion?: undefined;
  /** The first of those builds did not say. */
  readonly since?: string;
  readonly owners: Readonly<Record<string, HolderV1>>;
  readonly lanes: Readonly<Record<string, { holder: HolderV1; operation: number; until: LaneClaim['until'] }>>;
  readonly fences: Readonly<Record<string, { operation: number; attempt: number; since: string }>>;
  /** By workflow id. */
  readonly registry: Readonly<
    Record<string, Omit<RegistryEntry, 'holder' | 'watch'> & { holder: HolderV1; watch: WatchV1 }>
  >;
}

type HolderV1 = Holder & { readonly workflowId: string };

/**
 * The present pages of a desk.
 * @throws Error (not an ApplicationFailure) when a newer release wrote them
 */
export function presentPages(carried: CarriedPages | undefined, nowMs: number): DeskPages {
  if (carried === undefined) return emptyPages(nowMs);
  refuseNewer('a desk', carried.schemaVersion ?? 1);
  return carried.schemaVersion === undefined ? liftedPages(carried, nowMs) : unpacked(carried);
}

/** Listings were not remembered then: until the first one is made, no order of this desk knows what was there before. */
function liftedPages({ since, owners, lanes, fences, registry }: PagesV1, nowMs: number): DeskPages {
  const pages = emptyPages(nowMs);
  const entries = Object.values(registry);
  const inLanes = Object.entries(lanes);
  const holders = [
    ...Object.values(owners),
    ...inLanes.map(([, { holder }]) => holder),
    ...entries.map(({ holder }) => holder),
  ];
  const names = new Map(holders.map(({ firstExecutionRunId, packageName }) => [firstExecutionRunId, packageName]));
  const runs = new Set([...names.keys(), ...Object.keys(fences)]);
  return {
    ...pages,
    since: since ?? pages.since,
    owners: Object.fromEntries(
      Object.entries(owners).map(([id, { firstExecutionRunId }]) => [id, firstExecutionRunId]),
    ),
    lanes: Object.fromEntries(
      inLanes.map(([name, { holder, operation, until }]) => [
        name,
        { life: holder.firstExecutionRunId, operation, until },
      ]),
    ),
    lives: Object.fromEntries([...runs].map((run) => [run, lifeOf(names.get(run), fences[run])])),
    registry: Object.fromEntries(
      entries.map(({ holder: { packageName, firstExecutionRunId }, watch, ...same }) => [
        packageName,
        { ...same, holder: { packageName, firstExecutionRunId }, watch: liftedWatch(watch) },
      ]),
    ),
  };
}

/** Whether one that holds nothing has ended was not written down: its fence is kept for good, which only costs room. */
function lifeOf(name: string | undefined, fence: PagesV1['fences'][string] | undefined): Life {
  return {
    name: name ?? 'a package no longer known',
    operation: fence?.operation ?? 0,
    attempt: fence?.attempt ?? 0,
    fencedMs: fence === undefined ? 0 : Date.parse(fence.since),
    leftMs: null,
  };
}

function refuseNewer(what: string, version: number): void {
  if (version <= NEWEST_KNOWN) return;
  throw new Error(
    `This worker knows the memory of ${what} up to version ${NEWEST_KNOWN}, and a newer release wrote version ${version}. It waits for a worker of that release: start one, or make its version current again.`,
  );
}
