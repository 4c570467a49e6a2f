import { fixtureCreatedAt, officeRegions, officeSite, officeSites } from '../fixtures.js';
import { packagesBySite } from '../money/payment.js';
import type { Package, Tag } from '../records.js';
import { isStillListed } from '../time/settle.js';
import { packagesSeen, type Visit, visiblePackages } from '../world.js';
import { regionOf } from './ecd-create.js';
import { type Operation, secondTime } from './operation.js';
import { tokenPage } from './pages.js';

/** How ECD writes "never". */
const neverExpires = '2099-12-31T15:59:59Z';

export const describeNetworkPackages: Operation = (visit, parameters) => {
  const regionId = regionOf(parameters);
  const ids = [...new Set(parameters.list('NetworkPackageId', 100))];
  const chargeType = parameters.oneOf('InternetChargeType', ['PayByTraffic', 'PayByBandwidth']);
  const tags = parameters.tags({ keyLength: 128, valueLength: 128 });
  const matching = visiblePackages(visit, 'wuying', ids).filter(
    (row) =>
      row.details.product === 'wuying' &&
      row.details.regionId === regionId &&
      (chargeType === null || row.details.internetChargeType === chargeType) &&
      carries(row.tags, tags) &&
      statusOf(visit, row) !== null,
  );
  const { items, nextToken } = tokenPage({ visit, parameters, all: matching, idOf: (row) => row.resourceId });
  return { NetworkPackages: items.map((row) => networkPackage(visit, row)), NextToken: nextToken };
};

export const describeOfficeSites: Operation = (visit, parameters) => {
  const regionId = regionOf(parameters);
  const { behaviour } = visit.world;
  const ids = parameters.list('OfficeSiteId', 100);
  const status = parameters.optional('Status');
  const sites =
    ids.length > 0
      ? ids.map((id) => officeSite(behaviour, id)).filter((site) => site !== null && site.regionId === regionId)
      : officeSites(behaviour, regionId);
  const listed = status === null || status === 'REGISTERED' ? sites.filter((site) => site !== null) : [];
  const { items, nextToken } = tokenPage({ visit, parameters, all: listed, idOf: (site) => site.officeSiteId });
  const attachedPackages = packagesBySite(packagesSeen(visit), visit.accountId);
  return {
    OfficeSites: items.map((site) => {
      const attached = attachedPackages.get(site.officeSiteId);
      return {
        OfficeSiteId: site.officeSiteId,
        Name: site.name,
        Status: 'REGISTERED',
        VpcType: 'Basic',
        OfficeSiteType: 'SIMPLE',
        EnableInternetAccess: true,
        Bandwidth: attached?.bandwidthMbps ?? 0,
        NetworkPackageId: attached?.resourceId ?? '',
        CenId: '',
        CenAttachStatus: '',
        CreationTime: secondTime(fixtureCreatedAt),
      };
    }),
    NextToken: nextToken,
    TotalCount: listed.length,
  };
};

export const describeRegions: Operation = () => ({
  Regions: officeRegions.map((regionId) => ({
    RegionId: regionId,
    LocalName: regionId,
    RegionEndpoint: `ecd.${regionId}.aliyuncs.com`,
  })),
});

/** Whether the tags hold every wanted one; a wanted tag without a value asks for the key alone. */
export function carries(tags: readonly Tag[], wanted: readonly Tag[]): boolean {
  return wanted.every((want) =>
    tags.some((tag) => tag.key === want.key && (want.value === '' || tag.value === want.value)),
  );
}

/** The vendor's word for where the package stands; null: it is not shown at all. */
function statusOf(visit: Visit, row: Package): string | null {
  const { world, now, effects } = visit;
  switch (row.phase) {
    case 'unpaid':
      return world.behaviour.unpaidPackages === 'creating' ? 'Creating' : null;
    case 'delivering':
      return 'Creating';
    case 'live':
      return 'InUse';
    case 'releasing':
      return 'Releasing';
    case 'released':
      return isStillListed(world, row, now - effects.staleMs) ? 'Released' : null;
    case 'withdrawn':
      return null;
  }
}

function networkPackage(visit: Visit, row: Package): Record<string, unknown> {
  if (row.details.product !== 'wuying') return {};
  const { details } = row;
  const { reservation } = details;
  const site = details.officeSiteId === null ? null : officeSite(visit.world.behaviour, details.officeSiteId);
  const seen = visit.now - visit.effects.staleMs;
  return {
    NetworkPackageId: row.resourceId,
    Bandwidth: row.bandwidthMbps,
    PayType: details.payType,
    InternetChargeType: details.internetChargeType,
    NetworkPackageStatus: statusOf(visit, row),
    BusinessStatus: row.expiresAt !== null && row.expiresAt <= seen ? 'Expired' : 'Normal',
    CreateTime: secondTime(row.createdAt),
    ExpiredTime: row.expiresAt === null ? neverExpires : secondTime(row.expiresAt),
    OfficeSiteId: site?.officeSiteId ?? '',
    OfficeSiteName: site?.name ?? '',
    OfficeSiteVpcType: site === null ? '' : 'basic',
    EipAddresses: details.eipAddresses,
    ...(visit.world.behaviour.showTags && { Tags: row.tags.map((tag) => ({ Key: tag.key, Value: tag.value })) }),
    ...(reservation === null
      ? {}
      : {
          ReservationBandwidth: reservation.bandwidthMbps,
          ReservationInternetChargeType: details.internetChargeType,
          ReservationActiveTime: secondTime(reservation.activeAt),
        }),
  };
}
