import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { optionalTsToDate, requiredTsToDate } from '@temporalio/common/lib/time.js';
import type { temporal } from '@temporalio/proto';
import { MEMO_KEY } from '../../model/row.js';
import {
  LEASE_ACCOUNT,
  LEASE_EXPIRES_AT,
  LEASE_PRODUCT,
  LEASE_REGION,
  LEASE_RESOURCE_ID,
  LEASE_STATUS,
  LEASE_WAITING,
} from '../../model/search-attributes.js';

type ExecutionInfo = temporal.api.workflow.v1.IWorkflowExecutionInfo;
type Page = temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
type Payloads = Readonly<Record<string, Payload>>;

const ATTRIBUTES = {
  product: LEASE_PRODUCT.name,
  account: LEASE_ACCOUNT.name,
  region: LEASE_REGION.name,
  status: LEASE_STATUS.name,
  waiting: LEASE_WAITING.name,
  resourceId: LEASE_RESOURCE_ID.name,
  expiresAt: LEASE_EXPIRES_AT.name,
} as const;
const ATTRIBUTE_NAMES = Object.entries(ATTRIBUTES);

/** Search attributes of a package as the server gave them; absent where it has none. */
export type LeaseAttributes = Readonly<Partial<Record<keyof typeof ATTRIBUTES, unknown>>>;

/** What a list and a description of one workflow have in common. */
export interface RunInfo {
  readonly workflowId: string;
  readonly runId: string;
  /** `stopped`: from outside, or by a failure, and how. `closed`: as it was meant to. */
  readonly state: 'running' | 'closed' | { readonly stopped: string };
  readonly startedAt: Date;
  readonly closedAt: Date | null;
  readonly attributes: LeaseAttributes;
  /** Our part of its memo, unchecked. */
  readonly memo: unknown;
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
 */
export async function* listRuns(client: Client, query: string): AsyncGenerator<RunInfo> {
  let coming: Promise<Page> | null = askFor(client, query, null);
  while (coming !== null) {
    const { executions, nextPageToken }: Page = await coming;
    coming = nextPageToken.length > 0 ? askFor(client, query, nextPageToken) : null;
    // It is waited for in the next turn; until then nobody is surprised that it fails.
    coming?.catch(() => undefined);
    yield* await readPage(client, executions);
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
    memo: memos[index] === null ? null : contentOf(texts.next().value),
  }));
}

function attributesOf(fields: Payloads): LeaseAttributes {
  return Object.fromEntries(ATTRIBUTE_NAMES.map(([name, field]) => [name, contentOf(fields[field])]));
}

/** Always JSON, by the server's rule for search attributes and by our converter for memos; anything else is absent. */
function contentOf(payload: Payload | undefined): unknown {
  if (payload?.data == null || payload.data.length === 0) return null;
  const { buffer, byteOffset, byteLength } = payload.data;
  try {
    return JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString('utf8'));
  } catch {
    return null;
  }
}
