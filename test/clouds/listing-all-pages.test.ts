import { describe, expect, test } from 'vitest';
import { BssClient } from '../../clouds/alibaba/bss.js';
import { CenClient } from '../../clouds/alibaba/cen.js';
import { EcdClient } from '../../clouds/alibaba/ecd.js';
import { UgnClient } from '../../clouds/ucloud/ugn.js';
import { transportAt } from './support/alibaba.js';
import { ucloudAt } from './support/ucloud.js';
import { type SeenRequest, startVendor } from './support/vendor-server.js';

/** A vendor whose pages are computed from the request and the number of pages asked before. */
async function pagedVendor(page: (request: SeenRequest, asked: number) => object) {
  let asked = 0;
  return startVendor((response, request) => {
    const body = JSON.stringify(page(request, asked));
    asked += 1;
    response.writeHead(200, { date: `Sat, 21 Nov 2026 10:00:0${asked} GMT` }).end(body);
  });
}

const packages = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ NetworkPackageId: `np-${from + index}` }));
const plans = (from: number, count: number) => ({
  CenBandwidthPackage: Array.from({ length: count }, (_, index) => ({
    CenBandwidthPackageId: `cenbwp-${from + index}`,
  })),
});
const region = { RegionId: 'cn-hangzhou' } as const;

