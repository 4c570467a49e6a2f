import { blockingOrder, placeOrder } from '../money/orders.js';
import { upgradePriceMinor } from '../money/prices.js';
import { OrderRefusal } from '../money/refusal.js';
import { drawDelayMs } from '../random.js';
import { releasedNow } from '../time/settle.js';
import type { Visit } from '../world.js';
import { cenBandwidth, descriptionOf, nameOf } from './cen-create.js';
import { areaOfRegion, blocking, type CenPlan, findCen, findPlan, limitsOf, livePlans, spanOf } from './cen-plans.js';
import { AlibabaError, invalidParameter } from './errors.js';
import type { Operation } from './operation.js';

export const associateCenBandwidthPackage: Operation = (visit, parameters) => {
  const cen = findCen(visit, parameters.required('CenId'));
  const plan = findPlan(visit, parameters.required('CenBandwidthPackageId'));
  if (plan.details.moving !== null) throw blocking();
  if (plan.details.cenId !== null) throw wrongStatus('BwpInstanceStatus');
  if (isExpired(visit, plan)) throw wrongStatus('BwpBusinessStatus');
  const span = spanOf(plan.details.areaA, plan.details.areaB);
  const twin = livePlans(visit).find(
    ({ details }) =>
      spanOf(details.areaA, details.areaB) === span &&
      (details.cenId === cen.cenId || details.moving?.cenId === cen.cenId),
  );
  if (twin !== undefined) throw wrongStatus('GeoSpanAlreadyAssociated');
  move(visit, plan, cen.cenId);
  return {};
};

export const unassociateCenBandwidthPackage: Operation = (visit, parameters) => {
  const cen = findCen(visit, parameters.required('CenId'));
  const plan = findPlan(visit, parameters.required('CenBandwidthPackageId'));
  if (plan.details.moving !== null) throw blocking();
  if (plan.details.cenId !== cen.cenId) throw wrongStatus('BwpInstanceStatus');
  if (usedMbps(visit, plan) > 0) throw wrongStatus('CenBandwidthLimitsNotZero');
  move(visit, plan, null);
  return {};
};

export const modifyCenBandwidthPackageAttribute: Operation = (visit, parameters) => {
  const plan = findPlan(visit, parameters.required('CenBandwidthPackageId'));
  if (plan.details.moving !== null) throw blocking();
  const name = parameters.optional('Name') === null ? plan.details.name : nameOf(parameters);
  const description =
    parameters.optional('Description') === null ? plan.details.description : descriptionOf(parameters);
  visit.world.ledger.putPackage(visit.now, { ...plan, details: { ...plan.details, name, description } });
  return {};
};

export const modifyCenBandwidthPackageSpec: Operation = (visit, parameters) => {
  const plan = findPlan(visit, parameters.required('CenBandwidthPackageId'));
  const bandwidthMbps = cenBandwidth(parameters);
  if (plan.details.moving !== null) throw blocking();
  if (isExpired(visit, plan)) throw new AlibabaError(400, 'InvalidStatus.Resource', 'The resource status is invalid.');
  if (bandwidthMbps === plan.bandwidthMbps) {
    throw new AlibabaError(400, 'Operation.Failed', 'The bandwidth of the bandwidth package is not changed.');
  }
  const { world } = visit;
  if (blockingOrder(world, visit.accountId, [plan.resourceId]) !== null) {
    throw new AlibabaError(400, 'OperationFailed.OrderIsProcessing', 'An order of the resource is being processed.');
  }
  const isLess = bandwidthMbps < plan.bandwidthMbps;
  const crossesBorder = (plan.details.areaA === 'china') !== (plan.details.areaB === 'china');
  if (isLess && crossesBorder) {
    throw new AlibabaError(400, 'OperationFailed.UpDowngrade', 'A cross-border bandwidth plan cannot be downgraded.');
  }
  if (bandwidthMbps < usedMbps(visit, plan)) throw wrongStatus('BwpBandwidthExceeded');
  try {
    placeOrder(visit, {
      kind: isLess ? 'Downgrade' : 'Upgrade',
      product: 'cen',
      amountMinor: upgradePriceMinor(world.behaviour, plan, bandwidthMbps, visit.now),
      packages: [plan],
      purpose: { type: 'resize', bandwidthMbps, neverDelivered: visit.effects.paidNeverDelivered },
      autoPay: true,
      charging: 'atOnce',
      clientToken: null,
      request: parameters.recorded(),
    });
  } catch (error) {
    if (!(error instanceof OrderRefusal) || error.reason !== 'insufficientBalance') throw error;
    throw new AlibabaError(400, 'OperationFailed.InsufficientBalance', 'The account balance is insufficient.');
  }
  return {};
};

