import type { Money } from '../../model/money.js';
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
    perPackage: sums(movements, (one) => one.package).map(([name, money]) => ({ package: name, ...money })),
    perPayer: sums(movements, (one) => one.payer).map(([payer, money]) => ({ payer, ...money })),
    perMonth: sums(movements, (one) => one.at.slice(0, 7))
      .map(([month, money]) => ({ month, ...money }))
      .sort((a, b) => a.month.localeCompare(b.month) || a.currency.localeCompare(b.currency)),
    overall: sums(movements, () => '').map(([, money]) => money),
  };
}

function sums(movements: readonly Movement[], keyOf: (movement: Movement) => string): [string, Money][] {
  const found = new Map<string, [string, Money]>();
  for (const movement of movements) {
    const { amountMinor, currency } = movement;
    const key = keyOf(movement);
    const [, before] = found.get(`${currency} ${key}`) ?? [key, { amountMinor: 0, currency }];
    found.set(`${currency} ${key}`, [key, { amountMinor: before.amountMinor + amountMinor, currency }]);
  }
  return [...found.values()];
}
