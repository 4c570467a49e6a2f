import { randomUUID } from 'node:crypto';
import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import {
  BUDGET_UPDATE,
  type BudgetAnswer,
  type BudgetInput,
  type BudgetRequest,
  budgetWorkflowId,
} from '../model/budget.js';
import { MAIN_QUEUE, WORKFLOW_TYPES } from '../model/ids.js';
import { patientUpdate } from './patient-update.js';
import { UpdateLine } from './update-line.js';

interface Asked {
  readonly client: Client;
  readonly budget: string;
  readonly requests: readonly BudgetRequest[];
}

/** The way to the budgets from one worker process. */
export class BudgetLine {
  readonly #line = new UpdateLine<Asked, BudgetRequest, BudgetAnswer>(send);

  ask(client: Client, budget: string, requests: readonly BudgetRequest[]): Promise<BudgetAnswer[]> {
    return this.#line.ask(budgetWorkflowId(budget), { client, budget, requests });
  }
}

async function send(
  [{ client, budget }]: readonly [Asked, ...Asked[]],
  requests: BudgetRequest[],
): Promise<BudgetAnswer[]> {
  const updateId = randomUUID();
  return patientUpdate(client, () => update(client, budget, requests, updateId));
}

function update(client: Client, name: string, requests: BudgetRequest[], updateId: string): Promise<BudgetAnswer[]> {
  const startWorkflowOperation = new WithStartWorkflowOperation(WORKFLOW_TYPES.budget, {
    workflowId: budgetWorkflowId(name),
    taskQueue: MAIN_QUEUE,
    args: [{ name } satisfies BudgetInput],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  return client.workflow.executeUpdateWithStart<
    (input: BudgetInput) => Promise<void>,
    BudgetAnswer[],
    [BudgetRequest[]]
  >(BUDGET_UPDATE, { args: [requests], updateId, startWorkflowOperation });
}
