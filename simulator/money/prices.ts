import type { SimulatorBehaviour } from '../behaviour.js';
import type { Package, Product, Term } from '../records.js';
import { hourMs } from '../time/calendar.js';

const monthsPerYearPrice = 10;
const hoursPerMonth = 730;

/** Price of one Mbps for one month, in minor units. */
export function monthlyPerMbpsMinor(behaviour: SimulatorBehaviour, product: Product): number {
  switch (product) {
    case 'wuying':
      return behaviour.prices.wuyingMinor;
    case 'cen':
      return behaviour.prices.cenMinor;
    case 'ugn':
      return behaviour.prices.ugnMinor;
  }
}

/** Price of a whole term, in minor units. A year costs ten months, a week a quarter of a month. */
export function termPriceMinor(
  behaviour: SimulatorBehaviour,
  product: Product,
  bandwidthMbps: number,
  term: Term | null,
): number {
  if (term === null) return 0;
  const monthMinor = monthlyPerMbpsMinor(behaviour, product) * bandwidthMbps;
  switch (term.unit) {
    case 'Week':
      return Math.round((monthMinor * term.count) / 4);
    case 'Month':
      return Math.round(monthMinor * term.count);
    case 'Year':
      return Math.round(monthMinor * monthsPerYearPrice * term.count);
  }
}

/** Hourly price difference times the hours left of what is paid, in minor units; 0 for pay-as-you-go and downgrades. */
export function upgradePriceMinor(
  behaviour: SimulatorBehaviour,
  row: Package,
  bandwidthMbps: number,
  now: number,
): number {
  if (row.expiresAt === null) return 0;
  const moreMbps = bandwidthMbps - row.bandwidthMbps;
  const hoursLeft = Math.max(0, Math.ceil((row.expiresAt - now) / hourMs));
  const monthMinor = monthlyPerMbpsMinor(behaviour, row.details.product) * moreMbps;
  return Math.max(0, Math.round((monthMinor * hoursLeft) / hoursPerMonth));
}

/** What a resize gives back where the vendor gives something back, in minor units. */
export function unusedMinor(row: Package, now: number): number {
  if (row.expiresAt === null || row.startsAt === null || row.expiresAt <= row.startsAt) return 0;
  const unused = Math.max(0, row.expiresAt - Math.max(now, row.startsAt));
  return Math.floor((row.paidMinor * unused) / (row.expiresAt - row.startsAt));
}

/** Minor units as the vendors' pages write money: `12.34`. */
export function majorText(amountMinor: number): string {
  const sign = amountMinor < 0 ? '-' : '';
  const digits = String(Math.abs(amountMinor)).padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Minor units as a JSON number of whole currency, which is how price answers carry them. */
export function majorNumber(amountMinor: number): number {
  return Number(majorText(amountMinor));
}
