import { log } from '@temporalio/activity';
import { CloudReadError } from '../clouds/cloud-read-error.js';
import { CLOCKS_APART_MS } from '../model/clocks.js';
import type { DeskName } from '../model/ids.js';
import type { ResourceSeen } from '../model/observation.js';
import type { TraceOfOrder, TraceOfResource, Traces } from '../model/traces.js';
import { listRegion } from './list-region.js';
import type { OrdersFound } from './orders-found.js';
import { searchOrders } from './search-orders.js';
import type { Shown } from './shown.js';

export interface SearchTraces {
  readonly desk: DeskName;
  /** What the operation's result carries wherever marks are shown. */
  readonly mark: string;
  /** The resource it would have made; null where it makes none. */
  readonly resource: TraceOfResource | null;
  /** The order it would have made; null where the vendor shows none. */
  readonly order: TraceOfOrder | null;
  /** When the operation began, by the workflow's clock. */
  readonly begunAt: string;
  readonly now: string;
}

/**
 * Looks for what an attempt whose answer was lost may have left behind: in the vendor's list of resources and among the
 * account's orders. Only what fits is returned, and whether everything was read to its end.
 */
export async function searchTraces(search: SearchTraces): Promise<Traces> {
  const { resource, order } = search;
  // Resources and orders come from two services of the vendor: one that cannot be read must not blind the other.
  const shown = resource === null ? null : await readOr(NOTHING_LISTED, () => listRegion(search.desk));
  const orders = order === null ? null : await readOr(NO_ORDERS, () => searchOrders({ ...search, order }));
  const resources = shown?.resources ?? [];
  const isLikely = (seen: ResourceSeen) => resource !== null && isLike(seen, resource, search.begunAt);
  const isOwn = (seen: ResourceSeen) => seen.mark === search.mark;
  // An order for something that is listed, and is not like what was wanted, is an order for that.
  const isAnothers = (resourceId: string) =>
    resource !== null && resources.some((seen) => seen.resourceId === resourceId && !isLikely(seen) && !isOwn(seen));
  return {
    markedResource: resources.find(isOwn) ?? null,
    likeResources: resources.filter(isLikely),
    markedOrder: orders?.marked ?? null,
    likeOrders: (orders?.like ?? []).filter(({ resourceIds }) => !resourceIds.some(isAnothers)),
    ordered: orders?.named ?? [],
    complete: (shown?.complete ?? true) && (orders?.complete ?? true),
    // A wrong site or product code looks empty too: only a path that shows something can show that something is missing.
    control: (shown === null || resources.length > 0) && (orders?.control ?? true),
  };
}

const NOTHING_LISTED: Shown = { resources: [], complete: false };
const NO_ORDERS: OrdersFound = { marked: null, like: [], named: [], complete: false, control: false };

/** What cannot be read is an incomplete reading: it shows nothing and proves nothing. */
async function readOr<T>(fallback: T, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof CloudReadError)) throw error;
    log.warn('a search is incomplete', { code: error.code, reason: error.message });
    return fallback;
  }
}

/** True for an unmarked resource that agrees in everything it shows. What it does not show excludes nothing. */
function isLike(seen: ResourceSeen, wanted: TraceOfResource, begunAt: string): boolean {
  const { mark, phase, fingerprint, createdAt, expiresAt, name } = seen;
  if (mark !== null || phase === 'releasing' || phase === 'released') return false;
  if (fingerprint !== wanted.fingerprint) return false;
  if (createdAt !== null && Date.parse(createdAt) < Date.parse(begunAt) - CLOCKS_APART_MS) return false;
  if (wanted.name !== null && name !== null && name !== wanted.name) return false;
  if (wanted.termDays === null || createdAt === null) return true;
  if (wanted.termDays === 0) return expiresAt === null;
  if (expiresAt === null) return false;
  const days = (Date.parse(expiresAt) - Date.parse(createdAt)) / DAY_MS;
  // Months differ in length, and a vendor's day ends at its own midnight.
  return Math.abs(days - wanted.termDays) <= 3 + wanted.termDays / 10;
}

const DAY_MS = 24 * 60 * 60 * 1000;
