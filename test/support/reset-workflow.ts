import { randomUUID } from 'node:crypto';
import type { DevHarness } from './dev-harness.js';

/**
 * Resets a run to the workflow task that scheduled its last activity of this type, so that it is scheduled once more.
 * What ran after it is terminated by the server.
 * @returns the id of the new run
 */
export async function resetBefore(
  { env: { client, connection } }: DevHarness,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
  activityType: string,
): Promise<string> {
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const scheduled = events?.findLast(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === activityType,
  );
  const eventId = scheduled?.activityTaskScheduledEventAttributes?.workflowTaskCompletedEventId;
  if (eventId == null) throw new Error(`${workflowId} has no ${activityType} in run ${runId}`);
  const { runId: newRunId } = await connection.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId, runId },
    reason: 'test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: eventId,
  });
  return newRunId;
}
