import { cancellationSignal } from '@temporalio/activity';
import { CloudReadError } from '../../clouds/cloud-read-error.js';
import type { Listing } from '../../clouds/paging.js';
import { assertNever } from '../../model/assert-never.js';
import type { DeskName } from '../../model/ids.js';
import type { StrayResource } from '../../model/survey.js';
import { cenDocument } from '../adoptable/cen.js';
import { ugnDocument } from '../adoptable/ugn.js';
import { wuyingDocument } from '../adoptable/wuying.js';
import { alibaba, ucloud } from '../context.js';
import { cenSeen } from '../seen/cen.js';
import { isFreeDefault, ugnSeen } from '../seen/ugn.js';
import { wuyingSeen } from '../seen/wuying.js';
import { autoRenewals } from './auto-renewal.js';
import { resourceOrigin } from './origin.js';
import { ugnPrice, wuyingPrice } from './prices.js';

/** All that the vendor tells of a resource; where and since when it is a stray, the caller knows. */
export type Described = Omit<StrayResource, 'product' | 'account' | 'region' | 'firstSeenAt'>;

/** Those of a desk's resources that the vendor lists now, each described. */
export function describeResources(desk: DeskName, ids: readonly string[]): Promise<Described[]> {
  switch (desk.product) {
    case 'wuying':
      return describeWuying(desk, ids);
    case 'cen':
      return describeCen(desk, ids);
    case 'ugn':
      return describeUgn(desk, ids);
    default:
      return assertNever(desk.product);
  }
}

async function describeWuying(desk: DeskName, ids: readonly string[]): Promise<Described[]> {
  const { account, region } = desk;
  const request = { RegionId: region, NetworkPackageId: ids };
  const listing = await alibaba(account).ecd.listAllNetworkPackages(request, { signal: cancellationSignal() });
  const found = wanted(listing, ids, (shown) => shown.NetworkPackageId);
  const renewals = await autoRenewals(
    account,
    found.map((shown) => shown.NetworkPackageId),
  );
  return Promise.all(
    found.map(async (shown) => {
      const seen = wuyingSeen(shown);
      const autoRenew = renewals.get(seen.resourceId) ?? null;
      return {
        ...seen,
        price: seen.expiresAt === null ? null : await wuyingPrice(desk, seen.resourceId),
        autoRenew,
        origin: resourceOrigin(seen.mark, shown.Tags),
        document: wuyingDocument(shown, { account, regionId: region, autoRenew }),
      };
    }),
  );
}

/** Values of one Filter key at their documented highest; more ids than that are found in the whole list. */
const CEN_FILTER_VALUES = 5;

async function describeCen({ account }: DeskName, ids: readonly string[]): Promise<Described[]> {
  const filter = ids.length > CEN_FILTER_VALUES ? {} : { Filter: [{ Key: 'CenBandwidthPackageId', Value: ids }] };
  const listing = await alibaba(account).cen.listAllCenBandwidthPackages(
    { ...filter, IncludeReservationData: true },
    { signal: cancellationSignal() },
  );
  const found = wanted(listing, ids, (shown) => shown.CenBandwidthPackageId);
  const renewals = await autoRenewals(
    account,
    found.map((shown) => shown.CenBandwidthPackageId),
  );
  return found.map((shown) => {
    const seen = cenSeen(shown);
    const autoRenew = renewals.get(seen.resourceId) ?? null;
    return {
      ...seen,
      // CEN has no price call, and what billing's own wants for a plan is not documented.
      price: null,
      autoRenew,
      origin: resourceOrigin(seen.mark, shown.Tags),
      document: cenDocument(shown, { account, autoRenew }),
    };
  });
}

async function describeUgn(desk: DeskName, ids: readonly string[]): Promise<Described[]> {
  const { account, region } = desk;
  const listing = await ucloud(account).ugn.listAllSimpleBwPackages(
    { ProjectId: region },
    { signal: cancellationSignal() },
  );
  const found = wanted(listing, ids, (shown) => shown.PackageID).filter((shown) => !isFreeDefault(shown));
  return Promise.all(
    found.map(async (shown) => {
      const seen = ugnSeen(shown);
      return {
        ...seen,
        price: await ugnPrice(desk, shown),
        autoRenew: null,
        origin: resourceOrigin(seen.mark, []),
        document: ugnDocument(shown, { account, projectId: region }),
      };
    }),
  );
}

/** Of a listing that moved while it was read, only what it shows can be believed, not what it does not. */
function wanted<Item>(
  { items, complete }: Listing<Item>,
  ids: readonly string[],
  idOf: (item: Item) => string,
): readonly Item[] {
  const asked = new Set(ids);
  const found = items.filter((item) => asked.has(idOf(item)));
  if (complete || found.length === asked.size) return found;
  throw new CloudReadError({
    kind: 'unavailable',
    code: 'IncompleteListing',
    message: 'the list changed while it was read, and did not show all that was looked for',
    afterMs: null,
    requestId: null,
    remedy: null,
  });
}
