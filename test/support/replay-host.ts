import proto from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { quietRuntime } from './quiet-runtime.js';
import type { ReplayProblem, ReplayTask } from './replay.js';
import { answerEach } from './resident-process.js';

quietRuntime();

async function replay({ codePath, workflowId, history }: ReplayTask): Promise<ReplayProblem | null> {
  try {
    const decoded = proto.temporal.api.history.v1.History.decode(history);
    await Worker.runReplayHistory({ workflowBundle: { codePath } }, decoded, workflowId);
    return null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { name: error.name, message: error.message };
  }
}

answerEach(replay);
