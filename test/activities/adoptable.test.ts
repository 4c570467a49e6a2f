import { describe, expect, it } from 'vitest';
import { cenDocument } from '../../activities/adoptable/cen.js';
import { soldTerm } from '../../activities/adoptable/term.js';
import { ugnDocument } from '../../activities/adoptable/ugn.js';
import { wuyingDocument } from '../../activities/adoptable/wuying.js';
import { remarkWithoutMark } from '../../activities/seen/mark.js';
import { isFreeDefault } from '../../activities/seen/ugn.js';
import { describeCenBandwidthPackagesResponse } from '../../clouds/alibaba/cen-types.js';
import { describeNetworkPackagesResponse } from '../../clouds/alibaba/ecd-types.js';
import { bwPackagesResponse } from '../../clouds/ucloud/ugn-types.js';

/** Items as the wire shows them, with every field the vendor may leave out left out. */
function wuying(item: object) {
  const page = { NetworkPackages: [{ NetworkPackageId: 'np-1', Bandwidth: 10, ...item }] };
  const [shown] = describeNetworkPackagesResponse.parse(page).NetworkPackages;
  if (shown === undefined) throw new Error('no item');
  return wuyingDocument(shown, { account: 'ali', regionId: 'cn-hangzhou', autoRenew: null });
}

function cen(item: object) {
  const plan = { CenBandwidthPackageId: 'cenbwp-1', Bandwidth: 5, ...item };
  const page = { TotalCount: 1, CenBandwidthPackages: { CenBandwidthPackage: [plan] } };
  const [shown] = describeCenBandwidthPackagesResponse.parse(page).CenBandwidthPackages;
  if (shown === undefined) throw new Error('no item');
  return cenDocument(shown, { account: 'ali', autoRenew: null });
}

function ugnItem(item: object) {
  const [shown] = bwPackagesResponse.parse({
    TotalCount: 1,
    BwPackages: [{ PackageID: 'bw-1', UGNID: 'ugn-a1', RegionA: 'hk', RegionB: 'sg', BandWidth: 5, ...item }],
  }).BwPackages;
  if (shown === undefined) throw new Error('no item');
  return shown;
}
const ugn = (item: object) => ugnDocument(ugnItem(item), { account: 'surfer', projectId: 'org-x' });

describe('the term worked out from a listing', () => {
  const all = ['Week', 'Month', 'Year'] as const;
  it.each([
    ['2026-01-05T02:00:00Z', '2026-01-12T16:00:00Z', { period: 1, unit: 'Week' }],
    ['2026-01-31T02:00:00Z', '2026-02-28T16:00:00Z', { period: 1, unit: 'Month' }],
    ['2026-01-10T02:00:00Z', '2026-07-10T16:00:00Z', { period: 6, unit: 'Month' }],
    ['2024-02-29T02:00:00Z', '2026-02-28T16:00:00Z', { period: 2, unit: 'Year' }],
  ])('from %s to %s is %o', (createdAt, expiresAt, term) => {
    expect(soldTerm(createdAt, expiresAt, all)).toEqual(term);
  });

  it('is the smallest one sold where none fits, as after a renewal, and where a date is missing', () => {
    expect(soldTerm('2026-01-10T02:00:00Z', '2026-06-10T02:00:00Z', all)).toEqual({ period: 1, unit: 'Week' });
    expect(soldTerm('2026-01-10T02:00:00Z', '2026-06-10T02:00:00Z', ['Month'])).toEqual({ period: 1, unit: 'Month' });
    expect(soldTerm(null, '2026-06-10T02:00:00Z', ['Year'])).toEqual({ period: 1, unit: 'Year' });
  });
});

describe('a document', () => {
  it('is made from a listing that shows little', () => {
    expect(wuying({ ExpiredTime: '2099-12-31T15:59:59Z' })).toMatchObject({ order: { payType: 'PostPaid' } });
    expect(wuying({ ExpiredTime: '2027-01-31T16:00:00Z' })).toMatchObject({ order: { payType: 'PrePaid' } });
  });

  it('leaves out names and remarks that an order of ours could not carry', () => {
    const areas = { GeographicRegionAId: 'china', GeographicRegionBId: 'china' };
    expect(cen({ ...areas, Name: '带宽包 1' })?.order).not.toHaveProperty('name');
    expect(cen({ ...areas, Name: 'line-1' })).toMatchObject({
      order: { name: 'line-1', geographicRegionBId: 'China' },
    });
    const long = { PayMode: 'Traffic', Remark: 'x'.repeat(300), Path: 'None', Qos: 'Bronze' };
    expect(ugn(long)?.order).toMatchObject({ path: 'IGP' });
    expect(ugn(long)?.order).not.toHaveProperty('remark');
    expect(ugn(long)?.order).not.toHaveProperty('qos');
  });

  it.each([
    ['no bandwidth', () => wuying({ Bandwidth: undefined })],
    ['a bandwidth nobody can order', () => wuying({ Bandwidth: 1 })],
    ['an office site of another form', () => wuying({ OfficeSiteId: 'somewhere' })],
    ['an id that is no name', () => wuying({ NetworkPackageId: 'np_1' })],
    ['areas unknown to us', () => cen({ GeographicRegionAId: 'atlantis', GeographicRegionBId: 'china' })],
    ['a way to pay that is not sold', () => ugn({ PayMode: 'Peak95' })],
    ['half a megabit', () => ugn({ PayMode: 'FixedBw', BandWidth: 0.5 })],
  ])('is not made from %s', (_what, make) => {
    expect(make()).toBeNull();
  });
});

describe('the free package between two regions', () => {
  it.each([
    [{ BandWidth: 0.005, Path: 'None', PayMode: 'FixedBw' }, true],
    [{ BandWidth: 0, PayMode: 'FixedBw' }, true],
    [{ BandWidth: 5, Path: 'None', PayMode: 'Traffic' }, false],
    // Throttled for arrears, but bought.
    [{ BandWidth: 0.005, Path: 'IGP', PayMode: 'FixedBw', ExpireTime: 1_782_835_200 }, false],
  ])('%o: %s', (item, isFree) => {
    expect(isFreeDefault(ugnItem(item))).toBe(isFree);
  });
});

it("takes our mark, and nothing else, from a person's remark", () => {
  expect(remarkWithoutMark('for ana [2] [leaseline:op-1]')).toBe('for ana [2]');
  expect(remarkWithoutMark('[leaseline:op-1]')).toBeNull();
  expect(remarkWithoutMark(null)).toBeNull();
});
