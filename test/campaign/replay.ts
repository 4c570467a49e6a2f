import { deskOf } from '../../model/desk-region.js';
import { deskWorkflowId } from '../../model/ids.js';
import { replayProblem } from '../support/replay.js';
import type { Violation } from './invariants/invariant.js';
import type { PackageRun } from './package-run.js';
import type { Stage } from './stage.js';

export const REPLAY_IDENTICAL = {
  name: 'replay-identical',
  promise: 'Every history replays: a worker that starts afresh decides as the one before it did.',
} as const;

/** Replays the newest run of each package and desk against the code that wrote it. */
export async function replayProblems(stage: Stage, runs: readonly PackageRun[]): Promise<Violation[]> {
  const desks = runs.map(({ spec }) => deskWorkflowId(deskOf(spec)));
  const violations: Violation[] = [];
  for (const workflowId of new Set([...runs.map((run) => run.workflowId), ...desks])) {
    const history = await stage.env.client.workflow.getHandle(workflowId).fetchHistory();
    const problem = await replayProblem(stage.bundlePath, workflowId, history);
    if (problem === null) continue;
    violations.push({ invariant: REPLAY_IDENTICAL.name, what: `${workflowId}: ${problem.message}` });
  }
  return violations;
}
