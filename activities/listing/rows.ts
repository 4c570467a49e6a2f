import type { Client } from '@temporalio/client';
import { packageWorkflowId, WORKFLOW_TYPES } from '../../model/ids.js';
import { PRODUCTS } from '../../model/product.js';
import type { PackageRow } from '../../model/row.js';
import { isEnded, LEASE_STATUSES, WAITING_FOR } from '../../model/status.js';
import { listRuns, type RunInfo } from './runs.js';

/** A row and what only the lister needs to know about the run behind it. */
export interface ListedPackage {
  readonly row: PackageRow;
  /** True when the workflow has closed, or has nothing left to do. */
  readonly closed: boolean;
  readonly startedAt: Date;
}

export interface RowFilter {
  readonly status?: string;
  readonly waiting?: string;
  readonly product?: string;
  readonly account?: string;
  readonly expiresBefore?: Date;
  readonly names?: readonly string[];
  /** Only what waits for something or is under way: a short list, however long the whole one is. */
  readonly moving?: boolean;
}

/** Temporal takes long queries, but not endless ones. */
const NAMES_PER_QUERY = 50;

/**
 * Lists packages from visibility and memo alone: no workflow is asked, so it costs the same whether workers run or not.
 * Of several lives of one name only the newest is shown. Visibility follows the truth by up to about two seconds.
 */
export async function listPackages(client: Client, filter: RowFilter = {}): Promise<readonly ListedPackage[]> {
  const found = await findRuns(client, filter);
  // A filter may match a former life whose successor it does not match.
  const closed = found.filter(({ state }) => state !== 'running').map(({ workflowId }) => workflowId);
  const isNarrow = Object.keys(filter).some((key) => key !== 'names');
  const successors = isNarrow && closed.length > 0 ? await findRuns(client, { names: closed.map(nameOf) }) : [];
  const newest = new Map<string, RunInfo>();
  for (const run of [...found, ...successors]) {
    const known = newest.get(run.workflowId);
    if (known === undefined || run.startedAt > known.startedAt) newest.set(run.workflowId, run);
  }
  const matching = new Set(found.map(({ runId }) => runId));
  return [...newest.values()]
    .filter(({ runId }) => matching.has(runId))
    .map(toListed)
    .filter((listed) => listed !== null)
    .sort((one, other) => one.row.name.localeCompare(other.row.name));
}

async function findRuns(client: Client, filter: RowFilter): Promise<RunInfo[]> {
  if (filter.names?.length === 0) return [];
  if (filter.names !== undefined && filter.names.length > NAMES_PER_QUERY) {
    const { names, ...rest } = filter;
    const first = await findRuns(client, { ...rest, names: names.slice(0, NAMES_PER_QUERY) });
    return [...first, ...(await findRuns(client, { ...rest, names: names.slice(NAMES_PER_QUERY) }))];
  }
  const found: RunInfo[] = [];
  for await (const page of listRuns(client, toQuery(filter))) found.push(...page);
  return found;
}

/** Values reach the query as quoted text; quotes inside are doubled by the grammar's rule, so nothing can break out. */
function toQuery(filter: RowFilter): string {
  const parts = [`WorkflowType = ${quote(WORKFLOW_TYPES.package)}`, `ExecutionStatus != 'ContinuedAsNew'`];
  if (filter.status !== undefined) parts.push(`LeaseStatus = ${quote(filter.status)}`);
  if (filter.waiting !== undefined) parts.push(`LeaseWaiting = ${quote(filter.waiting)}`);
  if (filter.product !== undefined) parts.push(`LeaseProduct = ${quote(filter.product)}`);
  if (filter.account !== undefined) parts.push(`LeaseAccount = ${quote(filter.account)}`);
  if (filter.expiresBefore !== undefined) {
    parts.push(`LeaseExpiresAt < ${quote(filter.expiresBefore.toISOString())}`);
  }
  if (filter.moving === true) {
    const quiet = LEASE_STATUSES.filter((status) => status === 'Active' || isEnded(status)).map(quote);
    parts.push(`(LeaseWaiting IS NOT NULL OR LeaseStatus NOT IN (${quiet.join(', ')}))`);
  }
  if (filter.names !== undefined) {
    parts.push(`WorkflowId IN (${filter.names.map((name) => quote(packageWorkflowId(name))).join(', ')})`);
  }
  return parts.join(' AND ');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * Turns what Temporal knows of a run into a row, without asking its workflow.
 * @returns null for a run that carries none of our attributes yet: somebody started it by hand a moment ago
 */
export function toListed(run: RunInfo): ListedPackage | null {
  const { workflowId, runId, attributes, memo } = run;
  const product = PRODUCTS.find((known) => known === attributes.product);
  if (product === undefined) return null;
  const status = LEASE_STATUSES.find((known) => known === attributes.status) ?? 'Requested';
  const stopped = stoppedBy(run);
  return {
    closed: run.state !== 'running' || isEnded(status),
    startedAt: run.startedAt,
    row: {
      name: nameOf(workflowId),
      product,
      account: textOf(attributes.account) ?? '',
      region: textOf(attributes.region) ?? '',
      status,
      waitingFor: WAITING_FOR.find((known) => known === attributes.waiting) ?? null,
      resourceId: textOf(attributes.resourceId),
      expiresAt: instantOf(attributes.expiresAt),
      workflowId,
      runId,
      ...memo,
      reason: stopped !== null && !isEnded(status) ? stopped : memo.reason,
    },
  };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The server writes an instant with as many decimals as it has. */
function instantOf(value: unknown): string | null {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

function stoppedBy({ state, closedAt }: RunInfo): string | null {
  if (typeof state === 'string') return null;
  const when = closedAt === null ? '' : ` on ${closedAt.toISOString()}`;
  return `its workflow was ${state.stopped}${when}; nobody watches it any more`;
}

export function nameOf(workflowId: string): string {
  return workflowId.slice(packageWorkflowId('').length);
}
