import { drawDelayMs } from '../random.js';
import type { Change, Charge, Order, Package, Purpose, Term } from '../records.js';
import { addTerm, dayMs, nextVendorDay, nextVendorMonth } from '../time/calendar.js';
import type { World } from '../world.js';
import { termPriceMinor } from './prices.js';

export type PaymentResult = 'paid' | 'notUnpaid' | 'insufficientBalance' | 'resourceGone';

export function balanceMinor(world: World, accountId: string): number {
  const known = world.ledger.balances.get(accountId);
  if (known !== undefined) return known.amountMinor;
  const { balances } = world.behaviour;
  return accountId.startsWith('ucloud/') ? balances.ucloudMinor : balances.alibabaMinor;
}

export function currencyOf({ behaviour }: World, vendor: Order['vendor'], accountId: string): string {
  return behaviour.currencyOfAccount[accountId] ?? behaviour.currency[vendor];
}

/** Takes the money and sets off what the order is for. */
export function payOrder(world: World, orderId: string, at: number): PaymentResult {
  const { ledger } = world;
  const order = ledger.orders.get(orderId);
  if (order === undefined || order.paymentStatus !== 'Unpaid') return 'notUnpaid';
  const packages = order.resourceIds.map((id) => ledger.package(id)).filter((row) => row !== undefined);
  if (packages.length < order.resourceIds.length || packages.some((row) => isGone(row))) return 'resourceGone';
  if (balanceMinor(world, order.accountId) < order.amountMinor) return 'insufficientBalance';
  moveMoney(world, order, order.amountMinor, at);
  const after = packages.map((row) => fulfilled(world, row, order.purpose, shareMinor(world, order, row), at));
  const changes = packages.map((row, index) => changeOf(row, after[index] ?? row));
  ledger.putOrder({ ...order, paymentStatus: 'Paid', paidAt: at, changes });
  for (const row of after) ledger.putPackage(at, row);
  return 'paid';
}

function changeOf(before: Package, after: Package): Change {
  return {
    resourceId: before.resourceId,
    expiresBefore: before.expiresAt,
    expiresAfter: after.expiresAt,
    bandwidthBeforeMbps: before.bandwidthMbps,
    bandwidthAfterMbps: after.bandwidthMbps,
  };
}

/** Books money between the account and the vendor; negative gives it back. Nothing is booked for nothing. */
export function moveMoney(world: World, order: Order, amountMinor: number, at: number): void {
  if (amountMinor === 0) return;
  const { ledger } = world;
  const balance = balanceMinor(world, order.accountId);
  ledger.balances.put({
    accountId: order.accountId,
    amountMinor: balance - amountMinor,
    currency: order.currency,
  });
  const charge: Charge = {
    chargeId: `ch-${String(ledger.next('charge')).padStart(8, '0')}`,
    orderId: order.orderId,
    accountId: order.accountId,
    resourceId: order.resourceIds[0] ?? '',
    amountMinor,
    currency: order.currency,
    at,
    kind: order.kind,
  };
  ledger.charges.put(charge);
}

/** One order may renew several packages; each is worth its own price. */
function shareMinor(world: World, order: Order, row: Package): number {
  if (order.resourceIds.length === 1 || order.purpose.type !== 'renew') return order.amountMinor;
  return termPriceMinor(world.behaviour, row.details.product, row.bandwidthMbps, order.purpose.term);
}

function isGone(row: Package): boolean {
  return row.phase === 'released' || row.phase === 'withdrawn' || row.phase === 'releasing';
}

function fulfilled(world: World, row: Package, purpose: Purpose, paidMinor: number, at: number): Package {
  switch (purpose.type) {
    case 'new':
      return delivered(world, row, purpose.term, purpose.neverDelivered, paidMinor, at);
    case 'renew':
      return purpose.neverDelivered ? row : renewed(world, row, purpose, paidMinor, at);
    case 'resize':
      return purpose.neverDelivered ? row : resized(world, row, purpose.bandwidthMbps, paidMinor, at);
    case 'suspendedNew':
    case 'refund':
      return row;
  }
}

