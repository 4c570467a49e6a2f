import { type Money, sumsBy } from '../../model/money.js';
import type { Totals } from './report.js';

/** Money that moved, and for whom. */
export interface Movement extends Money {
  readonly package: string;
  readonly payer: string;
  readonly at: string;
}

/** Sums for each package, payer and month; each currency for itself. */
export function totalsOf(movements: readonly Movement[]): Totals {
  return {
    perPackage: sumsBy(movements, (one) => one.package).map(([name, money]) => ({ package: name, ...money })),
    perPayer: sumsBy(movements, (one) => one.payer).map(([payer, money]) => ({ payer, ...money })),
    perMonth: sumsBy(movements, (one) => one.at.slice(0, 7))
      .map(([month, money]) => ({ month, ...money }))
      .sort((a, b) => a.month.localeCompare(b.month) || a.currency.localeCompare(b.currency)),
    overall: sumsBy(movements, () => '').map(([, money]) => money),
  };
}
