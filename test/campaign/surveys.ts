import { WorkflowUpdateFailedError } from '@temporalio/client';
import { deskOf } from '../../model/desk-region.js';
import { deskWorkflowId } from '../../model/ids.js';
import type { Survey, SurveyRequest } from '../../model/survey.js';
import { DESK_UPDATE_SURVEY } from '../../model/workflow-inputs.js';
import type { PackageRun } from './package-run.js';
import type { Stage } from './stage.js';

const REQUEST: SurveyRequest = { fresh: true, resourceIds: [] };

/** What every desk of the schedule reports as nobody's; null where desks have no such report yet. */
export async function surveysOf(stage: Stage, runs: readonly PackageRun[]): Promise<Survey[] | null> {
  const desks = new Set(runs.map((run) => deskWorkflowId(deskOf(run.spec))));
  const surveys: Survey[] = [];
  for (const desk of desks) {
    const handle = stage.env.client.workflow.getHandle(desk);
    try {
      surveys.push(await handle.executeUpdate<Survey, [SurveyRequest]>(DESK_UPDATE_SURVEY, { args: [REQUEST] }));
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError && /no registered handler/i.test(error.cause?.message ?? '')) {
        return null;
      }
      throw error;
    }
  }
  return surveys;
}
