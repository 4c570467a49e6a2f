import { fixtureCreatedAt, officeRegions, officeSite, officeSites } from '../fixtures.js';
import { packagesBySite } from '../money/payment.js';
import type { Package, Tag } from '../records.js';
import { isStillListed } from '../time/settle.js';
import { type Visit, visiblePackages } from '../world.js';
import { regionOf } from './ecd-create.js';
import { invalidParameter } from './errors.js';
import { type Operation, secondTime } from './operation.js';
import type { Parameters } from './parameters.js';

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
  const { items, nextToken } = tokenPage(parameters, matching, (row) => row.resourceId);
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
  const { items, nextToken } = tokenPage(parameters, listed, (site) => site.officeSiteId);
  const attachedPackages = packagesBySite(visit.world, visit.accountId);
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
    Tags: row.tags.map((tag) => ({ Key: tag.key, Value: tag.value })),
    ...(reservation === null
      ? {}
      : {
          ReservationBandwidth: reservation.bandwidthMbps,
          ReservationInternetChargeType: details.internetChargeType,
          ReservationActiveTime: secondTime(reservation.activeAt),
        }),
  };
}

/** MaxResults (10, at most 100) and NextToken; the token says after which item to go on. */
function tokenPage<Item>(
  parameters: Parameters,
  items: readonly Item[],
  idOf: (item: Item) => string,
): { items: Item[]; nextToken: string } {
  const size = parameters.integerOr('MaxResults', 10, 1, 100);
  const token = parameters.optional('NextToken');
  const from = token === null ? 0 : positionAfter(token, items, idOf);
  const page = items.slice(from, from + size);
  const last = page.at(-1);
  const more = last !== undefined && from + size < items.length;
  return { items: page, nextToken: more ? tokenAfter(from + size, idOf(last)) : '' };
}

function tokenAfter(position: number, id: string): string {
  return Buffer.from(`${position}:${id}`, 'utf8').toString('hex');
}

/** Goes on after the item the token names, or, when that has gone, at the place where it was. */
function positionAfter<Item>(token: string, items: readonly Item[], idOf: (item: Item) => string): number {
  const match = /^(\d+):(.+)$/.exec(Buffer.from(token, 'hex').toString('utf8'));
  const [, position, id] = match ?? [];
  if (position === undefined || id === undefined) throw invalidParameter('NextToken', 'it is not one of ours.');
  const index = items.findIndex((item) => idOf(item) === id);
  return index >= 0 ? index + 1 : Math.max(0, Number(position) - 1);
}
