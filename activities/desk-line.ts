import { randomUUID } from 'node:crypto';
import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import type { DeskAnswer, DeskRequest } from '../model/desk.js';
import { type DeskName, deskWorkflowId, MAIN_QUEUE, WORKFLOW_TYPES } from '../model/ids.js';
import type { Settings } from '../model/settings.js';
import { DESK_UPDATE, type DeskInput } from '../model/workflow-inputs.js';
import { patientUpdate } from './patient-update.js';
import { UpdateLine } from './update-line.js';

interface Asked {
  readonly client: Client;
  readonly desk: DeskName;
  readonly requests: readonly DeskRequest[];
  /** Given by those who may open a desk that does not run yet. */
  readonly settings: Settings | null;
}

/** The way to the desks from one worker process. */
export class DeskLine {
  readonly #line = new UpdateLine<Asked, DeskRequest, DeskAnswer>(send);

  /**
   * @param settings opens the desk when it does not run; null: it must run already
   * @throws WorkflowNotFoundError when it must run and does not
   */
  ask(
    client: Client,
    desk: DeskName,
    settings: Settings | null,
    requests: readonly DeskRequest[],
  ): Promise<DeskAnswer[]> {
    return this.#line.ask(deskWorkflowId(desk), { client, desk, settings, requests });
  }
}

async function send(batch: readonly [Asked, ...Asked[]], requests: DeskRequest[]): Promise<DeskAnswer[]> {
  const [{ client, desk }] = batch;
  const settings = batch.find((one) => one.settings !== null)?.settings ?? null;
  // The same id for every try: the desk answers a repeated one with its first answer.
  const updateId = randomUUID();
  return patientUpdate(client, () => update(client, desk, settings, requests, updateId));
}

function update(
  client: Client,
  desk: DeskName,
  settings: Settings | null,
  requests: DeskRequest[],
  updateId: string,
): Promise<DeskAnswer[]> {
  const workflowId = deskWorkflowId(desk);
  if (settings === null) {
    return client.workflow.getHandle(workflowId).executeUpdate<DeskAnswer[], [DeskRequest[]]>(DESK_UPDATE, {
      args: [requests],
      updateId,
    });
  }
  const input: DeskInput = { desk, settings };
  const startWorkflowOperation = new WithStartWorkflowOperation(WORKFLOW_TYPES.desk, {
    workflowId,
    taskQueue: MAIN_QUEUE,
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  return client.workflow.executeUpdateWithStart<(input: DeskInput) => Promise<void>, DeskAnswer[], [DeskRequest[]]>(
    DESK_UPDATE,
    { args: [requests], updateId, startWorkflowOperation },
  );
}