export const deleteCenBandwidthPackage: Operation = (visit, parameters) => {
  const plan = findPlan(visit, parameters.required('CenBandwidthPackageId'));
  if (plan.details.moving !== null) throw blocking();
  if (plan.details.cenId !== null) throw wrongStatus('BwpInstanceStatus', 403);
  if (plan.details.chargeType === 'PREPAY' && !isExpired(visit, plan)) {
    throw new AlibabaError(
      403,
      'Forbidden.Release',
      'Forbidden to release a PREPAY bandwidth instance within validity period.',
    );
  }
  visit.world.ledger.putPackage(visit.now, releasedNow(plan, visit.now));
  return {};
};

export const setCenInterRegionBandwidthLimit: Operation = (visit, parameters) => {
  const cen = findCen(visit, parameters.required('CenId'));
  const localRegionId = parameters.required('LocalRegionId');
  const oppositeRegionId = parameters.required('OppositeRegionId');
  const bandwidthMbps = parameters.integer('BandwidthLimit', 0, 10_000);
  const localArea = areaOfRegion(localRegionId);
  const oppositeArea = areaOfRegion(oppositeRegionId);
  if (localArea === null) throw invalidParameter('LocalRegionId', 'there is no such region.');
  if (oppositeArea === null) throw invalidParameter('OppositeRegionId', 'there is no such region.');
  const span = spanOf(localArea, oppositeArea);
  const plan = livePlans(visit).find(
    ({ details }) => details.cenId === cen.cenId && spanOf(details.areaA, details.areaB) === span,
  );
  if (plan === undefined) throw wrongStatus('BwpForGeoSpanNotAssociated');
  const { regionLimits } = visit.world.ledger;
  const pair = [localRegionId, oppositeRegionId].sort().join('\n');
  const key = `${visit.accountId}\n${cen.cenId}\n${pair}`;
  if (bandwidthMbps === 0) {
    regionLimits.drop(key);
    return {};
  }
  const others = usedMbps(visit, plan) - (regionLimits.get(key)?.bandwidthMbps ?? 0);
  if (others + bandwidthMbps > plan.bandwidthMbps) throw wrongStatus('BwpBandwidthExceeded');
  regionLimits.put({
    key,
    accountId: visit.accountId,
    cenId: cen.cenId,
    localRegionId,
    oppositeRegionId,
    spanId: span,
    bandwidthPackageId: plan.resourceId,
    bandwidthMbps,
  });
  return {};
};

function move(visit: Visit, plan: CenPlan, cenId: string | null): void {
  const { world, now } = visit;
  const { seed, delivery } = world.behaviour;
  const delayMs = drawDelayMs(seed, delivery.cenAttachSeconds, 'move', plan.resourceId, String(now));
  const moving = { cenId, at: now + delayMs };
  world.ledger.putPackage(now, { ...plan, details: { ...plan.details, moving } });
}

/** What the plan's regions already use, in Mbps. */
function usedMbps(visit: Visit, plan: CenPlan): number {
  if (plan.details.cenId === null) return 0;
  return limitsOf(visit, plan.details.cenId)
    .filter((limit) => limit.bandwidthPackageId === plan.resourceId)
    .reduce((sum, limit) => sum + limit.bandwidthMbps, 0);
}

function isExpired(visit: Visit, plan: CenPlan): boolean {
  return plan.expiresAt !== null && plan.expiresAt <= visit.now;
}

function wrongStatus(detail: string, status = 409): AlibabaError {
  return new AlibabaError(
    status,
    `InvalidOperation.${detail}`,
    'The status of the instance does not support this operation.',
  );
}
