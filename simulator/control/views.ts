import type { Charge, Package } from '../records.js';
import { dayMs } from '../time/calendar.js';
import type { World } from '../world.js';

/** The ledger as the control plane shows it: plain JSON, ISO times, money in minor units. */
export function chargeView(charge: Charge): Record<string, unknown> {
  const { chargeId, orderId, resourceId, amountMinor, currency, kind, accountId } = charge;
  return { chargeId, orderId, resourceId, amountMinor, currency, at: iso(charge.at), kind, account: accountId };
}

export function packageView(world: World, row: Package, now: number): Record<string, unknown> {
  const { details } = row;
  return {
    resourceId: row.resourceId,
    vendor: row.vendor,
    product: details.product,
    account: row.accountId,
    region: regionOf(row),
    status: isThrottled(world, row, now) ? 'Throttled' : statusWord(row),
    bandwidthMbps: row.bandwidthMbps,
    chargeType: chargeTypeOf(row),
    createdAt: iso(row.createdAt),
    expiresAt: isoOrNull(row.expiresAt),
    autoRenew: row.renewal.status === 'AutoRenewal',
    billing: isBilling(row, now),
    tags: row.tags,
    ...(details.product === 'wuying' ? {} : { name: details.name }),
    ...(details.product === 'ugn' ? { remark: details.remark, regions: [details.regionA, details.regionB] } : {}),
    attachedTo: attachedTo(row),
    orderIds: row.orderIds,
  };
}

export function balanceViews(world: World): Record<string, unknown>[] {
  return [...world.ledger.balances.values()].map((row) => ({
    account: row.accountId,
    amountMinor: row.amountMinor,
    currency: row.currency,
  }));
}

export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

export function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : iso(epochMs);
}

function regionOf({ details }: Package): string {
  switch (details.product) {
    case 'wuying':
      return details.regionId;
    case 'cen':
      return 'global';
    case 'ugn':
      return details.projectId;
  }
}

/** The vendor's own word where it has one. */
function statusWord(row: Package): string {
  switch (row.phase) {
    case 'unpaid':
      return 'Unpaid';
    case 'delivering':
      return 'Creating';
    case 'live':
      return row.details.product === 'cen' && row.details.cenId === null ? 'Idle' : 'InUse';
    case 'releasing':
      return 'Releasing';
    case 'released':
      return 'Released';
    case 'withdrawn':
      return 'Withdrawn';
  }
}

/** UGN arrears show in no answer of the vendor's: the line just becomes useless. */
function isThrottled(world: World, row: Package, now: number): boolean {
  if (row.details.product !== 'ugn' || row.phase !== 'live' || row.expiresAt === null) return false;
  return now - row.expiresAt > world.behaviour.ugnThrottleDays * dayMs;
}

function chargeTypeOf({ details }: Package): string {
  return details.product === 'wuying' ? details.payType : details.chargeType;
}

/** Whether it costs money as of now: paid for or metered, and not gone. */
function isBilling(row: Package, now: number): boolean {
  if (row.phase !== 'delivering' && row.phase !== 'live') return false;
  return row.expiresAt === null || row.expiresAt > now;
}

function attachedTo({ details }: Package): string | null {
  switch (details.product) {
    case 'wuying':
      return details.officeSiteId;
    case 'cen':
      return details.cenId;
    case 'ugn':
      return details.ugnId;
  }
}
