import type { SimulatorBehaviour } from '../behaviour.js';
import type { Package } from '../records.js';
import { hourMs } from '../time/calendar.js';
import { monthlyPerMbpsMinor, unusedMinor, upgradePriceMinor } from './prices.js';

/**
 * What deleting a UGN package gives back, in minor units: what was paid less what counts as consumed. By the month half
 * as much again as the time used; by the year the time used at the monthly price. Started hours count whole.
 */
export function ugnRefundMinor(behaviour: SimulatorBehaviour, row: Package, now: number): number {
  if (row.expiresAt === null || row.startsAt === null || row.details.product !== 'ugn') return 0;
  const usedHours = Math.ceil(Math.max(0, now - row.startsAt) / hourMs);
  const totalHours = Math.max(1, (row.expiresAt - row.startsAt) / hourMs);
  const share = usedHours / totalHours;
  const years = totalHours / (365 * 24);
  const consumedMinor =
    row.details.chargeType === 'Year'
      ? monthlyPerMbpsMinor(behaviour, 'ugn') * row.bandwidthMbps * 12 * years * share
      : row.paidMinor * share * 1.5;
  return Math.max(0, Math.floor(row.paidMinor - consumedMinor));
}

/** What a change of bandwidth costs at once; negative: what it gives back. To the hour left. */
export function ugnResizeMinor(
  behaviour: SimulatorBehaviour,
  row: Package,
  bandwidthMbps: number,
  now: number,
): number {
  if (bandwidthMbps > row.bandwidthMbps) return upgradePriceMinor(behaviour, row, bandwidthMbps, now);
  const lessShare = (row.bandwidthMbps - bandwidthMbps) / row.bandwidthMbps;
  const backMinor = Math.floor(unusedMinor(row, now) * lessShare);
  return backMinor === 0 ? 0 : -backMinor;
}
