import { createHash } from 'node:crypto';
import { activityInfo, cancellationSignal, getClient, log } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/common';
import { CloudReadError } from '../clouds/cloud-read-error.js';
import { assertNever } from '../model/assert-never.js';
import type { RegistryEntry, SweepReport } from '../model/desk.js';
import { type DeskName, deskWorkflowId } from '../model/ids.js';
import type { Observation, OrderSeen, ResourceSeen } from '../model/observation.js';
import { DESK_QUERY_REGISTRY, PACKAGE_SIGNAL_OBSERVED } from '../model/workflow-inputs.js';
import { getOrderDetail } from './bss.js';
import { describeCenBandwidthPackages } from './cen.js';
import { alibaba } from './context.js';
import { describeNetworkPackages } from './ecd.js';
import { orderSeen } from './seen/order.js';
import type { Shown } from './shown.js';
import { listSimpleBwPackage } from './ugn.js';

export interface SweepRegion {
  readonly desk: DeskName;
  /** The desk's clock before the sweep began: what it sees is at least as new as this. */
  readonly readAt: string;
}

/** A resource is called absent only after this many complete listings in a row did not show it. */
const MISSES_FOR_ABSENT = 2;
/** Up to so many open orders are asked for one by one; more are read as the account's list, 20 a page. */
const ORDERS_ONE_BY_ONE = 4;
/** Orders are made before they are watched, and the vendor's clock may differ from ours. */
const ORDER_WINDOW_MARGIN_MS = 2 * 60 * 60 * 1000;
const SIGNALS_AT_ONCE = 50;
/** A call to our own server that takes longer is lost: the next sweep repeats it. */
const CALL_MS = 15_000;

/**
 * One look at everything in a desk's region: pages the vendor's list once for all packages that wait there, and tells
 * each only what differs from what it was last told. The number of calls depends on the region's size, not on how
 * many packages wait or how many workers run.
 */
export async function sweepRegion({ desk, readAt }: SweepRegion): Promise<SweepReport> {
  const registry = await readRegistry(desk);
  // Resources and orders come from two services of the vendor: one that cannot be read must not blind the other.
  const shown = await readOr<Shown>({ resources: [], complete: false }, () => listRegion(desk));
  const orders = await readOr<OrdersById>(new Map(), () => readOrders(desk, registry, readAt));
  const report = await tell(registry, shown.value, orders.value, readAt);
  const told = Object.keys(report.told).length;
  log.debug('swept', { desk: deskWorkflowId(desk), resources: report.resources, told });
  return { ...report, problem: shown.problem ?? orders.problem };
}

type OrdersById = ReadonlyMap<string, OrderSeen>;

/** What was read, or the fallback and why it could not be read. */
async function readOr<T>(fallback: T, read: () => Promise<T>): Promise<{ value: T; problem: string | null }> {
  try {
    return { value: await read(), problem: null };
  } catch (error) {
    if (!(error instanceof CloudReadError)) throw error;
    return { value: fallback, problem: `${error.code}: ${error.message}` };
  }
}

function readRegistry(desk: DeskName): Promise<RegistryEntry[]> {
  const client = getClient();
  const handle = client.workflow.getHandle(deskWorkflowId(desk));
  return client.withDeadline(Date.now() + CALL_MS, () => handle.query<RegistryEntry[]>(DESK_QUERY_REGISTRY));
}

function listRegion({ account, product, region }: DeskName): Promise<Shown> {
  switch (product) {
    case 'wuying':
      return describeNetworkPackages({ account, regionId: region });
    case 'cen':
      return describeCenBandwidthPackages({ account });
    case 'ugn':
      return listSimpleBwPackage({ account, projectId: region });
    default:
      return assertNever(product);
  }
}

