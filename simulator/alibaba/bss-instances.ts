import { blockingOrder, placeOrder } from '../money/orders.js';
import { nextRenewalAttempt } from '../money/payment.js';
import { termPriceMinor } from '../money/prices.js';
import { OrderRefusal } from '../money/refusal.js';
import type { Package, Term } from '../records.js';
import { nextVendorDay } from '../time/calendar.js';
import { forcedReleaseAt } from '../time/settle.js';
import { packagesSeen, type Visit } from '../world.js';
import { codesOf, envelope } from './bss-orders.js';
import { onceByToken } from './client-token.js';
import { AlibabaError, invalidParameter, missingParameter } from './errors.js';
import { type Operation, secondTime } from './operation.js';
import { billingPage } from './pages.js';
import type { Parameters } from './parameters.js';

const renewalMonths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 24, 36];

export const renewInstance: Operation = (visit, parameters) =>
  onceByToken(visit, parameters, (clientToken) => {
    const row = namedInstance(visit, parameters);
    const months = parameters.integer('RenewPeriod', 1, 36);
    if (!renewalMonths.includes(months)) {
      throw invalidParameter('RenewPeriod', `valid values are ${renewalMonths.join(', ')}.`);
    }
    if (row.expiresAt === null || row.phase !== 'live') {
      throw new AlibabaError(400, 'ResourceStatusError', 'The status of the resource does not allow renewal.');
    }
    const { world } = visit;
    if (blockingOrder(world, visit.accountId, [row.resourceId]) !== null) throw new OrderRefusal('unpaidOrder');
    const term = monthsAsTerm(months);
    const order = placeOrder(visit, {
      kind: 'Renew',
      product: row.details.product,
      amountMinor: termPriceMinor(world.behaviour, row.details.product, row.bandwidthMbps, term),
      packages: [row],
      purpose: {
        type: 'renew',
        term,
        toMonthEnd: false,
        autoRenew: null,
        neverDelivered: visit.effects.paidNeverDelivered,
      },
      autoPay: true,
      charging: 'atOnce',
      clientToken,
      request: parameters.recorded(),
    });
    return envelope({ OrderId: order.orderId });
  });

export const setRenewal: Operation = (visit, parameters) => {
  const status = parameters.oneOf('RenewalStatus', ['AutoRenewal', 'ManualRenewal', 'NotRenewal']);
  if (status === null) throw missingParameter('RenewalStatus');
  checkProduct(visit, parameters);
  const rows = instanceIds(parameters, true).map((id) => findInstance(visit, id));
  for (const row of rows) {
    if (row.expiresAt === null) {
      throw new AlibabaError(400, 'ResourceStatusError', 'A pay-as-you-go resource cannot be renewed.');
    }
  }
  const term = status === 'AutoRenewal' ? renewalTerm(parameters) : null;
  for (const row of rows) {
    const changed: Package = { ...row, renewal: { ...row.renewal, status, term: term ?? row.renewal.term } };
    const soonest = nextRenewalAttempt(visit.world, changed, visit.now);
    // A switch set today acts from tomorrow.
    const nextAttemptAt = soonest === null ? null : Math.max(soonest, nextVendorDay(visit.now));
    visit.world.ledger.putPackage(visit.now, { ...changed, renewal: { ...changed.renewal, nextAttemptAt } });
  }
  return envelope(null);
};

export const queryAvailableInstances: Operation = (visit, parameters) => {
  const ids = new Set(instanceIds(parameters, false));
  const region = parameters.optional('Region');
  if (region !== null) parameters.required('ProductCode');
  const productCode = parameters.optional('ProductCode');
  const productType = parameters.optional('ProductType');
  const renewStatus = parameters.optional('RenewStatus');
  const subscription = parameters.optional('SubscriptionType');
  const within = (at: number | null, name: string) => {
    const [start, end] = [parameters.time(`${name}Start`), parameters.time(`${name}End`)];
    return (start === null || (at !== null && at >= start)) && (end === null || (at !== null && at <= end + 999));
  };
  const matching = ownInstances(visit).filter(
    (row) =>
      (ids.size === 0 || ids.has(row.resourceId)) &&
      (region === null || region === regionOf(row)) &&
      (productCode === null || productCode === codesOf(visit, row.details).productCode) &&
      (productType === null || productType === codesOf(visit, row.details).productType) &&
      (renewStatus === null || renewStatus === row.renewal.status) &&
      (subscription === null || subscription === subscriptionOf(row)) &&
      within(row.createdAt, 'CreateTime') &&
      within(row.expiresAt, 'EndTime'),
  );
  const { page, items } = billingPage({ visit, parameters, all: matching, idOf: (row) => row.resourceId });
  return envelope({ ...page, InstanceList: items.map((row) => instance(visit, row)) });
};

