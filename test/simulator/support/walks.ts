import { bodies, inside, prepaidOrder, type Stage } from './stage.js';
import { ucloudCaller } from './ucloud-caller.js';

/** One page of a listing as its caller sees it. */
export interface Page {
  readonly ids: string[];
  readonly statuses: unknown[];
  /** null: this listing gives no total. */
  readonly total: number | null;
  /** Of the next page; null: there is none. */
  readonly token: string | null;
}

/** Which page, how many items it may have, and the token that the page before gave. */
interface Asked {
  readonly index: number;
  readonly size: number;
  readonly token: string;
}

/** A listing of five things. */
export interface ListingWalk {
  readonly action: string;
  /** Makes the five. */
  fill(stage: Stage): Promise<void>;
  page(stage: Stage, asked: Asked): Promise<Page>;
}

const regions = ['hk', 'sg', 'jpn-tky', 'kr-seoul', 'th-bkk', 'us-ca'] as const;
const mostPages = 9;

async function fillWuying(stage: Stage): Promise<void> {
  for (let index = 1; index <= 5; index++) {
    const OfficeSiteId = `cn-hangzhou+dir-${3_633_530_000 + index}`;
    await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, OfficeSiteId, AutoPay: true });
  }
}

async function fillUgn(stage: Stage): Promise<void> {
  const call = ucloudCaller(stage.url);
  for (const RegionB of regions.slice(1)) {
    const pair = { ProjectId: 'org-demo', UGNID: 'ugn-demo00000001', RegionA: 'hk', RegionB };
    await call('CreateSimpleUGNBwPackage', {
      ...pair,
      BandWidth: 2,
      PayMode: 'FixedBw',
      ChargeType: 'Month',
      Quantity: 1,
    });
  }
  await stage.advance('1m');
}

function ugnWalk(action: string, more: Record<string, string>): ListingWalk {
  return {
    action,
    fill: fillUgn,
    async page(stage, { index, size }) {
      const { body } = await ucloudCaller(stage.url)(action, { ...more, Offset: index * size, Limit: size });
      const rows = bodies(body.BwPackages);
      return {
        ids: rows.map((row) => String(row.PackageID)),
        statuses: rows.map((row) => row.ChangeStatus),
        ...counted(body.TotalCount, index, size),
      };
    },
  };
}

export const listingWalks: readonly ListingWalk[] = [
  {
    action: 'DescribeNetworkPackages',
    fill: fillWuying,
    async page(stage, { size, token }) {
      const asked = { RegionId: 'cn-hangzhou', MaxResults: size, NextToken: token };
      const { body } = await stage.call('ecd', 'DescribeNetworkPackages', asked);
      const rows = bodies(body.NetworkPackages);
      return {
        ids: rows.map((row) => String(row.NetworkPackageId)),
        statuses: rows.map((row) => row.NetworkPackageStatus),
        total: null,
        token: body.NextToken === '' ? null : String(body.NextToken),
      };
    },
  },
  {
    action: 'DescribeCenBandwidthPackages',
    async fill(stage) {
      for (let index = 0; index < 5; index++) {
        const areas = { GeographicRegionAId: 'China', GeographicRegionBId: 'Europe' };
        await stage.call('cen', 'CreateCenBandwidthPackage', { ...areas, Bandwidth: 2, AutoPay: true });
      }
      await stage.advance('1m');
    },
    async page(stage, { index, size }) {
      const asked = { PageNumber: index + 1, PageSize: size };
      const { body } = await stage.call('cen', 'DescribeCenBandwidthPackages', asked);
      const rows = bodies(inside(body, 'CenBandwidthPackages').CenBandwidthPackage);
      return {
        ids: rows.map((row) => String(row.CenBandwidthPackageId)),
        statuses: rows.map((row) => row.Status),
        ...counted(body.TotalCount, index, size),
      };
    },
  },
  {
    action: 'QueryOrders',
    fill: fillWuying,
    async page(stage, { index, size }) {
      const { body } = await stage.call('bss', 'QueryOrders', { PageNum: index + 1, PageSize: size });
      const rows = bodies(inside(body, 'Data', 'OrderList').Order);
      return {
        ids: rows.map((row) => String(row.OrderId)),
        statuses: rows.map((row) => row.PaymentStatus),
        ...counted(inside(body, 'Data').TotalCount, index, size),
      };
    },
  },
  ugnWalk('ListSimpleBwPackage', {}),
  ugnWalk('GetSimpleUGNBwPackages', { UGNID: 'ugn-demo00000001' }),
];

/** Reads the listing from its first page to its last, two items a page unless told. */
export async function walked(stage: Stage, listing: ListingWalk, size = 2): Promise<Page[]> {
  const pages: Page[] = [];
  for (let token: string | null = ''; token !== null && pages.length < mostPages; ) {
    const page: Page = await listing.page(stage, { index: pages.length, size, token });
    pages.push(page);
    token = page.token;
  }
  return pages;
}

export function idsOf(pages: readonly Page[]): string[] {
  return pages.flatMap((page) => page.ids);
}

/** Where pages are counted, the next one needs no token. */
function counted(total: unknown, index: number, size: number): { total: number; token: string | null } {
  return { total: Number(total), token: (index + 1) * size < Number(total) ? '' : null };
}
