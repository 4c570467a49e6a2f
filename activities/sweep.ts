import { getClient, log } from '@temporalio/activity';
import { CloudReadError } from '../clouds/cloud-read-error.js';
import type { DeskView, SweepReport } from '../model/desk.js';
import { type DeskName, deskWorkflowId } from '../model/ids.js';
import { DESK_QUERY_VIEW } from '../model/workflow-inputs.js';
import { listRegion } from './list-region.js';
import type { Shown } from './shown.js';
import { type OrdersById, readWatchedOrders } from './sweep/orders.js';
import { tell } from './sweep/tell.js';

export interface SweepRegion {
  readonly desk: DeskName;
  /** The desk's clock before the sweep began: what it sees is at least as new as this. */
  readonly readAt: string;
  /** What the desk knows; null: too much for its history, so it is asked for it. */
  readonly view: DeskView | null;
  /** Whether the account's orders are due to be read as well. */
  readonly withOrders: boolean;
  /** Since when the list cannot be read, once that is worth telling the packages; null: it is not. */
  readonly blindSince: string | null;
}

/** A call to our own server that takes longer is lost: the next sweep repeats it. */
const CALL_MS = 15_000;
/** A list that showed at least this much and then shows nothing at all is a wrong site or a fault, not a clean-up. */
const EMPTY_IS_ODD_ABOVE = 2;

/**
 * One look at everything in a desk's region: pages the vendor's list once for all packages that wait there, and tells
 * each only what differs from what it was last told. The number of calls depends on the region's size, not on how
 * many packages wait or how many workers run.
 */
export async function sweepRegion({ desk, readAt, view, withOrders, blindSince }: SweepRegion): Promise<SweepReport> {
  const known = view ?? (await readView(desk));
  // Resources and orders come from two services of the vendor: one that cannot be read must not blind the other.
  const shown = await readOr<Shown>({ resources: [], complete: false }, () => listRegion(desk));
  const listing = trusted(shown.value, known);
  const orders = withOrders
    ? await readOr<OrdersById>(new Map(), () => readWatchedOrders(desk, known.registry, readAt))
    : { value: new Map(), problem: null };
  const listProblem = shown.problem ?? listing.problem;
  const told = await tell(known, listing.shown, orders.value, { readAt, blindSince });
  const hasMoved = shown.problem === null && !shown.value.complete;
  const report: SweepReport = {
    readAt,
    complete: listing.shown.complete,
    ...told,
    ...changesOf(listing.shown, known),
    resources: listing.shown.resources.length,
    ordersRead: withOrders && orders.problem === null,
    problem: listProblem ?? orders.problem,
    ...(hasMoved && orders.problem === null && { moved: true }),
  };
  log.debug('swept', { desk: deskWorkflowId(desk), resources: report.resources, told: Object.keys(told.told).length });
  return report;
}

/** What was read, or the fallback and why it could not be read. */
async function readOr<T>(fallback: T, read: () => Promise<T>): Promise<{ value: T; problem: string | null }> {
  try {
    return { value: await read(), problem: null };
  } catch (error) {
    if (!(error instanceof CloudReadError)) throw error;
    return { value: fallback, problem: `${error.code}: ${error.message}` };
  }
}

function readView(desk: DeskName): Promise<DeskView> {
  const client = getClient();
  const handle = client.workflow.getHandle(deskWorkflowId(desk));
  return client.withDeadline(Date.now() + CALL_MS, () => handle.query<DeskView>(DESK_QUERY_VIEW));
}

/** An incomplete listing still shows what it shows; it only proves nothing about the rest. */
function trusted(shown: Shown, view: DeskView): { shown: Shown; problem: string | null } {
  const knownCount = Object.keys(view.known).length;
  if (shown.complete && shown.resources.length === 0 && knownCount > EMPTY_IS_ODD_ABOVE) {
    const problem = `the list is empty, and it showed ${knownCount} resources before: taken for unreadable`;
    return { shown: { ...shown, complete: false }, problem };
  }
  if (shown.complete) return { shown, problem: null };
  return { shown, problem: 'the list changed while it was read, so it is not taken as complete' };
}

/** Only what differs from what the desk knows: its history must stay small. */
function changesOf(shown: Shown, view: DeskView): Pick<SweepReport, 'appeared' | 'unlisted' | 'relisted'> {
  const listed = new Set(shown.resources.map(({ resourceId }) => resourceId));
  const appeared = shown.resources
    .filter(({ phase }) => phase !== 'released')
    .filter(({ resourceId, fingerprint }) => view.known[resourceId] !== fingerprint)
    .map(({ resourceId, fingerprint, mark }) => [resourceId, { fingerprint, mark }] as const);
  return {
    appeared: Object.fromEntries(appeared),
    unlisted: shown.complete ? Object.keys(view.known).filter((resourceId) => !listed.has(resourceId)) : [],
    relisted: view.unlisted.filter((resourceId) => listed.has(resourceId)),
  };
}
