import { hasTerm, type PackageSpec } from '../../../model/package-spec.js';
import { orderedBandwidthMbps } from '../../../model/row.js';
import { behaviourFrom } from '../../../simulator/behaviour.js';
import { termPriceMinor } from '../../../simulator/money/prices.js';
import type { Evidence } from '../play.js';
import { raisedPrices } from '../prices.js';
import type { PackagePlan, Schedule } from '../schedule.js';
import type { Invariant } from './invariant.js';
import { type Life, livesOf, timesSaid, total } from './lives.js';
import { renewalsWanted } from './paid-once.js';

export const spendWithinQuote: Invariant = {
  name: 'spend-within-quote',
  promise: 'No more money leaves the account than what was wanted costs once.',
  broken: (evidence) => livesOf(evidence).flatMap((life) => overspent(life, evidence)),
};

function overspent(life: Life, { ledger, schedule }: Evidence): string[] {
  const { end, bought, later } = life;
  const priceMinor = priceOf(end.state.spec, schedule);
  const spent = (orderIds: readonly string[]) =>
    total(ledger.charges.filter(({ orderId, amountMinor }) => orderIds.includes(orderId) && amountMinor > 0));
  const idsOf = (kind: string) => later.filter((order) => order.kind === kind).map(({ orderId }) => orderId);

  const boughtFor = spent(bought.map(({ orderId }) => orderId));
  const renewedFor = spent(idsOf('Renew'));
  const resized = later.filter((order) => order.kind === 'Upgrade').map(({ amountMinor }) => amountMinor);
  const resizeMost = timesSaid(life, 'resize') * Math.max(0, ...resized);
  // A larger package costs more to renew, also one that has been made smaller since.
  const sizes = [...life.resources.map((one) => one.bandwidthMbps), ...sizesOf(end.plan)];
  const grown = Math.max(1, ...sizes.map((mbps) => mbps / orderedBandwidthMbps(end.state.spec)));
  const renewMost = Math.ceil(priceMinor * grown * renewalsWanted(life));
  return [
    ...(boughtFor > priceMinor ? [`${end.name} was bought for ${boughtFor}, and costs ${priceMinor}`] : []),
    ...(renewedFor > renewMost ? [`${end.name} was renewed for ${renewedFor}, wanted for ${renewMost}`] : []),
    ...(spent(idsOf('Upgrade')) > resizeMost ? [`${end.name} was resized for more than ${resizeMost}`] : []),
  ];
}

/** Every bandwidth it was meant to have at some time. */
function sizesOf({ order, acts }: PackagePlan): number[] {
  const ordered = 'bandWidth' in order ? order.bandWidth : order.bandwidth;
  return [Number(ordered), ...acts.flatMap((act) => (act.say === 'resize' ? [act.bandwidthMbps] : []))];
}

function priceOf(spec: PackageSpec, { behaviour, governance }: Schedule): number {
  if (!hasTerm(spec)) return 0;
  const { period: count, unit } = orderedTerm(spec);
  const most = { ...behaviourFrom(behaviour), prices: raisedPrices(behaviour, governance) };
  return termPriceMinor(most, spec.product, orderedBandwidthMbps(spec), { count, unit });
}

function orderedTerm(spec: PackageSpec) {
  switch (spec.product) {
    case 'wuying':
      return { period: spec.order.period, unit: spec.order.periodUnit };
    case 'cen':
      return { period: spec.order.period, unit: spec.order.pricingCycle };
    case 'ugn':
      return { period: spec.order.quantity, unit: spec.order.chargeType === 'Year' ? 'Year' : 'Month' } as const;
  }
}
