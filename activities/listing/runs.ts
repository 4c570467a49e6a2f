import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { optionalTsToDate, requiredTsToDate } from '@temporalio/common/lib/time.js';
import type { temporal } from '@temporalio/proto';
import { MEMO_KEY, type RowMemo } from '../../model/row.js';
import {
  LEASE_ACCOUNT,
  LEASE_EXPIRES_AT,
  LEASE_PRODUCT,
  LEASE_REGION,
  LEASE_RESOURCE_ID,
  LEASE_STATUS,
  LEASE_WAITING,
} from '../../model/search-attributes.js';
import { readRowMemo } from './row-memo.js';

type ExecutionInfo = temporal.api.workflow.v1.IWorkflowExecutionInfo;
type Page = temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
type Payloads = Readonly<Record<string, Payload>>;

/** Search attributes of a package as the server gave them; null where it has none. */
export type LeaseAttributes = Readonly<
  Record<'product' | 'account' | 'region' | 'status' | 'waiting' | 'resourceId' | 'expiresAt', unknown>
>;

/** What a list and a description of one workflow have in common. */
export interface RunInfo {
  readonly workflowId: string;
  readonly runId: string;
  /** `stopped`: from outside, or by a failure, and how. `closed`: as it was meant to. */
  readonly state: 'running' | 'closed' | { readonly stopped: string };
  readonly startedAt: Date;
  readonly closedAt: Date | null;
  readonly attributes: LeaseAttributes;
  readonly memo: RowMemo;
}

/** By the number of `temporal.api.enums.v1.WorkflowExecutionStatus`; every other one has closed as it was meant to. */
const STATES: Readonly<Record<number, RunInfo['state']>> = {
  1: 'running',
  3: { stopped: 'ended by a failure' },
  4: { stopped: 'cancelled from outside' },
  5: { stopped: 'terminated' },
  7: { stopped: 'timed out' },
  // Paused: it goes on when somebody says so.
  8: 'running',
};

/**
 * Runs as visibility lists them. The SDK's own list reads every field of every run, waits for each, and asks for a page only
 * when the one before it is used up: of ten thousand packages that is most of the time. Here the next page is on its way
 * while this one is read, and of a run only what a row shows is.
 * @returns page by page: handed over one by one, ten thousand take longer than to be read
 */
export async function* listRuns(client: Client, query: string): AsyncGenerator<readonly RunInfo[]> {
  let coming: Promise<Page> | null = askFor(client, query, null);
  while (coming !== null) {
    const { executions, nextPageToken }: Page = await coming;
    coming = nextPageToken.length > 0 ? askFor(client, query, nextPageToken) : null;
    // It is waited for in the next turn; until then nobody is surprised that it fails.
    coming?.catch(() => undefined);
    // The request leaves before this page is read, which takes as long as the server needs for a part of the next one.
    await nextTurn();
    yield readPage(client, executions);
  }
}

function askFor(client: Client, query: string, nextPageToken: Uint8Array | null): Promise<Page> {
  const { namespace } = client.options;
  return client.workflowService.listWorkflowExecutions({ namespace, query, nextPageToken });
}

/** One run, as the server describes it. */
export async function describeRun(client: Client, workflowId: string): Promise<RunInfo> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  const [run] = await readPage(client, [raw.workflowExecutionInfo ?? {}]);
  if (run === undefined) throw new Error('one description is one run');
  return run;
}

async function readPage(client: Client, executions: readonly ExecutionInfo[]): Promise<readonly RunInfo[]> {
  const { payloadCodecs } = client.options.loadedDataConverter;
  const memos = executions.map(({ memo }) => memo?.fields?.[MEMO_KEY] ?? null);
  const there = memos.filter((memo) => memo !== null);
  let decoded: Payload[] = there;
  for (const codec of payloadCodecs.toReversed()) decoded = await codec.decode(decoded);
  const texts = decoded.values();
  return executions.map((info, index) => ({
    workflowId: info.execution?.workflowId ?? '',
    runId: info.execution?.runId ?? '',
    state: STATES[info.status ?? 0] ?? 'closed',
    startedAt: requiredTsToDate(info.startTime, 'startTime'),
    closedAt: optionalTsToDate(info.closeTime) ?? null,
    attributes: attributesOf(info.searchAttributes?.indexedFields ?? {}),
    memo: readRowMemo(memos[index] === null ? null : contentOf(texts.next().value)),
  }));
}

function attributesOf(fields: Payloads): LeaseAttributes {
  return {
    product: contentOf(fields[LEASE_PRODUCT.name]),
    account: contentOf(fields[LEASE_ACCOUNT.name]),
    region: contentOf(fields[LEASE_REGION.name]),
    status: contentOf(fields[LEASE_STATUS.name]),
    waiting: contentOf(fields[LEASE_WAITING.name]),
    resourceId: contentOf(fields[LEASE_RESOURCE_ID.name]),
    expiresAt: contentOf(fields[LEASE_EXPIRES_AT.name]),
  };
}

/** Always JSON, by the server's rule for search attributes and by our converter for memos; anything else is absent. */
function contentOf(payload: Payload | undefined): unknown {
  if (payload?.data == null || payload.data.length === 0) return null;
  try {
    return JSON.parse(textOf(payload.data));
  } catch {
    return null;
  }
}

/** Nearly always a buffer already, and of a hundred thousand another one each would be felt. */
function textOf(data: Uint8Array): string {
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString('utf8');
}
