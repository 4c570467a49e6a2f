import { WorkflowUpdateFailedError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { deskOf } from '../../model/desk-region.js';
import { deskWorkflowId } from '../../model/ids.js';
import type { Survey, SurveyRequest } from '../../model/survey.js';
import { DESK_UPDATE_SURVEY } from '../../model/workflow-inputs.js';
import { MINUTE_MS } from './campaign-config.js';
import type { PackageRun } from './package-run.js';
import type { Stage } from './stage.js';

const REQUEST: SurveyRequest = { fresh: true, resourceIds: [] };

/** What every desk of the schedule reports as nobody's; null where desks have no such report yet. */
export async function surveysOf(stage: Stage, runs: readonly PackageRun[]): Promise<Survey[] | null> {
  const desks = new Set(runs.map((run) => deskWorkflowId(deskOf(run.spec))));
  const surveys: Survey[] = [];
  for (const desk of desks) {
    try {
      surveys.push(await surveyOf(stage, desk));
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError && /no registered handler/i.test(error.cause?.message ?? '')) {
        return null;
      }
      throw error;
    }
  }
  return surveys;
}

/** The test server forgets an update that comes while the desk's run gives way to its next one. */
async function surveyOf(stage: Stage, desk: string, triesLeft = 2): Promise<Survey> {
  try {
    const handle = stage.env.client.workflow.getHandle(desk);
    return await handle.executeUpdate<Survey, [SurveyRequest]>(DESK_UPDATE_SURVEY, { args: [REQUEST] });
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError) || triesLeft === 0) throw error;
    await stage.pass(MINUTE_MS);
    return surveyOf(stage, desk, triesLeft - 1);
  }
}
