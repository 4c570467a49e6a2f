import { expect, test } from 'vitest';
import { ucloudSignature } from '../../clouds/ucloud/signature.js';
import { UgnClient } from '../../clouds/ucloud/ugn.js';
import { demoPair, ucloudAt } from './support/ucloud.js';
import { answer, startVendor } from './support/vendor-server.js';

test("the vendor's published vector is reproduced", () => {
  const parameters = new Map([
    ['Action', 'DescribeUHostInstance'],
    ['Limit', '10'],
    ['PublicKey', 'ucloudsomeone@example.com1296235120854146120'],
    ['Region', 'cn-bj2'],
  ]);
  expect(ucloudSignature(parameters, '46f09bb9fab4f12dfc160dae12273d5332b5debe')).toBe(
    'cba5cf5ec4d4233d206b1b54951e3787350a642f',
  );
});

test('an order as this client sends it has the signature computed by hand', async () => {
  const vendor = await startVendor(answer(200, { RetCode: 0 }));
  const credentials = { publicKey: 'pub', privateKey: 'priv' };
  const ugn = new UgnClient(ucloudAt(`${vendor.baseUrl}/ucloud`, { credentials }));
  const outcome = await ugn.createSimpleUGNBwPackage(
    {
      ProjectId: 'org-test',
      UGNID: 'ugn-1',
      RegionA: 'cn-bj2',
      RegionB: 'cn-sh2',
      BandWidth: 5,
      PayMode: 'FixedBw',
      ChargeType: 'Month',
      Quantity: 1.0,
      Name: 'test',
      Remark: '',
      Qos: undefined,
    },
    {},
  );
  expect(outcome.kind).toBe('accepted');
  const [seen] = vendor.requests;
  expect(seen?.url.pathname).toBe('/ucloud');
  expect(seen?.form.get('Signature')).toBe('55ce542f7553b26ab54dec1f09a09cbf2773c1c7');
  expect([...(seen?.form.keys() ?? [])]).not.toContain('Remark');
});

test('the bytes on the wire are what was signed, and lists count from zero', async () => {
  const vendor = await startVendor(answer(200, { RetCode: 0, TotalCount: 0 }));
  const ugn = new UgnClient(ucloudAt(vendor.baseUrl));
  await ugn.getSimpleUGNBwPackages({ ProjectId: 'ü +&=', UGNID: 'ugn-1', PackageIds: ['bw-1', 'bw-2'] }, {});
  const form = vendor.requests[0]?.form ?? new URLSearchParams();
  expect(form.get('PackageIds.0')).toBe('bw-1');
  expect(form.get('PackageIds.1')).toBe('bw-2');
  expect(form.get('Signature')).toBe(ucloudSignature(new Map(form), demoPair.privateKey));
});
