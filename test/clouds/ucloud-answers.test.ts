import { describe, expect, test } from 'vitest';
import { CloudReadError } from '../../clouds/cloud-read-error.js';
import { UbillClient } from '../../clouds/ucloud/ubill.js';
import { UgnClient } from '../../clouds/ucloud/ugn.js';
import { ucloudAt } from './support/ucloud.js';
import {
  answer,
  breakMidAnswer,
  closedPort,
  gatewayPage,
  type Play,
  reset,
  silence,
  startVendor,
} from './support/vendor-server.js';

const order = {
  ProjectId: 'org-1',
  UGNID: 'ugn-1',
  RegionA: 'cn-bj2',
  RegionB: 'hk',
  BandWidth: 5,
  PayMode: 'FixedBw',
  ChargeType: 'Month',
  Quantity: 1,
} as const;

async function vendorWith(play: Play) {
  const vendor = await startVendor(play);
  const client = ucloudAt(`${vendor.baseUrl}/ucloud`);
  return { vendor, ugn: new UgnClient(client), ubill: new UbillClient(client) };
}

describe('a send that may have arrived is unknown and is never sent again', () => {
  test.each<[string, Play]>([
    ['reset', reset],
    ['the answer breaks off', breakMidAnswer],
    ['502 page', answer(502, gatewayPage)],
    ['200 that is no JSON', answer(200, gatewayPage)],
    ['200 without RetCode', answer(200, { Message: 'ok' })],
    ['RetCode 0 under an error status', answer(503, { RetCode: 0 })],
    ['RetCode 110', answer(200, { RetCode: 110, Message: 'timeout' })],
    ['an undocumented code', answer(200, { RetCode: 66001, Message: 'no money' })],
  ])('%s', async (_what, play) => {
    const { ugn, vendor } = await vendorWith(play);
    expect((await ugn.createSimpleUGNBwPackage(order, {})).kind).toBe('unknown');
    expect(vendor.requests).toHaveLength(1);
    expect(vendor.connections()).toBe(1);
  });

  test('silence until the time limit', async () => {
    const vendor = await startVendor(silence);
    const ugn = new UgnClient(ucloudAt(vendor.baseUrl, { requestTimeoutMs: 150 }));
    expect(await ugn.createSimpleUGNBwPackage(order, {})).toMatchObject({ kind: 'unknown', code: 'TimedOut' });
  });
});

test('nobody listening proves that nothing was ordered', async () => {
  const ugn = new UgnClient(ucloudAt(`http://127.0.0.1:${await closedPort()}`));
  expect(await ugn.createSimpleUGNBwPackage(order, {})).toMatchObject({
    kind: 'throttled',
    code: 'ConnectionRefused',
  });
});

test('a quoted RetCode counts like a number', async () => {
  const refused = await vendorWith(answer(200, { RetCode: '171', Message: 'wrong signature' }));
  expect(await refused.ugn.createSimpleUGNBwPackage(order, {})).toMatchObject({
    kind: 'refused',
    code: 'RetCode 171',
    remedy: expect.stringContaining('key'),
  });
  const accepted = await vendorWith(answer(200, { RetCode: '0' }));
  expect((await accepted.ugn.createSimpleUGNBwPackage(order, {})).kind).toBe('accepted');
});

test('the code decides over the HTTP status, and the request id comes from the header', async () => {
  const { ugn } = await vendorWith(
    answer(503, { RetCode: 153, Message: 'slow down' }, { 'X-UCLOUD-REQUEST-UUID': 'uuid-1' }),
  );
  expect(await ugn.createSimpleUGNBwPackage(order, {})).toMatchObject({ kind: 'throttled', requestId: 'uuid-1' });
});

