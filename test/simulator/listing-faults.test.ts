import { describe, expect, test } from 'vitest';
import { inside, openStage, ordersOf, prepaidOrder } from './support/stage.js';
import { idsOf, listingWalks, walked } from './support/walks.js';

describe.each(listingWalks)('$action', (listing) => {
  const { action } = listing;
  const isTotalled = action !== 'DescribeNetworkPackages';

  async function filled() {
    const stage = await openStage();
    await listing.fill(stage);
    return { stage, whole: idsOf(await walked(stage, listing)) };
  }

  test('read without faults, it is whole', async () => {
    const { whole } = await filled();
    expect(new Set(whole).size).toBe(5);
    expect(whole).toHaveLength(5);
  });

  test('missingItem: the total still counts what is missing, and where there is none nothing tells', async () => {
    const { stage, whole } = await filled();
    await stage.fault(action, 'missingItem', { count: 1, skip: 1 });
    const pages = await walked(stage, listing);
    expect(pages.map((page) => page.ids.length)).toEqual([2, 1, 1]);
    expect(pages.map((page) => page.total)).toEqual(Array(3).fill(isTotalled ? 5 : null));
    expect(idsOf(pages)).toEqual(whole.filter((id) => id !== whole[2]));
  });

  test('shuffledPages: items are missed and repeated, while totals and page sizes look right', async () => {
    const { stage, whole } = await filled();
    await stage.post('/_sim/faults', { seed: 3, rules: [{ action, fault: 'shuffledPages' }] });
    const walks = [];
    for (let index = 0; index < 8; index++) walks.push(await walked(stage, listing));
    for (const pages of walks) {
      expect(pages.map((page) => page.ids.length)).toEqual([2, 2, 1]);
      expect(pages.map((page) => page.total)).toEqual(Array(3).fill(isTotalled ? 5 : null));
    }
    expect(walks.some((pages) => new Set(idsOf(pages)).size < 5)).toBe(true);
    expect(new Set(walks.flatMap(idsOf))).toEqual(new Set(whole));
  });

  test('flappingItem: always the same one is absent from what is struck, and nothing in the answer tells', async () => {
    const { stage, whole } = await filled();
    await stage.fault(action, 'flappingItem', { probability: 0.5 });
    const struck = new Set<string>();
    let whollySeen = 0;
    for (let index = 0; index < 20; index++) {
      const pages = await walked(stage, listing, 10);
      const absent = whole.filter((id) => !idsOf(pages).includes(id));
      expect(pages.map((page) => page.total)).toEqual([isTotalled ? 5 - absent.length : null]);
      for (const id of absent) struck.add(id);
      if (absent.length === 0) whollySeen += 1;
    }
    expect(struck.size).toBe(1);
    expect(whollySeen).toBeGreaterThan(0);
    expect(whollySeen).toBeLessThan(20);
  });

  test('flappingItem, always: a complete listing of one less', async () => {
    const { stage } = await filled();
    await stage.fault(action, 'flappingItem');
    const pages = await walked(stage, listing);
    expect(pages.map((page) => page.ids.length)).toEqual([2, 2]);
    expect(pages.map((page) => page.total)).toEqual(Array(2).fill(isTotalled ? 4 : null));
  });

  test('unknownStatus: one item has a status nobody documented', async () => {
    const { stage, whole } = await filled();
    await stage.fault(action, 'unknownStatus', { count: 1 });
    const pages = await walked(stage, listing);
    expect(idsOf(pages)).toEqual(whole);
    const statuses = pages.map((page) => page.statuses.filter((status) => status === 'Quarantined' || status === 97));
    expect(statuses.map((found) => found.length)).toEqual([1, 0, 0]);
  });
});

test('the item that flaps stays the same while the list grows, and comes back when the rule goes', async () => {
  const stage = await openStage();
  const site = (number: number) => ({ OfficeSiteId: `cn-hangzhou+dir-${3_633_530_000 + number}` });
  const order = async (number: number) => {
    const reply = await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true, ...site(number) });
    return String(reply.body.NetworkPackageId);
  };
  const listed = async (more: Record<string, string> = {}) => {
    const { body } = await stage.call('ecd', 'DescribeNetworkPackages', { RegionId: 'cn-hangzhou', ...more });
    return JSON.stringify(body.NetworkPackages);
  };
  await stage.fault('DescribeNetworkPackages', 'flappingItem');
  const first = await order(1);
  expect(await listed()).toBe('[]');
  for (const number of [2, 3, 4]) expect(await listed()).not.toContain(await order(number));
  expect(await listed({ 'NetworkPackageId.1': first })).toBe('[]');
  expect(await listed()).not.toContain(first);
  await fetch(`${stage.url}/_sim/faults`, { method: 'DELETE' });
  expect(await listed()).toContain(first);
});

test('a repeated item comes from the page before, never from another walk', async () => {
  const stage = await openStage();
  for (const RegionId of ['cn-hangzhou', 'cn-beijing']) {
    for (const number of [1, 2, 3]) {
      const OfficeSiteId = `${RegionId}+dir-${3_633_530_000 + number}`;
      await stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, RegionId, OfficeSiteId, AutoPay: true });
    }
  }
  await stage.fault('DescribeNetworkPackages', 'duplicateItem');
  const page = async (RegionId: string, NextToken: string) => {
    const asked = { RegionId, MaxResults: 2, NextToken };
    const { body } = await stage.call('ecd', 'DescribeNetworkPackages', asked);
    return { token: String(body.NextToken), sites: JSON.stringify(body.NetworkPackages).match(/cn-[a-z]+(?=\+dir)/g) };
  };
  const here = await page('cn-hangzhou', '');
  const there = await page('cn-beijing', '');
  expect((await page('cn-hangzhou', here.token)).sites).toEqual(['cn-hangzhou', 'cn-hangzhou']);
  expect((await page('cn-beijing', there.token)).sites).toEqual(['cn-beijing', 'cn-beijing']);
});

test('a stale reading knows no payment, renewal or attachment that came after', async () => {
  const stage = await openStage();
  const { body } = await stage.call('ecd', 'CreateNetworkPackage', prepaidOrder);
  await stage.advance('10m');
  await stage.post(`/_sim/orders/${body.OrderId}/pay`);
  await stage.advance('1m');
  await stage.fault('*', 'staleDescribe', { seconds: 300 });
  const detail = async () =>
    ordersOf(await stage.call('bss', 'GetOrderDetail', { OrderId: String(body.OrderId) }))[0] ?? {};
  const instances = async () => {
    const reply = await stage.call('bss', 'QueryAvailableInstances');
    return Number(inside(reply.body, 'Data').TotalCount);
  };
  const sites = async () => {
    const asked = { RegionId: 'cn-hangzhou', 'OfficeSiteId.1': prepaidOrder.OfficeSiteId };
    return JSON.stringify((await stage.call('ecd', 'DescribeOfficeSites', asked)).body);
  };
  expect(await detail()).toMatchObject({ PaymentStatus: 'Unpaid', PaymentTime: '', InstanceIDs: '', UsageEndTime: '' });
  expect(await instances()).toBe(0);
  expect(await sites()).not.toContain(body.NetworkPackageId);
  await stage.advance('6m');
  expect(await detail()).toMatchObject({ PaymentStatus: 'Paid', UsageEndTime: expect.stringMatching(/^2026-02-10/) });
  expect(await instances()).toBe(1);
  expect(await sites()).toContain(body.NetworkPackageId);
});
