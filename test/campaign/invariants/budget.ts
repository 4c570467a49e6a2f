import { hasTerm } from '../../../model/package-spec.js';
import { behaviourFrom } from '../../../simulator/behaviour.js';
import { termPriceMinor } from '../../../simulator/money/prices.js';
import type { Schedule } from '../schedule.js';
import type { Invariant } from './invariant.js';
import { type Life, livesOf } from './lives.js';

export const withinBudget: Invariant = {
  name: 'within-budget',
  promise: 'What runs costs no more a month than a budget that denies has room for.',
  broken: (evidence) => {
    const { schedule } = evidence;
    const budgetMinor = schedule.governance?.budgetMinor ?? null;
    if (budgetMinor === null || schedule.governance?.over !== 'deny') return [];
    const monthlyMinor = livesOf(evidence).reduce((sum, life) => sum + monthlyOf(life, schedule), 0);
    return monthlyMinor <= budgetMinor ? [] : [`${monthlyMinor} a month run, and the budget has ${budgetMinor}`];
  },
};

/** Of everything that still bills, at the prices from before any rise: vendors who raise them break no promise of ours. */
function monthlyOf({ end, resources }: Life, { behaviour }: Schedule): number {
  if (!hasTerm(end.spec)) return 0;
  const cheapest = behaviourFrom(behaviour);
  return resources
    .filter(({ billing }) => billing)
    .reduce(
      (sum, { product, bandwidthMbps }) =>
        sum + termPriceMinor(cheapest, product, bandwidthMbps, { count: 1, unit: 'Month' }),
      0,
    );
}
