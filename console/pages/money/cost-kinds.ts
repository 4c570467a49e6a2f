import type { CostAmounts } from '../../../model/costs/cost-report.js';

/** How sure an amount is; each stands by itself in the chart and the figures. */
export const KINDS = [
  { key: 'committedMinor', word: 'Committed', hint: 'paid, or surely to be paid, to the end of the terms that run' },
  { key: 'forecastMinor', word: 'Forecast', hint: 'first orders and renewals, as the files say' },
  { key: 'undecidedMinor', word: 'Undecided', hint: 'what it would cost to keep what somebody must decide about' },
] as const satisfies readonly { key: keyof CostAmounts; word: string; hint: string }[];
