import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { BUDGET_QUERY_VIEW, type BudgetView, budgetWorkflowId } from '../../model/budget.js';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import type { Money } from '../../model/money.js';
import { QUERY_LIMIT_MS } from './state.js';

/** A budget of leaseline.yaml, and what it holds now. */
export interface BudgetStanding {
  readonly name: string;
  readonly perMonth: Money;
  /** Minor units a month that its packages are counted with; packages in another currency are not in it. */
  readonly committedMinor: number;
  /** Negative: more runs than there is room for. */
  readonly leftMinor: number;
  readonly isNear: boolean;
  readonly packages: readonly { readonly name: string; readonly monthly: Money; readonly since: string }[];
}

/**
 * Asks every budget what it holds. One that no package has fallen under yet holds nothing.
 * @throws when no worker answers
 */
export async function readBudgets(client: Client, config: LeaselineConfig): Promise<readonly BudgetStanding[]> {
  return Promise.all(
    config.gate.budgets.map(async ({ name, perMonth, warnAtPercent }) => {
      const packages = (await viewOf(client, name))?.packages ?? [];
      const committedMinor = packages.reduce(
        (sum, { monthly }) => (monthly.currency === perMonth.currency ? sum + monthly.amountMinor : sum),
        0,
      );
      return {
        name,
        perMonth,
        committedMinor,
        leftMinor: perMonth.amountMinor - committedMinor,
        isNear: committedMinor * 100 >= perMonth.amountMinor * warnAtPercent,
        packages: packages.map(({ packageName, monthly, since }) => ({ name: packageName, monthly, since })),
      };
    }),
  );
}

async function viewOf(client: Client, name: string): Promise<BudgetView | null> {
  try {
    return await client.withDeadline(Date.now() + QUERY_LIMIT_MS, () =>
      client.workflow.getHandle(budgetWorkflowId(name)).query<BudgetView>(BUDGET_QUERY_VIEW),
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
