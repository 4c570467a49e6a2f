import { type Client, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';

/**
 * An update lost between two runs of a workflow would be polled for without end, and everybody behind it would wait. All tries
 * together stay below the 30 s that an activity asking is given.
 */
const TRY_MS = 5_000;
const TRIES = 5;

/** Sends an update under the same id until it is answered: whoever begins a new run drops what it had not answered. */
export async function patientUpdate<T>(client: Client, update: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.withDeadline(Date.now() + TRY_MS, update);
    } catch (error) {
      if (attempt >= TRIES || !isLost(error)) throw error;
    }
  }
}

/** One that begins a new run refuses, or is never heard of again. */
function isLost(error: unknown): boolean {
  return error instanceof WorkflowUpdateFailedError || error instanceof WorkflowUpdateRPCTimeoutOrCancelledError;
}
