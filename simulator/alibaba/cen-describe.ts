import { areaRegions } from '../fixtures.js';
import type { CenDetails, Package } from '../records.js';
import { type Visit, visiblePackages } from '../world.js';
import { cens, findCen, limitsOf, livePlans, spanOf } from './cen-plans.js';
import { carries } from './ecd-describe.js';
import { AlibabaError, invalidParameter } from './errors.js';
import { minuteTime, type Operation } from './operation.js';
import { numberedPage } from './pages.js';
import type { Parameters } from './parameters.js';

/** How CEN writes "never". */
const neverExpires = '2999-09-08T16:00Z';

export const describeCenBandwidthPackages: Operation = (visit, parameters) => {
  const matches = filterOf(parameters);
  const tags = parameters.tags({ keyLength: 64, valueLength: 128 });
  const group = parameters.optional('ResourceGroupId');
  const matching = visiblePackages(visit, 'cen').flatMap((row) => {
    if (row.details.product !== 'cen' || row.phase !== 'live') return [];
    if (group !== null && group !== row.details.resourceGroupId) return [];
    return matches(row, row.details) && carries(row.tags, tags) ? [{ ...row, details: row.details }] : [];
  });
  const { page, items } = numberedPage({ visit, parameters, all: matching, idOf: (row) => row.resourceId });
  return { ...page, CenBandwidthPackages: { CenBandwidthPackage: items.map((row) => plan(visit, row, row.details)) } };
};

export const describeCens: Operation = (visit, parameters) => {
  const filters = parameters.filters('Filter');
  const wanted = filters.filter(({ key }) => key === 'CenId').flatMap(({ values }) => values);
  const names = filters.filter(({ key }) => key === 'Name').flatMap(({ values }) => values);
  const plans = livePlans(visit);
  const all = cens(visit).filter(
    (row) => (wanted.length === 0 || wanted.includes(row.cenId)) && (names.length === 0 || names.includes(row.name)),
  );
  const { page, items } = numberedPage({ visit, parameters, all, idOf: (row) => row.cenId });
  return {
    ...page,
    Cens: {
      Cen: items.map((row) => ({
        CenId: row.cenId,
        Name: row.name,
        Description: row.description,
        Status: 'Active',
        ProtectionLevel: 'REDUCED',
        Ipv6Level: 'DISABLE',
        ResourceGroupId: '',
        CreationTime: minuteTime(row.createdAt),
        CenBandwidthPackageIds: {
          CenBandwidthPackageId: plans.filter((one) => one.details.cenId === row.cenId).map((one) => one.resourceId),
        },
        Tags: {
          Tag: (visit.world.ledger.cenTags.get(`${visit.accountId}\n${row.cenId}`)?.tags ?? []).map((tag) => ({
            Key: tag.key,
            Value: tag.value,
          })),
        },
      })),
    },
  };
};

export const describeCenInterRegionBandwidthLimits: Operation = (visit, parameters) => {
  const cenId = parameters.required('CenId');
  findCen(visit, cenId);
  const { page, items } = numberedPage({ visit, parameters, all: limitsOf(visit, cenId), idOf: (row) => row.key });
  return {
    ...page,
    CenInterRegionBandwidthLimits: {
      CenInterRegionBandwidthLimit: items.map((row) => ({
        CenId: row.cenId,
        LocalRegionId: row.localRegionId,
        OppositeRegionId: row.oppositeRegionId,
        GeographicSpanId: row.spanId,
        BandwidthLimit: row.bandwidthMbps,
        BandwidthPackageId: row.bandwidthPackageId,
        BandwidthType: 'BandwidthPackage',
        Status: 'Active',
      })),
    },
  };
};

