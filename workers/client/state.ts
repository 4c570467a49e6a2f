import { type Client, QueryNotRegisteredError, WorkflowNotFoundError } from '@temporalio/client';
import { type ListedPackage, toListed } from '../../activities/listing/rows.js';
import { describeRun } from '../../activities/listing/runs.js';
import { packageWorkflowId } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import type { PackageRow } from '../../model/row.js';
import { PACKAGE_QUERY_STATE } from '../../model/workflow-inputs.js';
import { grpcCodeOf } from './grpc-code.js';

/**
 * A query waits for a worker. One that was restarted answers only after the server has given up on its predecessor
 * (10 s, the sticky queue's limit); who waits longer has no worker.
 */
export const QUERY_LIMIT_MS = 12_000;

/** The newest life of a package by its name, straight from the server (no visibility lag). Null when there is none. */
export async function findPackage(client: Client, name: string): Promise<ListedPackage | null> {
  try {
    return toListed(await describeRun(client, packageWorkflowId(name)));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/**
 * Asks the workflow itself for everything it knows; works for ended ones as long as the server keeps them.
 * @returns null when no worker answered within a few seconds
 */
export async function readState(
  client: Client,
  row: { workflowId: string; runId: string },
): Promise<PackageState | null> {
  const handle = client.workflow.getHandle(row.workflowId, row.runId === '' ? undefined : row.runId);
  try {
    return await client.withDeadline(Date.now() + QUERY_LIMIT_MS, () =>
      handle.query<PackageState>(PACKAGE_QUERY_STATE),
    );
  } catch (error) {
    if (error instanceof QueryNotRegisteredError || isNoAnswer(error)) return null;
    throw error;
  }
}

/** gRPC: 4 deadline exceeded, 9 failed precondition (no worker has polled for long), 8 and 14: busy or away. */
function isNoAnswer(error: unknown): boolean {
  return [4, 8, 9, 14].includes(grpcCodeOf(error) ?? 0);
}

/**
 * What there is to show of a package: without a worker what was last written down. A workflow that was stopped from outside
 * does not know it; the row does.
 */
export function shownOf(row: PackageRow, state: PackageState | null): PackageRow | PackageState {
  return state === null ? row : { ...state, reason: state.reason ?? row.reason };
}
