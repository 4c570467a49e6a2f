import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { getExternalWorkflowHandle, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { MAIN_QUEUE, redeliveryWorkflowId, WORKFLOW_TYPES } from '../model/ids.js';
import type { Notice, OutletLeft } from '../model/notice.js';
import { REDELIVERY_MEMO_OUTLET, REDELIVERY_SIGNAL_ALSO, type RedeliveryInput } from '../model/workflow-inputs.js';
import { requestHash } from './approval-request.js';
import type { Lease } from './lease.js';

/** Whether an outlet may still wait for earlier notices. */
export const isAnyBehind = ({ state }: Lease): boolean => Object.keys(state.behind ?? {}).length > 0;

/** Puts a notice behind those that outlets still wait for, or they would hear it before them. @returns those outlets */
export async function keepBehind({ state }: Lease, notice: Notice): Promise<readonly string[]> {
  const before = Object.entries(state.behind ?? {});
  const still = await Promise.all(before.map(([, redeliveryId]) => also(redeliveryId, notice)));
  state.behind = Object.fromEntries(before.filter((_one, at) => still[at] === true));
  return Object.keys(state.behind);
}

/** Hands what an outlet could not be told to a workflow of its own, which offers it until it is taken. */
export async function fallBehind({ spec, state }: Lease, notice: Notice, { outlet }: OutletLeft): Promise<void> {
  const workflowId = redeliveryWorkflowId(spec.name, requestHash(outlet));
  const input: RedeliveryInput = { outlet, notices: [notice] };
  do {
    try {
      await startChild(WORKFLOW_TYPES.redelivery, {
        workflowId,
        taskQueue: MAIN_QUEUE,
        args: [input],
        memo: { [REDELIVERY_MEMO_OUTLET]: outlet },
        // The package goes on without it, and may end before it.
        parentClosePolicy: ParentClosePolicy.ABANDON,
      });
      break;
    } catch (error) {
      // From an earlier life of that name, or another notice was faster.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  } while (!(await also(workflowId, notice)));
  state.behind = { ...state.behind, [outlet]: workflowId };
}

/** @returns false when nothing is held any more: the outlet has caught up */
async function also(redeliveryId: string, notice: Notice): Promise<boolean> {
  try {
    await getExternalWorkflowHandle(redeliveryId).signal(REDELIVERY_SIGNAL_ALSO, notice);
    return true;
  } catch {
    return false;
  }
}
