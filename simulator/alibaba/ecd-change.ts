import { blockingOrder, placeOrder } from '../money/orders.js';
import { termPriceMinor, upgradePriceMinor } from '../money/prices.js';
import { OrderRefusal } from '../money/refusal.js';
import { drawDelayMs } from '../random.js';
import type { Package, WuyingDetails } from '../records.js';
import type { Visit } from '../world.js';
import { bandwidthOf, ecdPeriods, freeOfficeSite, regionOf } from './ecd-create.js';
import { AlibabaError, invalidParameter } from './errors.js';
import type { Operation } from './operation.js';
import { type Parameters, termOf } from './parameters.js';

type NetworkPackage = Package & { readonly details: WuyingDetails };

export const modifyNetworkPackageBandwidth: Operation = (visit, parameters) => {
  const row = theOne(visit, parameters);
  const bandwidthMbps = bandwidthOf(parameters, row.details.payType, row.details.internetChargeType);
  const autoPay = parameters.flag('AutoPay', true);
  parameters.optionalInteger('ResellerOwnerUid');
  if (row.phase !== 'live') throw wrongStatus('ModificationNotSupport');
  if (bandwidthMbps === row.bandwidthMbps) throw invalidParameter('Bandwidth', 'it is what the package has already.');
  refuseWhileUnpaid(visit, [row]);
  const amountMinor = upgradePriceMinor(visit.world.behaviour, row, bandwidthMbps, visit.now);
  const order = placeOrder(visit, {
    kind: bandwidthMbps > row.bandwidthMbps ? 'Upgrade' : 'Downgrade',
    product: 'wuying',
    amountMinor,
    packages: [row],
    purpose: { type: 'resize', bandwidthMbps, neverDelivered: visit.effects.paidNeverDelivered },
    autoPay: autoPay || amountMinor === 0,
    charging: 'asAutoPaySays',
    clientToken: null,
    request: parameters.recorded(),
  });
  return { OrderId: order.orderId };
};

export const modifyNetworkPackageEnabled: Operation = (visit, parameters) => {
  const row = theOne(visit, parameters);
  parameters.required('Enabled');
  const enabled = parameters.flag('Enabled', true);
  if (row.phase !== 'live') throw wrongStatus('ModificationNotSupport');
  visit.world.ledger.putPackage(visit.now, { ...row, details: { ...row.details, enabled } });
  return {};
};

export const renewNetworkPackages: Operation = (visit, parameters) => {
  const rows = several(visit, parameters);
  const term = termOf(parameters, { count: 'Period', unit: 'PeriodUnit' }, ecdPeriods, 'Month');
  const autoPay = parameters.flag('AutoPay', true);
  const autoRenew = parameters.optional('AutoRenew') === null ? null : parameters.flag('AutoRenew', false);
  parameters.optionalInteger('ResellerOwnerUid');
  if (rows.some((row) => row.details.payType !== 'PrePaid')) {
    throw new AlibabaError(400, 'InvalidChargeType.NotSupport', 'Only subscription network packages can be renewed.');
  }
  if (rows.some((row) => row.phase !== 'live')) throw wrongStatus('RenewNotSupport');
  refuseWhileUnpaid(visit, rows);
  const { behaviour } = visit.world;
  const order = placeOrder(visit, {
    kind: 'Renew',
    product: 'wuying',
    amountMinor: rows.reduce((sum, row) => sum + termPriceMinor(behaviour, 'wuying', row.bandwidthMbps, term), 0),
    packages: rows,
    purpose: { type: 'renew', term, toMonthEnd: false, autoRenew, neverDelivered: visit.effects.paidNeverDelivered },
    autoPay,
    charging: 'asAutoPaySays',
    clientToken: null,
    request: parameters.recorded(),
  });
  return { OrderId: order.orderId };
};

export const deleteNetworkPackages: Operation = (visit, parameters) => {
  const rows = several(visit, parameters);
  const { world, now } = visit;
  for (const row of rows) {
    const inTerm = row.details.payType === 'PrePaid' && row.expiresAt !== null && row.expiresAt > now;
    if (row.phase !== 'live' || inTerm) throw wrongStatus('DeletionNotSupport');
  }
  for (const row of rows) {
    const delayMs = drawDelayMs(
      world.behaviour.seed,
      world.behaviour.delivery.wuyingReleaseSeconds,
      'release',
      row.resourceId,
    );
    world.ledger.putPackage(now, { ...row, phase: 'releasing', phaseAt: now, phaseEndsAt: now + delayMs });
  }
  return {};
};

export const associateNetworkPackage: Operation = (visit, parameters) => {
  const row = theOne(visit, parameters);
  const officeSiteId = parameters.required('OfficeSiteId');
  if (row.phase !== 'live' || row.details.officeSiteId !== null) throw wrongStatus();
  freeOfficeSite(visit, officeSiteId, row.details.regionId);
  visit.world.ledger.putPackage(visit.now, { ...row, details: { ...row.details, officeSiteId } });
  return {};
};

export const dissociateNetworkPackage: Operation = (visit, parameters) => {
  const row = theOne(visit, parameters);
  if (row.phase !== 'live' || row.details.officeSiteId === null) throw wrongStatus();
  visit.world.ledger.putPackage(visit.now, { ...row, details: { ...row.details, officeSiteId: null } });
  return {};
};

/** The package with this id, if this account may know of it. */
export function findNetworkPackage(visit: Visit, resourceId: string, regionId: string): NetworkPackage {
  const row = visit.world.ledger.package(resourceId);
  const hidden = row?.phase === 'unpaid' || row?.phase === 'withdrawn' || row?.phase === 'released';
  if (row === undefined || hidden || row.accountId !== visit.accountId || row.details.product !== 'wuying') {
    throw notFound();
  }
  if (row.details.regionId !== regionId) throw notFound();
  return { ...row, details: row.details };
}

function theOne(visit: Visit, parameters: Parameters): NetworkPackage {
  const regionId = regionOf(parameters);
  const [only] = parameters.requiredList('NetworkPackageId', 1);
  return findNetworkPackage(visit, only ?? '', regionId);
}

function several(visit: Visit, parameters: Parameters): NetworkPackage[] {
  const regionId = regionOf(parameters);
  const ids = new Set(parameters.requiredList('NetworkPackageId', 100));
  return [...ids].map((id) => findNetworkPackage(visit, id, regionId));
}

function refuseWhileUnpaid(visit: Visit, rows: readonly Package[]): void {
  const ids = rows.map((row) => row.resourceId);
  if (blockingOrder(visit.world, visit.accountId, ids) !== null) throw new OrderRefusal('unpaidOrder');
}

function notFound(): AlibabaError {
  return new AlibabaError(404, 'InvalidNetworkPackageId.NotFound', 'The specified network package does not exist.');
}

function wrongStatus(detail?: string): AlibabaError {
  const code = 'IncorrectNetworkPackageStatus';
  return new AlibabaError(
    400,
    detail === undefined ? code : `${code}.${detail}`,
    'The status of the network package does not support this operation.',
  );
}
