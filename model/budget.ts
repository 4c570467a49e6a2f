import type { Holder } from './desk.js';
import type { Money } from './money.js';

/** What a package asks of a budget. */
export type BudgetRequest =
  /** Counts so much a month in the place of what was counted for it. Forced: it is counted even beyond the limit. */
  | {
      readonly kind: 'count';
      readonly holder: Holder;
      readonly monthly: Money;
      readonly limit: Money;
      readonly force: boolean;
    }
  | { readonly kind: 'forget'; readonly holder: Holder };

export interface BudgetAnswer {
  /** False: it was not counted, because it would pass the limit. */
  readonly isCounted: boolean;
  /** What all others together are counted with, in minor units a month. */
  readonly othersMinor: number;
}

/** What a budget holds, for people. */
export interface BudgetView {
  readonly name: string;
  /** As last told by a package; null before the first. */
  readonly limit: Money | null;
  readonly countedMinor: number;
  readonly packages: readonly BudgetEntry[];
}

export interface BudgetEntry {
  readonly packageName: string;
  readonly firstExecutionRunId: string;
  readonly monthly: Money;
  readonly since: string;
}

/** Argument of the `budgetBook` workflow. */
export interface BudgetInput {
  readonly name: string;
}

export const budgetWorkflowId = (name: string): string => `budget/${name}`;
export const BUDGET_UPDATE = 'ask';
export const BUDGET_QUERY_VIEW = 'view';
