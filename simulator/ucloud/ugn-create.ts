import { ugnIds, ugnRegionsOf } from '../fixtures.js';
import { newPackage } from '../money/new-package.js';
import { placeOrder } from '../money/orders.js';
import { termPriceMinor } from '../money/prices.js';
import type { Package, Term, UgnDetails } from '../records.js';
import { freshId, packagesSeen, type Visit } from '../world.js';
import { badParameter, retCodes, UcloudError } from './errors.js';
import type { UcloudOperation } from './operation.js';
import type { UcloudParameters } from './parameters.js';

export type UgnPackage = Package & { readonly details: UgnDetails };

export const payModes = ['FixedBw', 'Max5', 'Traffic'] as const;
export const chargeTypes = ['Month', 'Year', 'PostPay', 'Count'] as const;
export const qosWords = ['Diamond', 'Platinum', 'Gold'] as const;
export const pathWords = ['Delay', 'IGP', 'TCO'] as const;

/** Charged at once, and the answer names neither the package nor the order: both must be found by listing. */
export const createSimpleUGNBwPackage: UcloudOperation = (visit, parameters) => {
  const { world } = visit;
  const projectId = parameters.projectId();
  const ugnId = knownUgn(visit, parameters.required('UGNID'));
  const regionA = parameters.required('RegionA');
  const regionB = parameters.required('RegionB');
  const bandwidthMbps = ugnBandwidth(parameters);
  const payMode = parameters.requiredOneOf('PayMode', payModes);
  const chargeType = parameters.requiredOneOf('ChargeType', chargeTypes);
  const quantity = parameters.number('Quantity');
  const qos = parameters.oneOf('Qos', qosWords) ?? 'Platinum';
  const path = parameters.oneOf('Path', pathWords) ?? 'IGP';
  const term = termOf(payMode, chargeType, quantity);
  refuseUnusablePair(visit, ugnId, regionA, regionB);
  const draft = newPackage(visit, {
    resourceId: freshId(world, 'bw'),
    vendor: 'ucloud',
    bandwidthMbps,
    autoRenew: world.behaviour.ugnAutoRenew && term !== null,
    renewalTerm: { count: 1, unit: term?.unit ?? 'Month' },
    details: {
      product: 'ugn',
      projectId,
      ugnId,
      regionA,
      regionB,
      payMode,
      chargeType,
      qos,
      path,
      name: parameters.optional('Name') ?? '',
      remark: parameters.optional('Remark') ?? '',
    },
  });
  placeOrder(visit, {
    kind: 'New',
    product: 'ugn',
    amountMinor: termPriceMinor(world.behaviour, 'ugn', bandwidthMbps, term),
    packages: [draft],
    purpose: { type: 'new', term, neverDelivered: visit.effects.paidNeverDelivered },
    autoPay: true,
    charging: 'atOnce',
    clientToken: null,
    request: parameters.recorded(),
  });
  return {};
};

export function knownUgn(visit: Visit, ugnId: string): string {
  if (ugnIds(visit.world.behaviour).includes(ugnId)) return ugnId;
  throw new UcloudError(retCodes.ugnUnknown, `UGN [${ugnId}] not found`);
}

export function ugnBandwidth(parameters: UcloudParameters): number {
  const bandwidthMbps = parameters.number('BandWidth');
  if (Number.isInteger(bandwidthMbps) && bandwidthMbps >= 1 && bandwidthMbps <= 10_000) return bandwidthMbps;
  throw new UcloudError(retCodes.badBandwidth, `Bandwidth [${bandwidthMbps}] not available`);
}

/** The account's bought packages of one UGN that hold their region pair. */
export function ugnPackages(visit: Visit, ugnId: string | null): UgnPackage[] {
  const rows: UgnPackage[] = [];
  for (const row of packagesSeen(visit)) {
    if (row.accountId !== visit.accountId || row.details.product !== 'ugn') continue;
    if (row.phase !== 'delivering' && row.phase !== 'live') continue;
    if (ugnId === null || row.details.ugnId === ugnId) rows.push({ ...row, details: row.details });
  }
  return rows;
}

/** Region pairs have no order. */
export function pairOf(regionA: string, regionB: string): string {
  return [regionA, regionB].sort().join('/');
}

function refuseUnusablePair(visit: Visit, ugnId: string, regionA: string, regionB: string): void {
  const known = ugnRegionsOf(visit.world.behaviour);
  if (regionA === regionB || !known.includes(regionA) || !known.includes(regionB)) {
    throw new UcloudError(retCodes.pairNotUsable, `Regions [${regionA}] and [${regionB}] cannot be connected`);
  }
  const pair = pairOf(regionA, regionB);
  if (ugnPackages(visit, ugnId).some(({ details }) => pairOf(details.regionA, details.regionB) === pair)) {
    throw new UcloudError(retCodes.pairTaken, `Regions [${regionA}] and [${regionB}] already have a bandwidth package`);
  }
}

/** What is paid in advance; null: by use. */
function termOf(payMode: UgnDetails['payMode'], chargeType: UgnDetails['chargeType'], quantity: number): Term | null {
  if (quantity < 0) throw badParameter('Quantity');
  const isAdvance = chargeType === 'Month' || chargeType === 'Year';
  if (isAdvance !== (payMode === 'FixedBw')) throw badParameter('ChargeType');
  if (payMode === 'Max5' && chargeType !== 'PostPay') throw badParameter('ChargeType');
  if (!isAdvance) return null;
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > 36) throw badParameter('Quantity');
  return { count: quantity, unit: chargeType };
}
