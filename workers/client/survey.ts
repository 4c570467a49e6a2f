import { randomUUID } from 'node:crypto';
import {
  type Client,
  WithStartWorkflowOperation,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { ExplainedError } from '../../model/config/explained-error.js';
import { accountNamed } from '../../model/config/leaseline-config.js';
import { settingsOf } from '../../model/config/settings-of.js';
import { type DeskName, deskWorkflowId, MAIN_QUEUE, readsQueue, WORKFLOW_TYPES } from '../../model/ids.js';
import { mapLimited } from '../../model/map-limited.js';
import type { Survey, SurveyRequest } from '../../model/survey.js';
import { DESK_UPDATE_SURVEY, type DeskInput } from '../../model/workflow-inputs.js';
import { countPollers } from './pollers.js';
import type { Reach } from './reach.js';

/** What one desk answered, or why it could not. */
export interface SurveyedDesk {
  readonly desk: DeskName;
  readonly survey: Survey | null;
  /** One line what, one line what to do; null when the desk answered. */
  readonly failure: { readonly what: string; readonly remedy: string } | null;
}

const DESKS_AT_ONCE = 8;
/** A desk reads the vendor's whole list, then prices its strays one by one within the account's quota. */
const ANSWER_LIMIT_MS = 120_000;
/** A desk that begins a new run drops what it had not answered; it is asked once more. */
const TRIES = 2;
/** The server's word for that. */
const DROPPED = 'AcceptedUpdateCompletedWorkflow';

/** How many resources, and how many orders, a desk describes in one survey. */
const IDS_PER_SURVEY = 100;

/** As many surveys as it takes to ask for all of these. */
export function surveysFor(
  resourceIds: readonly string[],
  fresh: boolean,
  orderIds: readonly string[] = [],
): readonly SurveyRequest[] {
  const count = Math.ceil(Math.max(resourceIds.length, orderIds.length) / IDS_PER_SURVEY);
  return Array.from({ length: count }, (_, at) => {
    const part = (ids: readonly string[]) => ids.slice(at * IDS_PER_SURVEY, (at + 1) * IDS_PER_SURVEY);
    return { fresh, resourceIds: part(resourceIds), orderIds: part(orderIds) };
  });
}

/** Asks desks what nobody owns. One that cannot answer does not keep the others from being heard. */
export function surveyDesks(
  reach: Reach,
  desks: readonly DeskName[],
  request: SurveyRequest,
): Promise<readonly SurveyedDesk[]> {
  return mapLimited(desks, DESKS_AT_ONCE, async (desk) => {
    try {
      return { desk, survey: await surveyDesk(reach, desk, request), failure: null };
    } catch (error) {
      if (!(error instanceof ExplainedError)) throw error;
      return { desk, survey: null, failure: { what: error.message, remedy: error.remedy } };
    }
  });
}

/**
 * Asks one desk, opening it when it does not run. What it never read, it reads now even when the newest listing would do.
 * @throws ExplainedError when its account is not configured, when no worker listens or answers, or when it refuses
 */
async function surveyDesk(reach: Reach, desk: DeskName, request: SurveyRequest): Promise<Survey> {
  const account = accountNamed(reach.config, desk.account);
  if (account === undefined) {
    throw new ExplainedError(
      `Account ${desk.account} is not in leaseline.yaml, so its desk cannot be asked`,
      'Add the account, or name its leaseline.yaml with --config',
    );
  }
  await requireWorkers(reach, desk);
  const input: DeskInput = { desk, settings: settingsOf(reach.config, account) };
  const deadlineMs = Date.now() + ANSWER_LIMIT_MS;
  try {
    const survey = await ask(reach.client, input, request, deadlineMs);
    if (survey.listedAt !== null || request.fresh) return survey;
    return await ask(reach.client, input, { ...request, fresh: true }, deadlineMs);
  } catch (error) {
    throw explain(error, desk);
  }
}

/** Without a worker nobody answers: better said now than after the time limit. */
async function requireWorkers(reach: Reach, { account }: DeskName): Promise<void> {
  const needed = [
    { queue: MAIN_QUEUE, type: 'workflow' },
    { queue: readsQueue(account), type: 'activity' },
  ] as const;
  for (const { queue, type } of needed) {
    if ((await countPollers(reach, queue, type)) > 0) continue;
    throw new ExplainedError(
      `No worker listens on queue ${queue}, so the vendor cannot be read for ${account}`,
      'Start one: leaseline up, or leaseline worker; leaseline doctor shows every queue',
    );
  }
}

async function ask(client: Client, input: DeskInput, request: SurveyRequest, deadlineMs: number): Promise<Survey> {
  const workflowId = deskWorkflowId(input.desk);
  for (let attempt = 1; ; attempt += 1) {
    const startWorkflowOperation = new WithStartWorkflowOperation(WORKFLOW_TYPES.desk, {
      workflowId,
      taskQueue: MAIN_QUEUE,
      args: [input],
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    try {
      return await client.withDeadline(deadlineMs, () =>
        client.workflow.executeUpdateWithStart<(input: DeskInput) => Promise<void>, Survey, [SurveyRequest]>(
          DESK_UPDATE_SURVEY,
          { args: [request], updateId: randomUUID(), startWorkflowOperation },
        ),
      );
    } catch (error) {
      if (attempt >= TRIES || !isDropped(error)) throw error;
    }
  }
}

function isDropped(error: unknown): boolean {
  if (!(error instanceof WorkflowUpdateFailedError)) return false;
  return error.cause instanceof ApplicationFailure && error.cause.type === DROPPED;
}

function explain(error: unknown, desk: DeskName): unknown {
  const where = `${desk.product} in ${desk.region}, account ${desk.account}`;
  const options = { cause: error };
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    return new ExplainedError(
      `The desk for ${where} did not answer within ${ANSWER_LIMIT_MS / 1000} s`,
      'See whether a worker runs (leaseline doctor), then ask again',
      options,
    );
  }
  if (error instanceof WorkflowUpdateFailedError) {
    return new ExplainedError(
      `The desk for ${where} could not look: ${rootMessage(error)}`,
      `Ask again in a moment; its own story is in Temporal, workflow ${deskWorkflowId(desk)}`,
      options,
    );
  }
  return error;
}

/** Temporal wraps what went wrong in what it went wrong in. */
function rootMessage(error: Error): string {
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message;
}
