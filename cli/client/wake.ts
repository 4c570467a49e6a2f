import {
  type Client,
  type WorkflowExecutionDescription,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { mapLimited } from '../../model/map-limited.js';
import { WAKE, type WakeAnswer } from '../../model/workflow-inputs.js';

/** What became of waking one package or desk. */
export interface Woken {
  readonly workflowId: string;
  /**
   * `begun`: it is in a new run. `later`: it is busy, and begins one when that has ended. `unanswered`: no worker took the
   * message in time. `ended`: there is nothing to wake.
   */
  readonly result: 'begun' | 'later' | 'unanswered' | 'ended';
  /** Why it is not in a new run yet, one sentence; null when it is. */
  readonly reason: string | null;
  /** The builds it ran on before and runs on now; null where workers are unversioned. */
  readonly from: string | null;
  readonly to: string | null;
}

/** A rollout wakes thousands: few at once, so that orders under way hardly notice. */
const AT_ONCE = 10;
const ANSWER_LIMIT_MS = 15_000;
const BEGIN_LIMIT_MS = 20_000;
/** Started; task scheduled, started. */
const FIRST_TASK_DONE = 3;
const LOOK_AGAIN_MS = 100;

/** Wakes each of these workflows to a new run, a few at a time, in order. */
export function wakeAll(client: Client, workflowIds: readonly string[]): Promise<Woken[]> {
  return mapLimited(workflowIds, AT_ONCE, (workflowId) => wake(client, workflowId));
}

async function wake(client: Client, workflowId: string): Promise<Woken> {
  const before = await describe(client, workflowId);
  if (before === null || before.status.name !== 'RUNNING') {
    return { workflowId, result: 'ended', reason: 'It does not run.', from: null, to: null };
  }
  const from = buildOf(before);
  try {
    const answer = await client.withDeadline(Date.now() + ANSWER_LIMIT_MS, () =>
      client.workflow.getHandle(workflowId).executeUpdate<WakeAnswer, []>(WAKE),
    );
    if (answer.begins === 'later') return { workflowId, result: 'later', reason: answer.busyWith, from, to: from };
  } catch (error) {
    const reason = whyUnanswered(error, from);
    if (reason === null) throw error;
    // One that began its new run in the very moment may have dropped the answer.
    const now = await describe(client, workflowId);
    if (now === null || now.runId === before.runId) {
      // Unlike an update, a signal waits for a worker however long it takes.
      if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
        await client.workflow.getHandle(workflowId).signal(WAKE);
      return { workflowId, result: 'unanswered', reason, from, to: from };
    }
  }
  return begun(client, before, from);
}

async function begun(client: Client, before: WorkflowExecutionDescription, from: string | null): Promise<Woken> {
  const { workflowId, runId } = before;
  for (const deadlineMs = Date.now() + BEGIN_LIMIT_MS; ; ) {
    const now = await describe(client, workflowId);
    // Until a worker has done its first task, a new run shows the build of the one before.
    if (now !== null && now.runId !== runId && now.historyLength > FIRST_TASK_DONE) {
      return { workflowId, result: 'begun', reason: null, from, to: buildOf(now) };
    }
    if (Date.now() > deadlineMs) {
      const reason = `It agreed, and ${BEGIN_LIMIT_MS / 1000} s later its new run has not begun: see whether workers of the current version run.`;
      return { workflowId, result: 'unanswered', reason, from, to: from };
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

async function describe(client: Client, workflowId: string): Promise<WorkflowExecutionDescription | null> {
  try {
    return await client.workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

function buildOf({ raw }: WorkflowExecutionDescription): string | null {
  return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId ?? null;
}

function whyUnanswered(error: unknown, build: string | null): string | null {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    const where = build === null ? 'No worker answered' : `No worker of build ${build} answered`;
    return `${where} within ${ANSWER_LIMIT_MS / 1000} s; start one; the wish waits for it.`;
  }
  if (error instanceof WorkflowUpdateFailedError) {
    return `The build it runs on could not wake it (${error.cause?.message ?? error.message}); it begins a new run at its next term.`;
  }
  return null;
}
