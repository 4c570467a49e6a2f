import { allHandlersFinished, condition, makeContinueAsNewFunc, type Workflow } from '@temporalio/workflow';

/**
 * Begins a new run of the same workflow, once nobody waits for an answer from this one. Versioned workers pin a run to the
 * build that began it; the new one begins on the build that is current then. Unversioned ones know no other.
 */
export async function beginNextRun<W extends Workflow>(...carried: Parameters<W>): Promise<never> {
  await condition(allHandlersFinished);
  return makeContinueAsNewFunc<W>({ initialVersioningBehavior: 'AUTO_UPGRADE' })(...carried);
}
