import {
  allHandlersFinished,
  condition,
  defineQuery,
  defineUpdate,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  BUDGET_QUERY_VIEW,
  BUDGET_UPDATE,
  type BudgetAnswer,
  type BudgetEntry,
  type BudgetInput,
  type BudgetRequest,
  type BudgetView,
} from '../model/budget.js';
import { areBudgetRequests } from '../model/desk-shape.js';
import type { Money } from '../model/money.js';
import { now } from './clock.js';
import { beginNextRun } from './next-run.js';
import { ASK_RULE, takesOnly } from './takes-only.js';
import { listenForWake } from './wake.js';

/** The server takes 2,000 updates a run. */
const UPDATES_PER_RUN = 1_000;

/** What a run hands to the next. */
export interface BudgetPages {
  readonly schemaVersion: 1;
  readonly limit: Money | null;
  readonly entries: readonly BudgetEntry[];
}

const askUpdate = defineUpdate<BudgetAnswer[], [BudgetRequest[]]>(BUDGET_UPDATE);
const viewQuery = defineQuery<BudgetView>(BUDGET_QUERY_VIEW);

/**
 * One budget of leaseline.yaml: what every package it is about costs a month. One after the other asks, so two orders in the
 * same moment cannot both take what is left.
 */
export async function budgetBook(input: BudgetInput, carried?: BudgetPages): Promise<void> {
  const entries = new Map((carried?.entries ?? []).map((entry) => [entry.packageName, entry]));
  let limit = carried?.limit ?? null;
  let updates = 0;
  let wake = false;
  // Two currencies are never added: what is paid in another than the limit's stands there uncounted.
  const counted = () =>
    [...entries.values()].reduce(
      (sum, { monthly }) => (monthly.currency === limit?.currency ? sum + monthly.amountMinor : sum),
      0,
    );

  const answer = (request: BudgetRequest): BudgetAnswer => {
    const { packageName, firstExecutionRunId } = request.holder;
    const before = entries.get(packageName);
    if (request.kind === 'forget') {
      // An earlier life of the name must not take the place of the one that runs.
      if (before?.firstExecutionRunId === firstExecutionRunId) entries.delete(packageName);
      return { isCounted: true, othersMinor: counted() };
    }
    const { monthly, force } = request;
    limit = request.limit;
    const ownMinor = before?.monthly.currency === limit.currency ? before.monthly.amountMinor : 0;
    const othersMinor = counted() - ownMinor;
    // What is in another currency cannot be shown to be within it.
    const isWithin = monthly.currency === limit.currency && othersMinor + monthly.amountMinor <= limit.amountMinor;
    if (!isWithin && !force) return { isCounted: false, othersMinor };
    entries.set(packageName, { packageName, firstExecutionRunId, monthly, since: now() });
    return { isCounted: true, othersMinor };
  };

  setHandler(
    askUpdate,
    (requests) => {
      updates += 1;
      return requests.map(answer);
    },
    { validator: takesOnly(areBudgetRequests, ASK_RULE) },
  );
  setHandler(viewQuery, () => ({
    name: input.name,
    limit,
    countedMinor: counted(),
    packages: [...entries.values()].sort((one, other) => other.monthly.amountMinor - one.monthly.amountMinor),
  }));
  listenForWake(() => {
    wake = true;
    return { begins: 'now', busyWith: null };
  });

  await condition(
    () => (wake || updates >= UPDATES_PER_RUN || workflowInfo().continueAsNewSuggested) && allHandlersFinished(),
  );
  await beginNextRun<typeof budgetBook>(input, { schemaVersion: 1, limit, entries: [...entries.values()] });
}
