import { describe, expect, test } from 'vitest';
import { bodies, inside, openStage, type Stage } from './support/stage.js';
import { ucloudCaller } from './support/ucloud-caller.js';

const line = {
  ProjectId: 'org-demo',
  UGNID: 'ugn-demo00000001',
  RegionA: 'cn-bj2',
  RegionB: 'cn-sh2',
  BandWidth: 5,
  PayMode: 'FixedBw',
  ChargeType: 'Month',
  Quantity: 1,
  Name: 'backbone',
  Remark: 'for the office [mark-7]',
} as const;

async function listed(stage: Stage) {
  const reply = await ucloudCaller(stage.url)('GetSimpleUGNBwPackages', { ProjectId: 'org-demo', UGNID: line.UGNID });
  expect(reply.body.RetCode).toBe(0);
  return bodies(reply.body.BwPackages);
}

describe.each(['get', 'form', 'json'] as const)('by %s', (way) => {
  test('an order answers nothing but a RetCode, is paid at once, and shows up in the list', async () => {
    const stage = await openStage();
    const created = await ucloudCaller(stage.url, { way })('CreateSimpleUGNBwPackage', line);
    expect(created.body).toEqual({ RetCode: 0, Action: 'CreateSimpleUGNBwPackageResponse' });
    expect(await listed(stage)).toEqual([]);
    await stage.advance('11s');
    const [found] = await listed(stage);
    expect(found).toMatchObject({ Name: line.Name, Remark: line.Remark, BandWidth: 5, RegionA: 'cn-bj2', Path: 'IGP' });
    expect(found?.PackageID).toMatch(/^bw-[a-z0-9]{12}$/);
    expect(await stage.rows('charges')).toMatchObject([{ amountMinor: 100_000, kind: 'New' }]);
  });
});

test('a pair of regions has one package, in either order', async () => {
  const stage = await openStage();
  const call = ucloudCaller(stage.url);
  await call('CreateSimpleUGNBwPackage', line);
  const swapped = await call('CreateSimpleUGNBwPackage', { ...line, RegionA: line.RegionB, RegionB: line.RegionA });
  expect(swapped.body.RetCode).toBe(66_004);
  expect(await stage.rows('orders')).toHaveLength(1);
});

test('refusals by number, always on HTTP 200', async () => {
  const stage = await openStage({ balances: { ucloudMinor: 10 } });
  const call = ucloudCaller(stage.url);
  const codeOf = async (more: Record<string, string | number>) => {
    const reply = await call('CreateSimpleUGNBwPackage', { ...line, ...more });
    expect(reply.status).toBe(200);
    return reply.body.RetCode;
  };
  expect(await codeOf({ UGNID: 'ugn-nobody' })).toBe(66_002);
  expect(await codeOf({ RegionB: 'cn-bj2' })).toBe(66_005);
  expect(await codeOf({ BandWidth: 0 })).toBe(66_007);
  expect(await codeOf({ PayMode: 'Max5' })).toBe(230);
  expect(await codeOf({ ProjectId: 'nonsense' })).toBe(292);
  expect(await codeOf({})).toBe(66_001);
  expect((await call('Nonsense')).body.RetCode).toBe(161);
  expect((await ucloudCaller(stage.url, { privateKey: 'wrong' })('GetBalance')).body.RetCode).toBe(171);
  expect((await ucloudCaller(stage.url, { publicKey: 'nobody' })('GetBalance')).body.RetCode).toBe(172);
  expect(await stage.rows('orders')).toEqual([]);
});

test('renewal, resize, renewal flag and deletion with its refund', async () => {
  const stage = await openStage();
  const call = ucloudCaller(stage.url);
  await call('CreateSimpleUGNBwPackage', line);
  await stage.advance('11s');
  const [before] = await listed(stage);
  const id = String(before?.PackageID);
  const renewed = await call('CreateRenew', { ResourceId: id, Quantity: 1 });
  expect(renewed.body.OrderNo).toMatch(/^\d+$/);
  const [after] = await listed(stage);
  expect(Number(after?.ExpireTime) - Number(before?.ExpireTime)).toBe(28 * 86_400);
  const named = { ProjectId: 'org-demo', UGNID: line.UGNID };
  expect((await call('ModifyUGNBandwidth', { ...named, PackageID: id, BandWidth: 8 })).body.RetCode).toBe(0);
  expect(await listed(stage)).toMatchObject([{ BandWidth: 8 }]);
  const flag = await call('ModifyAutoRenewFlag', { ResourceId: id, Flag: 'TURN_OFF' });
  expect(flag.body).toMatchObject({ RetCode: 0, Success: 1, Fail: 0 });
  expect(await stage.rows('packages')).toMatchObject([{ autoRenew: false }]);
  expect((await call('DeleteUGNBwPackage', { ...named, BwPackageID: id })).body.RetCode).toBe(0);
  expect(await listed(stage)).toEqual([]);
  expect(await stage.rows('charges')).toMatchObject([
    { kind: 'New' },
    { kind: 'Renew' },
    { kind: 'Upgrade' },
    { kind: 'Refund', amountMinor: expect.any(Number) },
  ]);
  const window = { BeginTime: Date.UTC(2026, 0, 1) / 1000, EndTime: Date.UTC(2026, 1, 1) / 1000 };
  const orders = bodies((await call('DescribeOrderDetailInfo', window)).body.OrderInfos);
  expect(orders.map((order) => order.OrderType)).toEqual(['OT_REFUND', 'OT_UPGRADE', 'OT_RENEW', 'OT_BUY']);
  expect(inside((await call('GetBalance')).body, 'AccountInfo').AmountAvailable).toMatch(/^\d+\.\d\d$/);
});

test('the free package of a pair is listed where asked for, and goes when one is bought', async () => {
  const stage = await openStage({ ugnDefaultPackages: 'listed' });
  const free = await listed(stage);
  expect(free.length).toBeGreaterThan(0);
  expect(free.every((row) => row.BandWidth === 0.005 && row.Path === 'None')).toBe(true);
  await ucloudCaller(stage.url)('CreateSimpleUGNBwPackage', line);
  expect(await listed(stage)).toHaveLength(free.length - 1);
});
