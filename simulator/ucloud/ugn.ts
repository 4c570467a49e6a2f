import { arranged } from '../faults/listings.js';
import { fixtureCreatedAt, ugnIds, ugnRegionsOf } from '../fixtures.js';
import { placeOrder, placeRefund } from '../money/orders.js';
import { monthlyPerMbpsMinor, termPriceMinor } from '../money/prices.js';
import { ugnRefundMinor, ugnResizeMinor } from '../money/ugn-refund.js';
import type { Package, UgnDetails } from '../records.js';
import { releasedNow } from '../time/settle.js';
import { type Visit, visiblePackages } from '../world.js';
import { badParameter, retCodes, UcloudError } from './errors.js';
import { offsetPage, type UcloudOperation, unixSeconds } from './operation.js';
import type { UcloudParameters } from './parameters.js';
import {
  chargeTypes,
  knownUgn,
  pairOf,
  pathWords,
  payModes,
  qosWords,
  type UgnPackage,
  ugnBandwidth,
  ugnPackages,
} from './ugn-create.js';

const listLimits = { fallback: 20, most: 1_000 } as const;
/** The free package between two regions that bought none: 5 kbps. */
const defaultMbps = 0.005;

export const getSimpleUGNBwPackages: UcloudOperation = (visit, parameters) => {
  const projectId = parameters.projectId();
  const ugnId = knownUgn(visit, parameters.required('UGNID'));
  const ids = parameters.list('PackageIds');
  const rows = [...boughtRows(visit, projectId, ugnId), ...defaultRows(visit, ugnId)].filter(
    (row) => ids.length === 0 || ids.includes(idOf(row)),
  );
  const { items, page } = offsetPage({ visit, parameters, all: rows, idOf }, listLimits);
  return { BwPackages: items, ...page };
};

export const listSimpleBwPackage: UcloudOperation = (visit, parameters) => {
  const all = boughtRows(visit, parameters.projectId(), null);
  const { items, page } = offsetPage({ visit, parameters, all, idOf }, listLimits);
  return { BwPackages: items, ...page };
};

export const describeSimpleUGN: UcloudOperation = (visit, parameters) => {
  const projectId = parameters.projectId();
  const ugnId = knownUgn(visit, parameters.required('UGNID'));
  return {
    UGN: ugnRow(visit, ugnId),
    Networks: ugnRegionsOf(visit.world.behaviour).map((region) => ({
      NetworkID: `uvnet-${region}`,
      Region: region,
      Type: 'VPC',
      OrgName: projectId,
    })),
    BwPackages: arranged(visit, [...boughtRows(visit, projectId, ugnId), ...defaultRows(visit, ugnId)], idOf),
    Routes: [],
    Policies: [],
  };
};

export const listUGN: UcloudOperation = (visit, parameters) => {
  parameters.projectId();
  const all = ugnIds(visit.world.behaviour);
  const { items, page } = offsetPage({ visit, parameters, all, idOf: (ugnId) => ugnId }, listLimits);
  return { UGNs: items.map((ugnId) => ugnRow(visit, ugnId)), ...page };
};

/** In fen or cents for one month or one year; the call knows no quantity. */
export const getSimpleBuyBwPrice: UcloudOperation = (visit, parameters) => {
  parameters.projectId();
  parameters.required('RegionA');
  parameters.required('RegionB');
  const payMode = parameters.requiredOneOf('PayMode', payModes);
  const chargeType = parameters.requiredOneOf('ChargeType', chargeTypes);
  parameters.requiredOneOf('Qos', qosWords);
  parameters.requiredOneOf('Path', pathWords);
  const bandwidthMbps = parameters.integerOr('BandWidth', 1, 1, 10_000);
  const { behaviour } = visit.world;
  const isAdvance = payMode === 'FixedBw' && (chargeType === 'Month' || chargeType === 'Year');
  const priceMinor = isAdvance
    ? termPriceMinor(behaviour, 'ugn', bandwidthMbps, { count: 1, unit: chargeType })
    : monthlyPerMbpsMinor(behaviour, 'ugn') * bandwidthMbps;
  return { TotalPrice: priceMinor, CustomPrice: priceMinor, OriginalPrice: priceMinor };
};

