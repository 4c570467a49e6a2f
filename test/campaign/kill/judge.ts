import type { PackageRow } from '../../../model/row.js';
import { isEnded } from '../../../model/status.js';
import type { Customer } from './crowd.js';
import { type BookedOrder, isKept, type Ledger, markOf } from './ledger.js';

/** Money spent twice, or for nobody: true at any moment, whatever is under way. One sentence each. */
export function spentTwice({ orders }: Ledger, customers: readonly Customer[]): string[] {
  const found: string[] = [];
  const paid = orders.filter((order) => order.paymentStatus === 'Paid');
  const bought = paid.filter((order) => order.kind === 'New');
  for (const [mark, same] of grouped(bought, (order) => markOf(order)?.mark ?? `unmarked ${order.orderId}`)) {
    if (same.length > 1) found.push(`intent ${mark} was paid ${same.length} times: ${ids(same)}`);
  }
  for (const customer of customers) {
    const { name } = customer.spec;
    const own = ownOrders(bought, customer);
    if (own.length > 1) found.push(`${name} was bought ${own.length} times: ${ids(own)}`);
    const resourceIds = new Set(own.flatMap((order) => order.resourceIds));
    const later = paid.filter((order) => order.resourceIds.some((id) => resourceIds.has(id)));
    for (const [kind, { taken, open }] of changes(customer)) {
      const done = later.filter((order) => order.kind === kind);
      if (done.length <= taken + open) continue;
      found.push(`${name}: ${done.length} times ${kind}, asked for were ${taken + open}: ${ids(done)}`);
    }
    const refunds = later.filter((order) => order.kind === 'Refund');
    if (refunds.length > 1) found.push(`${name} was given back ${refunds.length} times: ${ids(refunds)}`);
  }
  return found;
}

/** What has not come to rest yet, each with where it stands. Empty: everything is settled and everything is owned. */
export function restless(ledger: Ledger, rows: readonly PackageRow[], customers: readonly Customer[]): string[] {
  const byName = new Map(rows.map((row) => [row.name, row]));
  const found = customers.flatMap((customer) => {
    const row = byName.get(customer.spec.name);
    const why = row === undefined ? 'it is in no list' : unrest(row, ledger, customer);
    return why === null ? [] : [`${customer.spec.name}: ${why}${row === undefined ? '' : ` (${standing(row)})`}`];
  });
  return [...found, ...nobodys(ledger, byName, customers), ...shared(rows)];
}

/** What was asked for, by the kind of order the vendor books for it. */
function changes({ renewals, resizes }: Customer) {
  return [
    ['Renew', renewals],
    ['Upgrade', resizes],
  ] as const;
}

/** True when a person must act, and is told why. */
const asksPerson = (row: PackageRow): boolean => row.waitingFor === 'operator' && row.reason !== null;

/** Why a package has not come to rest yet; null when all that was asked of it is done, or a person is told why not. */
export function unrest(row: PackageRow, ledger: Ledger, customer: Customer): string | null {
  const bought = ownOrders(ledger.orders, customer).filter((order) => order.paymentStatus === 'Paid');
  const booked = ledger.packages.find(({ resourceId }) => bought.some((order) => order.resourceIds[0] === resourceId));
  if (row.resourceId === null && booked !== undefined && isKept(booked)) {
    return `it does not know ${booked.resourceId}, which it has bought`;
  }
  if (row.resourceId !== null && booked?.resourceId !== row.resourceId) {
    return `it holds ${row.resourceId}, the vendor sold it ${booked?.resourceId ?? 'nothing'}`;
  }
  if (isEnded(row.status)) {
    const isReleased = row.status === 'Released' && customer.release === 'taken';
    if (!isReleased) return 'it ended, and nobody wanted that';
    return booked !== undefined && isKept(booked) ? `${booked.resourceId} is still there` : null;
  }
  if (asksPerson(row)) return null;
  if (row.status !== 'Active' || row.waitingFor !== null) return 'it is under way';
  if (customer.release === 'taken') return 'it was to be released';
  const paid = ledger.orders.filter(
    (order) => order.paymentStatus === 'Paid' && order.resourceIds.includes(row.resourceId ?? ''),
  );
  for (const [kind, { taken }] of changes(customer)) {
    const done = paid.filter((order) => order.kind === kind).length;
    if (done !== taken) return `${done} times ${kind}, asked for were ${taken}`;
  }
  if (row.bandwidthMbps !== booked?.bandwidthMbps) {
    return `it shows ${row.bandwidthMbps} Mbps, the vendor ${booked?.bandwidthMbps}`;
  }
  // CEN shows its times to the minute.
  const isShown = row.expiresAt?.slice(0, 16) === booked?.expiresAt?.slice(0, 16);
  return isShown ? null : `it shows the expiry ${row.expiresAt}, the vendor ${booked?.expiresAt}`;
}

function nobodys(
  { orders, packages }: Ledger,
  byName: Map<string, PackageRow>,
  customers: readonly Customer[],
): string[] {
  return packages.filter(isKept).flatMap(({ resourceId }) => {
    const order = orders.find(({ kind, resourceIds }) => kind === 'New' && resourceIds.includes(resourceId));
    const firstRunId = order === undefined ? null : (markOf(order)?.firstRunId ?? null);
    const owner = customers.find((customer) => firstRunId !== null && customer.firstRunId === firstRunId);
    const row = owner === undefined ? undefined : byName.get(owner.spec.name);
    const isOwned = row !== undefined && (row.resourceId === resourceId || asksPerson(row));
    return isOwned ? [] : [`${resourceId} is paid for and belongs to nobody (${owner?.spec.name ?? 'unknown mark'})`];
  });
}

function shared(rows: readonly PackageRow[]): string[] {
  const held = rows.filter((row) => row.resourceId !== null);
  return [...grouped(held, (row) => row.resourceId ?? '')]
    .filter(([, same]) => same.length > 1)
    .map(([resourceId, same]) => `${resourceId} belongs to ${same.map(({ name }) => name).join(' and ')}`);
}

function ownOrders(orders: readonly BookedOrder[], { firstRunId }: Customer): BookedOrder[] {
  if (firstRunId === null) return [];
  return orders.filter((order) => order.kind === 'New' && markOf(order)?.firstRunId === firstRunId);
}

function standing({ status, waitingFor, reason }: PackageRow): string {
  return [status, waitingFor === null ? null : `waiting for ${waitingFor}`, reason]
    .filter((word) => word !== null)
    .join(', ');
}

const ids = (orders: readonly BookedOrder[]): string => orders.map(({ orderId }) => orderId).join(', ');

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
