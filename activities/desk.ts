import { getClient } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { DeskAnswer, DeskRequest, Holder } from '../model/desk.js';
import { type DeskName, packageWorkflowId } from '../model/ids.js';
import type { ResourceSeen } from '../model/observation.js';
import type { Settings } from '../model/settings.js';
import { deps } from './context.js';
import { digestOfSeen } from './sweep/told-digest.js';

export interface AskDesk {
  readonly desk: DeskName;
  readonly settings: Settings;
  readonly requests: readonly DeskRequest[];
  /** What the package has just seen by itself, so that no sweep needs to tell it. */
  readonly seen?: ResourceSeen;
}

/** Asks a desk, opening it when it does not run. All requests are answered together, in order. */
export function askDesk({ desk, settings, requests, seen }: AskDesk): Promise<DeskAnswer[]> {
  const knowing = (request: DeskRequest) =>
    request.kind === 'watch' && seen !== undefined ? { ...request, told: digestOfSeen(seen) } : request;
  return deps().desks.ask(getClient(), desk, settings, requests.map(knowing));
}

/** Whether nobody will ever speak for that life of a package again: its workflow was ended from outside, or is forgotten. */
export async function lifeIsOver({ packageName, firstExecutionRunId }: Holder): Promise<boolean> {
  const client = getClient();
  const handle = client.workflow.getHandle(packageWorkflowId(packageName));
  try {
    const { status, raw } = await client.withDeadline(Date.now() + CALL_MS, () => handle.describe());
    const { firstRunId } = raw.workflowExecutionInfo ?? {};
    // A later package of the same name: the one before must have ended to make room for it.
    if (firstRunId != null && firstRunId !== '' && firstRunId !== firstExecutionRunId) return true;
    // One that ends by itself says so at its desk, or hands over to its heir.
    return ENDED_FROM_OUTSIDE.has(status.name);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return true;
    throw error;
  }
}

const ENDED_FROM_OUTSIDE: ReadonlySet<string> = new Set(['TERMINATED', 'FAILED', 'TIMED_OUT', 'CANCELLED']);

/** A call to our own server that takes longer is lost, and tried again. */
const CALL_MS = 15_000;
