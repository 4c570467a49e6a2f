import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { globalHandlers } from '@temporalio/worker/lib/workflow/vm-shared.js';

/**
 * Replays one history. The SDK (1.24) replays in this thread and leaves its promise hooks behind, which from then on compile a
 * function for each promise of the whole process; they are taken away again.
 * @throws DeterminismViolationError when the workflow decides otherwise than its history says
 */
export async function replayHistory(
  workflowBundle: WorkflowBundleOption,
  history: unknown,
  workflowId: string,
): Promise<void> {
  try {
    await Worker.runReplayHistory({ workflowBundle }, history, workflowId);
  } finally {
    globalHandlers.uninstall();
  }
}
