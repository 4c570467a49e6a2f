import { getClient } from '@temporalio/activity';
import type { BudgetAnswer, BudgetRequest } from '../model/budget.js';
import { deps } from './context.js';

/** Asks a budget, opening it when it does not run. All requests are answered together, in order. */
export function askBudget({
  budget,
  requests,
}: {
  readonly budget: string;
  readonly requests: readonly BudgetRequest[];
}): Promise<BudgetAnswer[]> {
  return deps().budgets.ask(getClient(), budget, requests);
}
