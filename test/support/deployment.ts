import { vi } from 'vitest';
import type { DevHarness } from './dev-harness.js';

export const DEPLOYMENT = 'leaseline';
const NAMESPACE = 'default';

/** What an operator says with `temporal worker deployment set-current-version`; the server must have seen the build. */
export async function makeCurrent(harness: DevHarness, buildId: string): Promise<void> {
  const { workflowService } = harness.env.connection;
  await vi.waitFor(
    () =>
      workflowService.setWorkerDeploymentCurrentVersion({
        namespace: NAMESPACE,
        deploymentName: DEPLOYMENT,
        buildId,
        identity: 'test',
      }),
    { timeout: 120_000, interval: 100 },
  );
}

/** The build a workflow's newest run is pinned to; null where it is to none. */
export async function buildOf(harness: DevHarness, workflowId: string): Promise<string | null> {
  const { workflowExecutionInfo } = await harness.env.connection.workflowService.describeWorkflowExecution({
    namespace: NAMESPACE,
    execution: { workflowId },
  });
  return workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId ?? null;
}
