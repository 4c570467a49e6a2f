import { expect, test } from 'vitest';
import { accepted, simulatedClouds } from './support/simulator.js';

test('a package is found by listing, resized, renewed, kept from renewing itself and deleted', async () => {
  const { ugn, ubill } = await simulatedClouds();
  const project = { ProjectId: 'org-demo' };
  const [network] = (await ugn.listUGN(project, {})).value.UGNs;
  const UGNID = network?.UGNID ?? '';
  const order = {
    ...project,
    UGNID,
    RegionA: 'cn-bj2',
    RegionB: 'hk',
    BandWidth: 5,
    PayMode: 'FixedBw',
    ChargeType: 'Month',
    Quantity: 1,
    Name: 'leaseline-test',
    Remark: 'mine [op-1]',
    Qos: 'Platinum',
    Path: 'IGP',
  };
  const price = await ugn.getSimpleBuyBwPrice(
    {
      ...project,
      RegionA: 'cn-bj2',
      RegionB: 'hk',
      PayMode: 'FixedBw',
      ChargeType: 'Month',
      Qos: 'Platinum',
      Path: 'IGP',
    },
    {},
  );
  expect(price.value.TotalPrice).toBeGreaterThan(0);
  const rich = Number((await ubill.getBalance({})).value.AmountAvailable);
  accepted(await ugn.createSimpleUGNBwPackage(order, {}));
  expect(Number((await ubill.getBalance({})).value.AmountAvailable)).toBeLessThan(rich);

  const listing = await ugn.listAllSimpleBwPackages(project, {});
  expect(listing).toMatchObject({ complete: true, items: [{ UGNID, BandWidth: 5, Remark: 'mine [op-1]' }] });
  const [found] = listing.items;
  const id = found?.PackageID ?? '';
  expect((await ugn.getSimpleUGNBwPackages({ ...project, UGNID }, {})).value.BwPackages).toMatchObject([
    { PackageID: id },
  ]);

  accepted(await ugn.modifyUGNBandwidth({ ...project, PackageID: id, UGNID, BandWidth: 8 }, {}));
  const renewal = accepted(await ubill.createRenew({ ResourceId: id, Quantity: 1 }, {}));
  accepted(await ubill.modifyAutoRenewFlag({ ResourceId: id, Flag: 'TURN_OFF' }, {}));
  const [later] = (await ugn.listAllSimpleBwPackages(project, {})).items;
  expect(later?.BandWidth).toBe(8);
  expect(later?.ExpireTime ?? 0).toBeGreaterThan(found?.ExpireTime ?? Number.MAX_SAFE_INTEGER);

  const nowSeconds = Math.floor(Date.now() / 1000);
  const window = { BeginTime: nowSeconds - 86_400, EndTime: nowSeconds + 86_400, OrderTypes: ['OT_RENEW'] };
  expect((await ubill.describeOrderDetailInfo(window, {})).value.OrderInfos).toMatchObject([
    { OrderNo: renewal.OrderNo, OrderType: 'OT_RENEW', ResourceId: id },
  ]);

  accepted(await ugn.deleteUGNBwPackage({ ...project, BwPackageID: id, UGNID }, {}));
  expect((await ugn.listAllSimpleBwPackages(project, {})).items).toEqual([]);
});

test('what is in another project than the default one is changed by naming it; billing has no parameter for that', async () => {
  const { ugn, ubill } = await simulatedClouds();
  const project = { ProjectId: 'org-other' };
  const UGNID = (await ugn.listUGN(project, {})).value.UGNs[0]?.UGNID ?? '';
  const pair = { UGNID, RegionA: 'cn-bj2', RegionB: 'sg', BandWidth: 5 };
  accepted(
    await ugn.createSimpleUGNBwPackage(
      { ...project, ...pair, PayMode: 'FixedBw', ChargeType: 'Month', Quantity: 1, Qos: 'Platinum', Path: 'IGP' },
      {},
    ),
  );
  const [found] = (await ugn.listAllSimpleBwPackages(project, {})).items;
  const id = found?.PackageID ?? '';
  const wider = { PackageID: id, UGNID, BandWidth: 8 };
  const gone = { BwPackageID: id, UGNID };
  for (const elsewhere of [{}, { ProjectId: 'org-demo' }]) {
    expect((await ugn.modifyUGNBandwidth({ ...elsewhere, ...wider }, {})).kind).not.toBe('accepted');
    expect((await ugn.deleteUGNBwPackage({ ...elsewhere, ...gone }, {})).kind).not.toBe('accepted');
  }
  accepted(await ugn.modifyUGNBandwidth({ ...project, ...wider }, {}));
  accepted(await ubill.createRenew({ ResourceId: id, Quantity: 1 }, {}));
  accepted(await ubill.modifyAutoRenewFlag({ ResourceId: id, Flag: 'TURN_OFF' }, {}));
  accepted(await ugn.deleteUGNBwPackage({ ...project, ...gone }, {}));
});

test('a wrong private key is told with a remedy', async () => {
  const { ugnWith } = await simulatedClouds();
  const ugn = ugnWith({ publicKey: 'demo-public', privateKey: 'wrong' });
  await expect(ugn.listUGN({ ProjectId: 'org-demo' }, {})).rejects.toMatchObject({
    kind: 'refused',
    code: 'RetCode 171',
  });
});