export const modifyUGNBandwidth: UcloudOperation = (visit, parameters) => {
  const row = findPackage(visit, parameters, 'PackageID');
  const bandwidthMbps = ugnBandwidth(parameters);
  if (bandwidthMbps === row.bandwidthMbps) throw badParameter('BandWidth');
  placeOrder(visit, {
    kind: bandwidthMbps > row.bandwidthMbps ? 'Upgrade' : 'Downgrade',
    product: 'ugn',
    amountMinor: ugnResizeMinor(visit.world.behaviour, row, bandwidthMbps, visit.now),
    packages: [row],
    purpose: { type: 'resize', bandwidthMbps, neverDelivered: visit.effects.paidNeverDelivered },
    autoPay: true,
    charging: 'atOnce',
    clientToken: null,
    request: parameters.recorded(),
  });
  return {};
};

/** Gone at once; the unused part comes back to the balance by the vendor's unkind formula. */
export const deleteUGNBwPackage: UcloudOperation = (visit, parameters) => {
  const row = findPackage(visit, parameters, 'BwPackageID');
  const { world, now } = visit;
  const order = placeRefund(visit, row, {
    amountMinor: -ugnRefundMinor(world.behaviour, row, now),
    clientToken: null,
    request: parameters.recorded(),
  });
  world.ledger.putPackage(now, releasedNow({ ...row, orderIds: [...row.orderIds, order.orderId] }, now));
  return {};
};

/** The id is `PackageID` in one operation and `BwPackageID` in the other; without a project it is looked for in the default one. */
function findPackage(visit: Visit, parameters: UcloudParameters, idName: string): UgnPackage {
  const projectId = parameters.projectId();
  const ugnId = knownUgn(visit, parameters.required('UGNID'));
  const resourceId = parameters.required(idName);
  const row = ugnPackages(visit, ugnId).find(
    (one) => one.resourceId === resourceId && one.phase === 'live' && one.details.projectId === projectId,
  );
  if (row === undefined) throw new UcloudError(retCodes.packageUnknown, `Bandwidth package [${resourceId}] not found`);
  return row;
}

function idOf(row: Readonly<Record<string, unknown>>): string {
  return String(row.PackageID);
}

function boughtRows(visit: Visit, projectId: string, ugnId: string | null): Record<string, unknown>[] {
  return visiblePackages(visit, 'ugn').flatMap((row) => {
    const { details } = row;
    if (row.phase !== 'live' || details.product !== 'ugn' || details.projectId !== projectId) return [];
    return ugnId === null || details.ugnId === ugnId ? [packageRow(row, details)] : [];
  });
}

/** No status, no charge type, no order, no renewal flag: that is all the vendor shows. */
function packageRow(row: Package, details: UgnDetails): Record<string, unknown> {
  return {
    PackageID: row.resourceId,
    UGNID: details.ugnId,
    Name: details.name,
    Remark: details.remark,
    PayMode: details.payMode,
    RegionA: details.regionA,
    RegionB: details.regionB,
    BandWidth: row.bandwidthMbps,
    Qos: details.qos,
    Path: details.path,
    CreateTime: unixSeconds(row.createdAt),
    ...(row.expiresAt === null ? {} : { ExpireTime: unixSeconds(row.expiresAt) }),
  };
}

function defaultRows(visit: Visit, ugnId: string): Record<string, unknown>[] {
  if (visit.world.behaviour.ugnDefaultPackages === 'hidden') return [];
  const taken = new Set(ugnPackages(visit, ugnId).map(({ details }) => pairOf(details.regionA, details.regionB)));
  const first = ugnRegionsOf(visit.world.behaviour).slice(0, 4);
  return first.flatMap((regionA, index) =>
    first.slice(index + 1).flatMap((regionB) => {
      const pair = pairOf(regionA, regionB);
      if (taken.has(pair)) return [];
      return [
        {
          PackageID: `bw-free-${pair.replace('/', '-')}`,
          UGNID: ugnId,
          Name: '',
          Remark: '',
          PayMode: 'FixedBw',
          RegionA: regionA,
          RegionB: regionB,
          BandWidth: defaultMbps,
          Qos: 'Gold',
          Path: 'None',
          CreateTime: unixSeconds(fixtureCreatedAt),
        },
      ];
    }),
  );
}

function ugnRow(visit: Visit, ugnId: string): Record<string, unknown> {
  return {
    UGNID: ugnId,
    Name: ugnId.replace('ugn-', ''),
    Remark: '',
    CreateTime: unixSeconds(fixtureCreatedAt),
    NetworkCount: ugnRegionsOf(visit.world.behaviour).length,
    BwPackageCount: ugnPackages(visit, ugnId).length,
    PolicyCount: 0,
    ApplyNetworksCount: 0,
  };
}
