import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { packageWorkflowId, WORKFLOW_TYPES } from '../../model/ids.js';
import { PRODUCTS } from '../../model/product.js';
import type { PackageRow } from '../../model/row.js';
import {
  LEASE_ACCOUNT,
  LEASE_EXPIRES_AT,
  LEASE_PRODUCT,
  LEASE_REGION,
  LEASE_RESOURCE_ID,
  LEASE_STATUS,
  LEASE_WAITING,
} from '../../model/search-attributes.js';
import { isEnded, LEASE_STATUSES, WAITING_FOR } from '../../model/status.js';
import { readRowMemo } from './row-memo.js';

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
  const found = await listRuns(client, filter);
  // A filter may match a former life whose successor it does not match.
  const closed = found.filter((info) => info.status.name !== 'RUNNING').map((info) => info.workflowId);
  const isNarrow = Object.keys(filter).some((key) => key !== 'names');
  const successors = isNarrow && closed.length > 0 ? await listRuns(client, { names: closed.map(nameOf) }) : [];
  const newest = new Map<string, WorkflowExecutionInfo>();
  for (const info of [...found, ...successors]) {
    const known = newest.get(info.workflowId);
    if (known === undefined || info.startTime > known.startTime) newest.set(info.workflowId, info);
  }
  const matching = new Set(found.map((info) => info.runId));
  return [...newest.values()]
    .filter((info) => matching.has(info.runId))
    .map(toListed)
    .filter((listed) => listed !== null)
    .sort((one, other) => one.row.name.localeCompare(other.row.name));
}

async function listRuns(client: Client, filter: RowFilter): Promise<WorkflowExecutionInfo[]> {
  if (filter.names?.length === 0) return [];
  if (filter.names !== undefined && filter.names.length > NAMES_PER_QUERY) {
    const { names, ...rest } = filter;
    const first = await listRuns(client, { ...rest, names: names.slice(0, NAMES_PER_QUERY) });
    return [...first, ...(await listRuns(client, { ...rest, names: names.slice(NAMES_PER_QUERY) }))];
  }
  const found: WorkflowExecutionInfo[] = [];
  for await (const info of client.workflow.list({ query: toQuery(filter) })) found.push(info);
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

/** What a list and a description of one workflow have in common. */
export interface RunInfo
  extends Pick<WorkflowExecutionInfo, 'workflowId' | 'runId' | 'status' | 'startTime' | 'typedSearchAttributes'> {
  readonly memo?: Readonly<Record<string, unknown>> | undefined;
  readonly closeTime?: Date | undefined;
}

/**
 * Turns what Temporal knows of a run into a row, without asking its workflow.
 * @returns null for a run that carries none of our attributes yet: somebody started it by hand a moment ago
 */
export function toListed(info: RunInfo): ListedPackage | null {
  const attributes = info.typedSearchAttributes;
  const product = PRODUCTS.find((known) => known === attributes.get(LEASE_PRODUCT));
  if (product === undefined) return null;
  const status = LEASE_STATUSES.find((known) => known === attributes.get(LEASE_STATUS)) ?? 'Requested';
  const memo = readRowMemo(info.memo);
  const stopped = stoppedBy(info);
  return {
    closed: info.status.name !== 'RUNNING' || isEnded(status),
    startedAt: info.startTime,
    row: {
      name: nameOf(info.workflowId),
      product,
      account: attributes.get(LEASE_ACCOUNT) ?? '',
      region: attributes.get(LEASE_REGION) ?? '',
      status,
      waitingFor: WAITING_FOR.find((known) => known === attributes.get(LEASE_WAITING)) ?? null,
      resourceId: attributes.get(LEASE_RESOURCE_ID) ?? null,
      expiresAt: attributes.get(LEASE_EXPIRES_AT)?.toISOString() ?? null,
      workflowId: info.workflowId,
      runId: info.runId,
      ...memo,
      reason: stopped !== null && !isEnded(status) ? stopped : memo.reason,
    },
  };
}

function stoppedBy(info: RunInfo): string | null {
  const how = {
    TERMINATED: 'terminated',
    FAILED: 'ended by a failure',
    TIMED_OUT: 'timed out',
    CANCELLED: 'cancelled from outside',
  } as const;
  const name = info.status.name;
  if (name !== 'TERMINATED' && name !== 'FAILED' && name !== 'TIMED_OUT' && name !== 'CANCELLED') return null;
  const when = info.closeTime === undefined ? '' : ` on ${info.closeTime.toISOString()}`;
  return `its workflow was ${how[name]}${when}; nobody watches it any more`;
}

export function nameOf(workflowId: string): string {
  return workflowId.slice(packageWorkflowId('').length);
}