describe('listing', () => {
  test('ids stay text, a bare object is a list of one, zero is no time, bandwidth may be a fraction', async () => {
    const { ugn } = await vendorWith(
      answer(
        200,
        '{"RetCode":0,"TotalCount":1,"BwPackages":{"PackageID":12345678901234567890,"UGNID":"ugn-1","BandWidth":0.005,' +
          '"RegionA":"cn-bj2","RegionB":"hk","Path":"None","Remark":"","CreateTime":1782000000,"ExpireTime":0}}',
      ),
    );
    const { value } = await ugn.listSimpleBwPackage({ ProjectId: 'org-1' }, {});
    expect(value.BwPackages).toMatchObject([
      {
        PackageID: '12345678901234567890',
        BandWidth: 0.005,
        Path: 'None',
        Remark: null,
        CreateTime: 1782000000,
        ExpireTime: null,
      },
    ]);
  });

  test('a missing list is empty only if the total is zero', async () => {
    const empty = await vendorWith(answer(200, { RetCode: 0, TotalCount: 0, BwPackages: null }));
    expect((await empty.ugn.listSimpleBwPackage({ ProjectId: 'p' }, {})).value.BwPackages).toEqual([]);
    const torn = await vendorWith(answer(200, { RetCode: 0, TotalCount: 2 }));
    const error = await torn.ugn.listSimpleBwPackage({ ProjectId: 'p' }, {}).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CloudReadError);
    expect(error).toMatchObject({ kind: 'garbled' });
  });
});

describe('UBill', () => {
  test('RetCode 0 around a failed flag is judged by the code inside', async () => {
    const { ubill } = await vendorWith(
      answer(200, {
        RetCode: 0,
        Success: 0,
        Fail: 1,
        ResultSet: [{ RetCode: 299, Message: 'IAM denied', ResourceId: 'bw-1' }],
      }),
    );
    expect(await ubill.modifyAutoRenewFlag({ ResourceId: 'bw-1', Flag: 'TURN_OFF' }, {})).toMatchObject({
      kind: 'refused',
      code: 'RetCode 299',
      message: 'IAM denied',
    });
  });

  test.each([
    ['failed without saying which', { RetCode: 0, Success: 0, Fail: 1 }, 'unknown'],
    ['nothing said at all', { RetCode: 0 }, 'unknown'],
    ['an inner code nobody documented', { RetCode: 0, Fail: 1, ResultSet: [{ RetCode: 9999 }] }, 'unknown'],
    ['done', { RetCode: 0, Success: 1, Fail: 0, ResultSet: [{ RetCode: '0', ResourceId: 'bw-1' }] }, 'accepted'],
  ])('flag: %s', async (_what, body, kind) => {
    const { ubill } = await vendorWith(answer(200, body));
    const outcome = await ubill.modifyAutoRenewFlag({ ResourceId: 'bw-1', Flag: 'TURN_OFF' }, {});
    expect(outcome.kind).toBe(kind);
  });

  test.each([
    ['nested text', { AccountInfo: { Amount: '100.50', AmountAvailable: '1,090.50' } }],
    ['flat numbers', { Amount: 100.5, AmountAvailable: 1090.5 }],
  ])('balance as %s', async (_what, body) => {
    const { ubill } = await vendorWith(answer(200, { RetCode: 0, ...body }));
    expect(Number((await ubill.getBalance({})).value.AmountAvailable)).toBe(1090.5);
  });

  test('a renewal is known by its order number', async () => {
    const { ubill } = await vendorWith(answer(200, '{"RetCode":0,"OrderNo":20261121000000000001}'));
    expect(await ubill.createRenew({ ResourceId: 'bw-1', Quantity: 1 }, {})).toMatchObject({
      kind: 'accepted',
      value: { OrderNo: '20261121000000000001' },
    });
  });

  test('orders of a window', async () => {
    const { ubill, vendor } = await vendorWith(
      answer(200, {
        RetCode: 0,
        TotalCount: 1,
        OrderInfos: [{ OrderNo: '1', OrderType: 'OT_RENEW', OrderState: 'OS_FINISHED', Amount: 100 }],
      }),
    );
    const window = { BeginTime: 1782000000, EndTime: 1782086400, OrderTypes: ['OT_RENEW'] };
    const { value } = await ubill.describeOrderDetailInfo(window, {});
    expect(value.OrderInfos).toMatchObject([{ OrderNo: '1', OrderState: 'OS_FINISHED', Amount: '100' }]);
    expect(vendor.requests[0]?.form.get('OrderTypes.0')).toBe('OT_RENEW');
  });
});
