import { Worker, type WorkflowBundleOption } from '@temporalio/worker';

/**
 * Replays one history.
 * @throws DeterminismViolationError when the workflow decides otherwise than its history says
 */
export async function replayHistory(
  workflowBundle: WorkflowBundleOption,
  history: unknown,
  workflowId: string,
): Promise<void> {
  await Worker.runReplayHistory({ workflowBundle }, history, workflowId);
}
