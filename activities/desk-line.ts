import { randomUUID } from 'node:crypto';
import {
  type Client,
  WithStartWorkflowOperation,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { DeskAnswer, DeskRequest } from '../model/desk.js';
import { type DeskName, deskWorkflowId, MAIN_QUEUE, WORKFLOW_TYPES } from '../model/ids.js';
import type { Settings } from '../model/settings.js';
import { DESK_UPDATE, type DeskInput } from '../model/workflow-inputs.js';

/** The server takes 10 updates in flight and 2,000 a run; requests that wait together travel in one. */
const BATCH_MAX = 200;
/**
 * An update lost between two runs of a desk would be polled for without end, and everybody behind it would wait. All
 * tries together stay below the 30 s that an activity asking a desk is given.
 */
const TRY_MS = 5_000;
const TRIES = 5;

interface Waiting {
  readonly requests: readonly DeskRequest[];
  /** Given by those who may open a desk that does not run yet. */
  readonly settings: Settings | null;
  readonly resolve: (answers: DeskAnswer[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The way to the desks from one worker process: at most one update in flight for each desk, carrying every request
 * that waits. One update per request collapsed the server at 100 packages at once (measured).
 */
export class DeskLine {
  readonly #lines = new Map<string, { readonly waiting: Waiting[]; busy: boolean }>();

  /**
   * @param settings opens the desk when it does not run; null: it must run already
   * @throws WorkflowNotFoundError when it must run and does not
   */
  ask(
    client: Client,
    desk: DeskName,
    settings: Settings | null,
    requests: readonly DeskRequest[],
  ): Promise<DeskAnswer[]> {
    const id = deskWorkflowId(desk);
    const line = this.#lines.get(id) ?? { waiting: [], busy: false };
    this.#lines.set(id, line);
    return new Promise((resolve, reject) => {
      line.waiting.push({ requests, settings, resolve, reject });
      if (line.busy) return;
      line.busy = true;
      // One turn of the event loop lets all requests of a burst board the same update.
      setImmediate(() => void this.#drain(client, desk, line));
    });
  }

  async #drain(client: Client, desk: DeskName, line: { waiting: Waiting[]; busy: boolean }): Promise<void> {
    while (line.waiting.length > 0) {
      const batch = line.waiting.splice(0, BATCH_MAX);
      try {
        const answers = await send(client, desk, batch);
        let next = 0;
        for (const one of batch) {
          one.resolve(answers.slice(next, next + one.requests.length));
          next += one.requests.length;
        }
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    line.busy = false;
  }
}

async function send(client: Client, desk: DeskName, batch: readonly Waiting[]): Promise<DeskAnswer[]> {
  const requests = batch.flatMap((one) => one.requests);
  const settings = batch.find((one) => one.settings !== null)?.settings ?? null;
  // The same id for every try: the desk answers a repeated one with its first answer.
  const updateId = randomUUID();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.withDeadline(Date.now() + TRY_MS, () => update(client, desk, settings, requests, updateId));
    } catch (error) {
      if (attempt >= TRIES || !isLost(error)) throw error;
    }
  }
}

/** A desk that begins a new run drops what it had not answered: it refuses, or it is never heard of again. */
function isLost(error: unknown): boolean {
  return error instanceof WorkflowUpdateFailedError || error instanceof WorkflowUpdateRPCTimeoutOrCancelledError;
}

function update(
  client: Client,
  desk: DeskName,
  settings: Settings | null,
  requests: DeskRequest[],
  updateId: string,
): Promise<DeskAnswer[]> {
  const workflowId = deskWorkflowId(desk);
  if (settings === null) {
    return client.workflow.getHandle(workflowId).executeUpdate<DeskAnswer[], [DeskRequest[]]>(DESK_UPDATE, {
      args: [requests],
      updateId,
    });
  }
  const input: DeskInput = { desk, settings };
  const startWorkflowOperation = new WithStartWorkflowOperation(WORKFLOW_TYPES.desk, {
    workflowId,
    taskQueue: MAIN_QUEUE,
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  return client.workflow.executeUpdateWithStart<(input: DeskInput) => Promise<void>, DeskAnswer[], [DeskRequest[]]>(
    DESK_UPDATE,
    {
      args: [requests],
      updateId,
      startWorkflowOperation,
    },
  );
}