async function readOrders(
  { account, product }: DeskName,
  registry: readonly RegistryEntry[],
  readAt: string,
): Promise<OrdersById> {
  const open = registry.filter((entry) => entry.watch.orderId !== null);
  const orderIds = [...new Set(open.map((entry) => entry.watch.orderId ?? ''))];
  if (product === 'ugn' || orderIds.length === 0) return new Map();
  if (orderIds.length <= ORDERS_ONE_BY_ONE) {
    const seen = await Promise.all(orderIds.map((orderId) => getOrderDetail({ account, orderId })));
    return new Map(seen.filter((order) => order !== null).map((order) => [order.orderId, order]));
  }
  const oldestMs = Math.min(...open.map((entry) => Date.parse(entry.watchedSince)));
  const { items } = await alibaba(account).bss.queryAllOrders(
    {
      CreateTimeStart: vendorTime(oldestMs - ORDER_WINDOW_MARGIN_MS),
      CreateTimeEnd: vendorTime(Date.parse(readAt) + ORDER_WINDOW_MARGIN_MS),
    },
    { signal: cancellationSignal() },
  );
  const found = orderIds.map((orderId) => orderSeen(items.filter((order) => order.OrderId === orderId)));
  return new Map(found.filter((order) => order !== null).map((order) => [order.orderId, order]));
}

/** `2026-11-21T22:00:00Z`: BSS takes no milliseconds. */
const vendorTime = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 19)}Z`;

async function tell(
  registry: readonly RegistryEntry[],
  shown: Shown,
  orders: OrdersById,
  readAt: string,
): Promise<SweepReport> {
  const byId = new Map(shown.resources.map((resource) => [resource.resourceId, resource]));
  const byMark = new Map(shown.resources.filter((seen) => seen.mark !== null).map((seen) => [seen.mark, seen]));
  const told: Record<string, string> = {};
  const misses: Record<string, number> = {};
  const gone: string[] = [];
  const news: { entry: RegistryEntry; observation: Observation; digest: string }[] = [];
  for (const entry of registry) {
    const { watch, holder } = entry;
    const resource = watch.resourceId === null ? byMark.get(watch.mark) : byId.get(watch.resourceId);
    const missed = missesOf(entry, resource, shown.complete);
    if (missed !== entry.misses) misses[holder.workflowId] = missed;
    const observation: Observation = {
      readAt,
      resource: resource ?? null,
      absent: missed >= MISSES_FOR_ABSENT,
      order: watch.orderId === null ? null : (orders.get(watch.orderId) ?? null),
    };
    const digest = digestOf(observation);
    const isNews = observation.resource !== null || observation.absent || observation.order !== null;
    if (isNews && digest !== entry.told) news.push({ entry, observation, digest });
  }
  for (let next = 0; next < news.length; next += SIGNALS_AT_ONCE) {
    await Promise.all(
      news.slice(next, next + SIGNALS_AT_ONCE).map(async ({ entry, observation, digest }) => {
        const { workflowId } = entry.holder;
        if (await signal(entry, observation)) told[workflowId] = digest;
        else gone.push(workflowId);
      }),
    );
  }
  return { readAt, complete: shown.complete, told, misses, gone, resources: shown.resources.length, problem: null };
}

const SHOWN_BEFORE = 'r';

/** Only what was shown once can be missed: an unpaid package is hidden, a new one is not listed yet. */
function missesOf(entry: RegistryEntry, resource: ResourceSeen | undefined, complete: boolean): number {
  if (resource !== undefined) return 0;
  const wasShown = entry.told?.startsWith(SHOWN_BEFORE) ?? false;
  return complete && (wasShown || entry.misses > 0) ? entry.misses + 1 : entry.misses;
}

function digestOf({ resource, absent, order }: Observation): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([resource, absent, order]))
    .digest('hex')
    .slice(0, 12);
  return `${resource === null ? '-' : SHOWN_BEFORE}${hash}`;
}

/** @returns false when that life of the package is over */
async function signal(entry: RegistryEntry, observation: Observation): Promise<boolean> {
  const { workflowId, firstExecutionRunId } = entry.holder;
  try {
    const client = getClient();
    const handle = client.workflow.getHandle(workflowId, undefined, { firstExecutionRunId });
    await client.withDeadline(Date.now() + CALL_MS, () => handle.signal(PACKAGE_SIGNAL_OBSERVED, observation));
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    log.warn('could not tell a package what was seen', { workflowId, activity: activityInfo().activityId, error });
    throw error;
  }
}
