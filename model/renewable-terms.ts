import { SOLD_PERIODS } from './order/rules.js';
import { type Bought, hasTerm } from './package-spec.js';
import type { Term } from './term.js';

/** What is wrong with a term: the field of it, and the rule, to be read after the field's name. */
export interface TermProblem {
  readonly field: 'period' | 'periodUnit';
  readonly rule: string;
}

/** BSS `RenewInstance`, `RenewPeriod`. */
const CEN_MONTHS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 24, 36]);
/** UBill `CreateRenew`, `Quantity`: months or years, as the package was bought. */
const UGN_MOST = 10;

/**
 * Whether the product's own call can renew for just this term. The calls of CEN and UGN know no unit, so another one would be
 * bought as something else: two weeks of a yearly UGN package as two years.
 * @returns null when it can, and where there is no term to renew
 */
export function whyNotRenewedFor(bought: Bought, { period, unit }: Term): TermProblem | null {
  if (!hasTerm(bought)) return null;
  const { product } = bought;
  if (product !== 'wuying' && unit === 'Week') return { field: 'periodUnit', rule: `is Month or Year for ${product}` };
  switch (product) {
    case 'wuying': {
      const sold = SOLD_PERIODS[unit];
      return sold.includes(period) ? null : { field: 'period', rule: `is ${sold.join(', ')} when the unit is ${unit}` };
    }
    case 'cen':
      if (CEN_MONTHS.has(unit === 'Year' ? period * 12 : period)) return null;
      return { field: 'period', rule: 'is 1 to 9, 12, 24 or 36 months, or 1 to 3 years, for cen (BSS RenewInstance)' };
    case 'ugn': {
      const own = bought.order.chargeType === 'Year' ? 'Year' : 'Month';
      if (unit !== own) {
        return { field: 'periodUnit', rule: `is ${own} for a UGN package bought by the ${own.toLowerCase()}` };
      }
      return period <= UGN_MOST ? null : { field: 'period', rule: `is 1 to ${UGN_MOST} (UBill CreateRenew)` };
    }
  }
}