describe('ECD by NextToken', () => {
  test('follows every token; an entry seen twice counts once, in its newer state', async () => {
    const vendor = await pagedVendor((request) =>
      request.url.searchParams.get('NextToken') === 'second'
        ? { NetworkPackages: [{ NetworkPackageId: 'np-99', Bandwidth: 7 }, ...packages(100, 5)], NextToken: '' }
        : { NetworkPackages: packages(0, 100), NextToken: 'second' },
    );
    const listing = await new EcdClient(transportAt(vendor.baseUrl)).listAllNetworkPackages(region, {});
    expect(listing).toMatchObject({ complete: true, vendorTime: '2026-11-21T10:00:01.000Z' });
    expect(listing.items).toHaveLength(105);
    expect(listing.items.find((item) => item.NetworkPackageId === 'np-99')?.Bandwidth).toBe(7);
    expect(vendor.requests[0]?.url.searchParams.get('MaxResults')).toBe('100');
  });

  test('a token that goes round ends the listing as incomplete', async () => {
    const vendor = await pagedVendor(() => ({ NetworkPackages: packages(0, 1), NextToken: 'again' }));
    const listing = await new EcdClient(transportAt(vendor.baseUrl)).listAllNetworkPackages(region, {});
    expect(listing.complete).toBe(false);
    expect(vendor.requests).toHaveLength(2);
  });

  test('a page that fails fails the listing: half of it must not look like all of it', async () => {
    const vendor = await pagedVendor((_request, asked) =>
      asked === 0 ? { NetworkPackages: packages(0, 1), NextToken: 'next' } : { Code: 'InternalError' },
    );
    const reading = new EcdClient(transportAt(vendor.baseUrl)).listAllNetworkPackages(region, {});
    await expect(reading).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe('CEN by page number', () => {
  test('reads on until the total is reached', async () => {
    const vendor = await pagedVendor((request) =>
      request.url.searchParams.get('PageNumber') === '2'
        ? { TotalCount: 53, CenBandwidthPackages: plans(50, 3) }
        : { TotalCount: 53, CenBandwidthPackages: plans(0, 50) },
    );
    const listing = await new CenClient(transportAt(vendor.baseUrl)).listAllCenBandwidthPackages({}, {});
    expect(listing.complete).toBe(true);
    expect(listing.items).toHaveLength(53);
    expect(vendor.requests.map((request) => request.url.searchParams.get('PageSize'))).toEqual(['50', '50']);
  });

  test.each([
    ['an entry moved to a page already read', 53, plans(49, 3)],
    ['the total changed on the way', 54, plans(50, 3)],
    ['the last page is shorter than the total says', 60, { CenBandwidthPackage: [] }],
  ])('incomplete when %s', async (_what, secondTotal, second) => {
    const vendor = await pagedVendor((_request, asked) =>
      asked === 0
        ? { TotalCount: secondTotal === 54 ? 53 : secondTotal, CenBandwidthPackages: plans(0, 50) }
        : { TotalCount: secondTotal, CenBandwidthPackages: asked === 1 ? second : { CenBandwidthPackage: [] } },
    );
    const listing = await new CenClient(transportAt(vendor.baseUrl)).listAllCenBandwidthPackages({}, {});
    expect(listing.complete).toBe(false);
    expect(listing.items.length).toBeGreaterThanOrEqual(50);
  });
});

test('CEN: a plan listed twice in place of another is not two plans', async () => {
  const plan = { CenBandwidthPackageId: 'cenbwp-1' };
  const vendor = await pagedVendor(() => ({
    TotalCount: 2,
    CenBandwidthPackages: { CenBandwidthPackage: [plan, plan] },
  }));
  const listing = await new CenClient(transportAt(vendor.baseUrl)).listAllCenBandwidthPackages({}, {});
  expect(listing).toMatchObject({ complete: false, items: [{ CenBandwidthPackageId: 'cenbwp-1' }] });
});

test('UGN by offset: a server that caps the page is followed by what it really gave', async () => {
  const all = Array.from({ length: 45 }, (_, index) => ({ PackageID: `bw-${index}`, UGNID: 'ugn-1' }));
  const vendor = await pagedVendor((request) => {
    const offset = Number(request.form.get('Offset') ?? '0');
    return { RetCode: 0, TotalCount: 45, BwPackages: all.slice(offset, offset + 20) };
  });
  const listing = await new UgnClient(ucloudAt(vendor.baseUrl)).listAllSimpleBwPackages({ ProjectId: 'org-1' }, {});
  expect(listing.complete).toBe(true);
  expect(listing.items.map((item) => item.PackageID)).toEqual(all.map((item) => item.PackageID));
  expect(vendor.requests.map((request) => request.form.get('Offset'))).toEqual(['0', '20', '40']);
});

test('UGN: a total that only counts its own page does not pass for the whole', async () => {
  const all = Array.from({ length: 130 }, (_, index) => ({ PackageID: `bw-${index}`, UGNID: 'ugn-1' }));
  const vendor = await pagedVendor((request) => {
    const offset = Number(request.form.get('Offset') ?? '0');
    const BwPackages = all.slice(offset, offset + 100);
    return { RetCode: 0, TotalCount: BwPackages.length, BwPackages };
  });
  const listing = await new UgnClient(ucloudAt(vendor.baseUrl)).listAllSimpleBwPackages({ ProjectId: 'org-1' }, {});
  expect(listing.items).toHaveLength(130);
  expect(listing.complete).toBe(false);
});

test('BSS: orders of a window, 20 a page, none', async () => {
  const vendor = await pagedVendor(() => ({ Code: 'Success', Success: true, Data: { TotalCount: 0 } }));
  const window = { CreateTimeStart: '2026-11-14T00:00:00Z', CreateTimeEnd: '2026-11-21T00:00:00Z' };
  const listing = await new BssClient(transportAt(vendor.baseUrl)).queryAllOrders(window, {});
  expect(listing).toMatchObject({ items: [], complete: true });
  expect(Object.fromEntries(vendor.requests[0]?.url.searchParams ?? [])).toMatchObject({
    ...window,
    PageNum: '1',
    PageSize: '20',
  });
});

test('BSS: one order shown in two parts does not spoil the count', async () => {
  const entry = { OrderId: '1', PaymentStatus: 'Paid' };
  const data = { TotalCount: 2, OrderList: { Order: [entry, entry] } };
  const vendor = await pagedVendor(() => ({ Code: 'Success', Success: true, Data: data }));
  const window = { CreateTimeStart: '2026-11-14T00:00:00Z', CreateTimeEnd: '2026-11-21T00:00:00Z' };
  const listing = await new BssClient(transportAt(vendor.baseUrl)).queryAllOrders(window, {});
  expect(listing.complete).toBe(true);
  expect(listing.items.map((item) => item.OrderId)).toEqual(['1']);
});

test('reads wait for the account to be within its quota; sends do not', async () => {
  const paced: string[] = [];
  const vendor = await pagedVendor(() => ({ NetworkPackages: [], RequestId: 'R', NetworkPackageId: 'np-1' }));
  const paceRead = async () => {
    paced.push('read');
  };
  const ecd = new EcdClient(transportAt(vendor.baseUrl, { paceRead }));
  await ecd.describeNetworkPackages(region, {});
  await ecd.createNetworkPackage({ ...region, Bandwidth: 2, AutoPay: false }, {});
  expect(paced).toEqual(['read']);
});
