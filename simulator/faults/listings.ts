import { drawFraction } from '../random.js';
import type { Visit } from '../world.js';
import type { Strike } from './menu.js';

/** Where a listing keeps its items, and which of an item's fields is its status; null: its items have none. */
export interface Listing {
  readonly path: readonly string[];
  readonly statusField: string | null;
}

export const listings: ReadonlyMap<string, Listing> = new Map([
  ['DescribeNetworkPackages', { path: ['NetworkPackages'], statusField: 'NetworkPackageStatus' }],
  ['DescribeOfficeSites', { path: ['OfficeSites'], statusField: 'Status' }],
  ['DescribeCenBandwidthPackages', { path: ['CenBandwidthPackages', 'CenBandwidthPackage'], statusField: 'Status' }],
  ['DescribeCens', { path: ['Cens', 'Cen'], statusField: 'Status' }],
  ['QueryOrders', { path: ['Data', 'OrderList', 'Order'], statusField: 'PaymentStatus' }],
  ['GetOrderDetail', { path: ['Data', 'OrderList', 'Order'], statusField: 'PaymentStatus' }],
  ['QueryAvailableInstances', { path: ['Data', 'InstanceList'], statusField: 'Status' }],
  ['GetSimpleUGNBwPackages', { path: ['BwPackages'], statusField: 'ChangeStatus' }],
  ['ListSimpleBwPackage', { path: ['BwPackages'], statusField: 'ChangeStatus' }],
  ['DescribeSimpleUGN', { path: ['BwPackages'], statusField: 'ChangeStatus' }],
  ['ListUGN', { path: ['UGNs'], statusField: null }],
  ['DescribeOrderDetailInfo', { path: ['OrderInfos'], statusField: 'OrderState' }],
  ['ListUBillDetail', { path: ['Items'], statusField: 'OrderState' }],
]);

/** A UGN package has no status but the number of a change under way. */
export function undocumentedStatus(statusField: string): string | number {
  return statusField === 'ChangeStatus' ? 97 : 'Quarantined';
}

/**
 * The whole list as faults would have it, before it is cut into pages: totals and tokens are true to what is left, so
 * nothing in the answer tells.
 */
export function arranged<Item>(visit: Visit, items: readonly Item[], idOf: (item: Item) => string): readonly Item[] {
  let shown = items;
  for (const strike of visit.effects.flapping) {
    const keptBack = itemKeptBack(visit, strike, shown, idOf);
    shown = shown.filter((item) => idOf(item) !== keptBack);
  }
  const { rotation } = visit.effects;
  if (rotation === null) return shown;
  const from = Math.floor(rotation * shown.length);
  return [...shown.slice(from), ...shown.slice(0, from)];
}

/** Drawn from the first list that is struck and has something, and remembered: it stays the same however the list grows. */
function itemKeptBack<Item>(
  visit: Visit,
  strike: Strike,
  items: readonly Item[],
  idOf: (item: Item) => string,
): string | null {
  const { faultRules } = visit.world.ledger;
  const rule = faultRules.get(strike.ruleId);
  if (rule === undefined) return null;
  const known = rule.keptBack[visit.action];
  if (known !== undefined) return known;
  const drawn = items[Math.floor(drawFraction(strike.seed, strike.lot, 'keptBack', visit.action) * items.length)];
  if (drawn === undefined) return null;
  faultRules.put({ ...rule, keptBack: { ...rule.keptBack, [visit.action]: idOf(drawn) } });
  return idOf(drawn);
}

/** One reading of a list from its first page to its last. */
export interface Walk {
  /** The same for all its pages, and different for everybody else's. */
  readonly key: string;
  readonly isFirstPage: boolean;
}

const pageNames = new Set(['NextToken', 'MaxResults', 'PageNumber', 'PageNum', 'PageSize', 'Offset', 'Limit']);

/** Which walk a call is a page of. */
export function walkOf(caller: string, action: string, request: Readonly<Record<string, string>>): Walk {
  const { NextToken = '', PageNumber = '1', PageNum = '1', Offset = '0' } = request;
  const asked = Object.entries(request).filter(([name]) => !pageNames.has(name));
  return {
    key: JSON.stringify([caller, action, asked.sort(([left], [right]) => (left < right ? -1 : 1))]),
    isFirstPage: NextToken === '' && PageNumber === '1' && PageNum === '1' && Offset === '0',
  };
}