/** The instance a call names, once its product codes are right. */
export function namedInstance(visit: Visit, parameters: Parameters): Package {
  checkProduct(visit, parameters);
  const row = findInstance(visit, parameters.required('InstanceId'));
  const codes = codesOf(visit, row.details);
  if (parameters.required('ProductCode') !== codes.productCode) {
    throw new AlibabaError(400, 'ResourceNotExists', 'The product has no such resource.');
  }
  return row;
}

export function subscriptionOf(row: Package): string {
  return row.expiresAt === null ? 'PayAsYouGo' : 'Subscription';
}

/** Twelve months are a year, and cost what a year costs. */
function monthsAsTerm(months: number): Term {
  return months % 12 === 0 ? { count: months / 12, unit: 'Year' } : { count: months, unit: 'Month' };
}

function renewalTerm(parameters: Parameters): Term {
  parameters.required('RenewalPeriod');
  parameters.required('RenewalPeriodUnit');
  const count = parameters.integer('RenewalPeriod', 1, 12);
  if (![1, 2, 3, 6, 12].includes(count)) throw invalidParameter('RenewalPeriod', 'valid values are 1, 2, 3, 6, 12.');
  const unit = parameters.oneOf('RenewalPeriodUnit', ['M', 'Y']);
  return { count, unit: unit === 'Y' ? 'Year' : 'Month' };
}

function checkProduct(visit: Visit, parameters: Parameters): void {
  const { wuying, cen } = visit.world.behaviour.productCodes;
  const code = parameters.required('ProductCode');
  const type = parameters.optional('ProductType') ?? '';
  const known = [wuying, cen].some((one) => one.productCode === code && (type === '' || type === one.productType));
  if (!known) throw new AlibabaError(400, 'NotApplicable', 'This API is not applicable for caller.');
}

function instanceIds(parameters: Parameters, required: boolean): string[] {
  const text = required ? parameters.required('InstanceIDs') : (parameters.optional('InstanceIDs') ?? '');
  const ids = text
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (ids.length > 100) throw invalidParameter('InstanceIDs', 'at most 100 entries are allowed.');
  return ids;
}

/** What BSS knows of: everything paid for that is not long gone. */
function ownInstances(visit: Visit): Package[] {
  const rows: Package[] = [];
  for (const row of packagesSeen(visit)) {
    const isKnown = row.phase === 'delivering' || row.phase === 'live' || row.phase === 'releasing';
    if (isKnown && row.accountId === visit.accountId && row.vendor === 'alibaba') rows.push(row);
  }
  return rows;
}

function findInstance(visit: Visit, resourceId: string): Package {
  const row = ownInstances(visit).find((one) => one.resourceId === resourceId);
  if (row === undefined) throw new AlibabaError(400, 'ResourceNotExists', 'The specified resource does not exist.');
  return row;
}

function regionOf(row: Package): string {
  return row.details.product === 'wuying' ? row.details.regionId : 'global';
}

function instance(visit: Visit, row: Package): Record<string, unknown> {
  const { world, now, effects } = visit;
  const codes = codesOf(visit, row.details);
  const isExpired = row.expiresAt !== null && row.expiresAt <= now - effects.staleMs;
  const releaseAt = forcedReleaseAt(world, row);
  const { status, term } = row.renewal;
  return {
    InstanceID: row.resourceId,
    ProductCode: codes.productCode,
    ProductType: codes.productType,
    SubscriptionType: subscriptionOf(row),
    Status: row.phase === 'delivering' ? 'Creating' : isExpired ? 'Stopped' : 'Normal',
    SubStatus: 'Normal',
    Region: regionOf(row),
    CreateTime: secondTime(row.createdAt),
    EndTime: row.expiresAt === null ? '' : secondTime(row.expiresAt),
    StopTime: row.expiresAt === null ? '' : secondTime(row.expiresAt),
    ReleaseTime: '',
    ExpectedReleaseTime: releaseAt === null ? '' : secondTime(releaseAt),
    RenewStatus: row.expiresAt === null ? '' : status,
    ...(status === 'AutoRenewal'
      ? { RenewalDuration: term.count, RenewalDurationUnit: term.unit === 'Year' ? 'Y' : 'M' }
      : {}),
    OwnerId: 1_000_000_000_000_001,
    Seller: 'simulator',
    SellerId: 26_842,
  };
}