export const describeCenGeographicSpanRemainingBandwidth: Operation = (visit, parameters) => {
  const cenId = parameters.required('CenId');
  findCen(visit, cenId);
  const span = spanOf(
    parameters.required('GeographicRegionAId').toLowerCase(),
    parameters.required('GeographicRegionBId').toLowerCase(),
  );
  const bought = livePlans(visit)
    .filter((row) => row.details.cenId === cenId && spanOf(row.details.areaA, row.details.areaB) === span)
    .reduce((sum, row) => sum + row.bandwidthMbps, 0);
  const used = limitsOf(visit, cenId)
    .filter((row) => row.spanId === span)
    .reduce((sum, row) => sum + row.bandwidthMbps, 0);
  return { RemainingBandwidth: bought - used };
};

export const describeGeographicRegionMembership: Operation = (visit, parameters) => {
  const area = parameters.required('GeographicRegionId').toLowerCase();
  const regions = areaRegions[area];
  if (regions === undefined) throw invalidParameter('GeographicRegionId', 'there is no such area.');
  const { page, items } = numberedPage({ visit, parameters, all: regions, idOf: (regionId) => regionId });
  return { ...page, RegionIds: { RegionId: items.map((regionId) => ({ RegionId: regionId })) } };
};

/** Values of one key are alternatives; keys all hold, unless IsOrKey. */
function filterOf(parameters: Parameters): (row: Package, details: CenDetails) => boolean {
  const filters = parameters.filters('Filter');
  if (filters.length > 5) throw invalidParameter('Filter', 'at most 5 filters are allowed.');
  const isOrKey = parameters.flag('IsOrKey', false);
  const checks = filters.map(({ key, values }) => {
    const read = fieldOf(key);
    return (row: Package, details: CenDetails) => values.includes(read(row, details));
  });
  return (row, details) => {
    if (checks.length === 0) return true;
    return isOrKey ? checks.some((check) => check(row, details)) : checks.every((check) => check(row, details));
  };
}

function fieldOf(key: string): (row: Package, details: CenDetails) => string {
  switch (key) {
    case 'CenId':
      return (_row, details) => details.cenId ?? '';
    case 'Status':
      return (_row, details) => statusOf(details);
    case 'CenBandwidthPackageId':
      return (row) => row.resourceId;
    case 'Name':
      return (_row, details) => details.name;
    default:
      throw new AlibabaError(400, 'FilterKey.NotSupport', 'The specified filter key is not supported.');
  }
}

function statusOf(details: CenDetails): string {
  return details.cenId === null ? 'Idle' : 'InUse';
}

function plan(visit: Visit, row: Package, details: CenDetails): Record<string, unknown> {
  const seen = visit.now - visit.effects.staleMs;
  const limits = details.cenId === null ? [] : limitsOf(visit, details.cenId);
  return {
    CenBandwidthPackageId: row.resourceId,
    Name: details.name,
    Description: details.description,
    Bandwidth: row.bandwidthMbps,
    BandwidthPackageChargeType: details.chargeType,
    Status: statusOf(details),
    BusinessStatus: row.expiresAt !== null && row.expiresAt <= seen ? 'FinancialLocked' : 'Normal',
    CenIds: { CenId: details.cenId === null ? [] : [details.cenId] },
    GeographicRegionAId: details.areaA,
    GeographicRegionBId: details.areaB,
    GeographicSpanId: spanOf(details.areaA, details.areaB),
    IsCrossBorder: (details.areaA === 'china') !== (details.areaB === 'china'),
    TypeFor95: '',
    Ratio: '',
    CreationTime: minuteTime(row.createdAt),
    ExpiredTime: row.expiresAt === null ? neverExpires : minuteTime(row.expiresAt),
    HasReservationData: 'false',
    ResourceGroupId: details.resourceGroupId,
    OrginInterRegionBandwidthLimits: {
      OrginInterRegionBandwidthLimit: limits
        .filter((limit) => limit.bandwidthPackageId === row.resourceId)
        .map((limit) => ({
          BandwidthLimit: String(limit.bandwidthMbps),
          GeographicSpanId: limit.spanId,
          LocalRegionId: limit.localRegionId,
          OppositeRegionId: limit.oppositeRegionId,
        })),
    },
    ...(visit.world.behaviour.showTags && {
      Tags: { Tag: row.tags.map((tag) => ({ Key: tag.key, Value: tag.value })) },
    }),
  };
}