function delivered(
  world: World,
  row: Package,
  term: Term | null,
  neverDelivered: boolean,
  paidMinor: number,
  at: number,
): Package {
  const { delivery, seed } = world.behaviour;
  const ranges = { wuying: delivery.wuyingSeconds, cen: delivery.cenSeconds, ugn: delivery.ugnSeconds };
  const delayMs = drawDelayMs(seed, ranges[row.details.product], 'deliver', row.resourceId);
  const paid: Package = {
    ...row,
    phase: 'delivering',
    phaseAt: at,
    phaseEndsAt: neverDelivered ? null : at + delayMs,
    createdAt: at,
    startsAt: at,
    expiresAt: term === null ? null : firstExpiry(world, row, term, at),
    paidMinor,
    details: siteIfFree(world, row),
  };
  return { ...paid, renewal: { ...paid.renewal, nextAttemptAt: nextRenewalAttempt(world, paid, at) } };
}

function firstExpiry(world: World, row: Package, term: Term, at: number): number {
  const endsWithMonth =
    row.vendor === 'ucloud' && term.unit === 'Month' && world.behaviour.ugnFirstMonth === 'calendarMonth';
  return endsWithMonth ? addTerm(nextVendorMonth(at), { ...term, count: term.count - 1 }) : addTerm(at, term);
}

/** Two unpaid orders may aim at one office site; who pays second gets a package without a site. */
function siteIfFree(world: World, row: Package): Package['details'] {
  const { details } = row;
  if (details.product !== 'wuying' || details.officeSiteId === null) return details;
  const taken = world.behaviour.onePackagePerOfficeSite && packageAtSite(world, row.accountId, details.officeSiteId);
  return taken ? { ...details, officeSiteId: null } : details;
}

/** The paid package that serves this office site. */
export function packageAtSite(world: World, accountId: string, officeSiteId: string): Package | null {
  return packagesBySite(world.ledger.packages(), accountId).get(officeSiteId) ?? null;
}

/** Of these, the paid packages of an account by the office site they serve. */
export function packagesBySite(rows: Iterable<Package>, accountId: string): Map<string, Package> {
  const bySite = new Map<string, Package>();
  for (const row of rows) {
    if (row.accountId !== accountId || row.details.product !== 'wuying' || row.details.officeSiteId === null) continue;
    if (row.phase === 'delivering' || row.phase === 'live') bySite.set(row.details.officeSiteId, row);
  }
  return bySite;
}

function renewed(
  world: World,
  row: Package,
  purpose: Extract<Purpose, { type: 'renew' }>,
  paidMinor: number,
  at: number,
): Package {
  if (row.expiresAt === null) return row;
  const from = Math.max(at, row.expiresAt);
  const longer: Package = {
    ...row,
    expiresAt: purpose.toMonthEnd ? nextVendorMonth(from) : addTerm(from, purpose.term),
    paidMinor: row.paidMinor + paidMinor,
    renewal: {
      ...row.renewal,
      status: purpose.autoRenew === null ? row.renewal.status : purpose.autoRenew ? 'AutoRenewal' : 'ManualRenewal',
      renewedOnce: true,
    },
  };
  return { ...longer, renewal: { ...longer.renewal, nextAttemptAt: nextRenewalAttempt(world, longer, at) } };
}

function resized(world: World, row: Package, bandwidthMbps: number, paidMinor: number, at: number): Package {
  const { details } = row;
  const isLess = bandwidthMbps < row.bandwidthMbps;
  if (details.product === 'wuying' && isLess && world.behaviour.wuyingDowngrade === 'nextDay') {
    return { ...row, details: { ...details, reservation: { bandwidthMbps, activeAt: nextVendorDay(at) } } };
  }
  return { ...row, bandwidthMbps, paidMinor: row.paidMinor + paidMinor };
}

/**
 * When the vendor itself will try to renew next; null when it will not. Alibaba begins some days before expiry (a
 * weekly term: one day before), UCloud at expiry.
 */
export function nextRenewalAttempt(world: World, row: Package, at: number): number | null {
  if (row.renewal.status !== 'AutoRenewal' || row.expiresAt === null) return null;
  if (row.vendor === 'ucloud') return Math.max(row.expiresAt, at);
  const leadDays = row.renewal.term.unit === 'Week' ? 1 : world.behaviour.vendorRenewsDaysBefore;
  return Math.max(at, row.expiresAt - leadDays * dayMs);
}

/** A fresh EIP for a package that was just delivered; from the range kept for documentation. */
export function eipAddress(world: World): string {
  const count = world.ledger.next('eip');
  return `198.51.${100 + (Math.floor(count / 254) % 100)}.${1 + (count % 254)}`;
}
