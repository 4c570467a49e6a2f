import { getExternalWorkflowHandle, log } from '@temporalio/workflow';
import { type PackageMoved, RUN_SIGNAL_MOVED } from '../model/workflow-inputs.js';

/**
 * Tells the provisioning run how its package goes. A run that is over no longer listens, and that is fine.
 * @returns whether it listens
 */
export async function tellRun(runWorkflowId: string, moved: PackageMoved): Promise<boolean> {
  try {
    await getExternalWorkflowHandle(runWorkflowId).signal(RUN_SIGNAL_MOVED, moved);
    return true;
  } catch (error) {
    log.info('the provisioning run no longer listens', { runWorkflowId, reason: String(error) });
    return false;
  }
}
