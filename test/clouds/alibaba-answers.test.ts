import { describe, expect, test } from 'vitest';
import { BssClient } from '../../clouds/alibaba/bss.js';
import { CenClient } from '../../clouds/alibaba/cen.js';
import { EcdClient } from '../../clouds/alibaba/ecd.js';
import { transportAt } from './support/alibaba.js';
import { answer, startVendor } from './support/vendor-server.js';

async function clientsFor(body: string | object, status = 200) {
  const vendor = await startVendor(answer(status, body));
  const transport = transportAt(vendor.baseUrl);
  return {
    vendor,
    ecd: new EcdClient(transport),
    cen: new CenClient(transport),
    bss: new BssClient(transport),
  };
}

const region = { RegionId: 'cn-hangzhou' } as const;
const lastWeek = { CreateTimeStart: '2026-11-14T00:00:00Z', CreateTimeEnd: '2026-11-21T00:00:00Z' } as const;

describe('ECD', () => {
  const wirePackage = {
    NetworkPackageId: 'np-amtp8e8q1o9e4',
    OfficeSiteId: '',
    Bandwidth: '10',
    PayType: 'PostPaid',
    InternetChargeType: 'PayByTraffic',
    NetworkPackageStatus: 'Hibernating',
    CreateTime: '2026-11-01T00:00:00Z',
    ExpiredTime: '2099-12-31T15:59:59Z',
    ReservationBandwidth: '',
    EipAddresses: '47.1.2.3',
    Tags: { Key: 'leaseline', Value: '' },
  };

  test('a bare object stands for a list of one; empty text is absent; an unknown status word is kept', async () => {
    const { ecd } = await clientsFor({ NetworkPackages: wirePackage, NextToken: '', RequestId: 'R' });
    const { value } = await ecd.describeNetworkPackages(region, {});
    expect(value.NextToken).toBeNull();
    expect(value.NetworkPackages).toEqual([
      {
        ...wirePackage,
        OfficeSiteId: null,
        OfficeSiteName: null,
        OfficeSiteVpcType: null,
        Bandwidth: 10,
        BusinessStatus: null,
        ReservationBandwidth: null,
        ReservationInternetChargeType: null,
        ReservationActiveTime: null,
        EipAddresses: ['47.1.2.3'],
        Tags: [{ Key: 'leaseline', Value: '' }],
      },
    ]);
  });

  test('one entry without an id spoils the whole listing: it must not look absent', async () => {
    const { ecd } = await clientsFor({ NetworkPackages: [wirePackage, { Bandwidth: 5 }] });
    await expect(ecd.describeNetworkPackages(region, {})).rejects.toMatchObject({
      kind: 'garbled',
      message: expect.stringContaining('NetworkPackage'),
    });
  });

  test('an order id keeps every digit, as number or as text', async () => {
    const renewal = { ...region, NetworkPackageId: ['np-1'], Period: 1, PeriodUnit: 'Month', AutoPay: false } as const;
    for (const wire of ['9007199254740993123', '"9007199254740993123"']) {
      const { ecd } = await clientsFor(`{"OrderId":${wire},"RequestId":"R"}`);
      const outcome = await ecd.renewNetworkPackages(renewal, {});
      expect(outcome).toMatchObject({ kind: 'accepted', value: { OrderId: '9007199254740993123' } });
    }
  });

  test('a price is decimal text, never a float', async () => {
    const { ecd } = await clientsFor(
      '{"PriceInfo":{"Price":{"OriginalPrice":79,"DiscountPrice":15.8,"TradePrice":63.2,"Currency":"CNY"}}}',
    );
    const { value } = await ecd.describePrice({ ...region, ResourceType: 'Bandwidth', Bandwidth: 10 }, {});
    expect(value.PriceInfo.Price).toEqual({
      OriginalPrice: '79',
      DiscountPrice: '15.8',
      TradePrice: '63.2',
      Currency: 'CNY',
    });
  });

  test('a deletion that names no request id may not have happened', async () => {
    const { ecd } = await clientsFor('{}');
    const outcome = await ecd.deleteNetworkPackages({ ...region, NetworkPackageId: ['np-1'] }, {});
    expect(outcome.kind).toBe('unknown');
  });
});

describe('CEN', () => {
  test('a bare plan in the wrapper, areas in lower case, quoted numbers and flags', async () => {
    const { cen } = await clientsFor({
      TotalCount: 1,
      CenBandwidthPackages: {
        CenBandwidthPackage: {
          CenBandwidthPackageId: 'cenbwp-4c2zaavbvh5fx',
          Bandwidth: 2,
          Status: 'Idle',
          BusinessStatus: 'FinancialLocked',
          CenIds: { CenId: 'cen-1' },
          GeographicRegionAId: 'north-america',
          GeographicRegionBId: 'china',
          GeographicSpanId: 'north-america_china',
          ExpiredTime: '2999-09-08T16:00Z',
          HasReservationData: 'true',
          ReservationBandwidth: '5',
        },
      },
    });
    const { value } = await cen.describeCenBandwidthPackages({}, {});
    expect(value.CenBandwidthPackages).toMatchObject([
      {
        CenIds: ['cen-1'],
        GeographicRegionAId: 'North-America',
        GeographicRegionBId: 'China',
        HasReservationData: true,
        ReservationBandwidth: 5,
        Tags: [],
        Status: 'Idle',
        BusinessStatus: 'FinancialLocked',
      },
    ]);
  });

  test('no wrapper is an empty list only if the total is zero', async () => {
    const empty = await clientsFor({ TotalCount: 0 });
    expect((await empty.cen.describeCenBandwidthPackages({}, {})).value.CenBandwidthPackages).toEqual([]);
    const torn = await clientsFor({ TotalCount: 3 });
    await expect(torn.cen.describeCenBandwidthPackages({}, {})).rejects.toMatchObject({ kind: 'garbled' });
  });

  test('filters are flattened two levels deep', async () => {
    const { cen, vendor } = await clientsFor({ TotalCount: 0 });
    await cen.describeCenBandwidthPackages({ Filter: [{ Key: 'Status', Value: ['Idle', 'InUse'] }] }, {});
    expect(Object.fromEntries(vendor.requests[0]?.url.searchParams ?? [])).toEqual({
      'Filter.1.Key': 'Status',
      'Filter.1.Value.1': 'Idle',
      'Filter.1.Value.2': 'InUse',
    });
  });
});

describe('BSS', () => {
  const done = { Code: 'Success', Message: 'Successful!', RequestId: 'R', Success: true };

  test('failure on HTTP 200 is a failure, for reads and for sends', async () => {
    const { bss } = await clientsFor({ Code: 'NotApplicable', Message: 'no', RequestId: 'R', Success: false });
    await expect(bss.queryAccountBalance({})).rejects.toMatchObject({
      kind: 'refused',
      code: 'NotApplicable',
      remedy: expect.stringContaining('site'),
    });
    expect(await bss.cancelOrder({ OrderId: '1' }, {})).toMatchObject({ kind: 'refused', code: 'NotApplicable' });
  });

  test('failure without a code is unknown, whatever the status', async () => {
    const { bss } = await clientsFor({ Success: false, Message: 'something' });
    expect((await bss.cancelOrder({ OrderId: '1' }, {})).kind).toBe('unknown');
  });

  test('success without a code or a word of it is not success', async () => {
    const { bss } = await clientsFor({ RequestId: 'R' });
    expect((await bss.cancelOrder({ OrderId: '1' }, {})).kind).toBe('unknown');
  });

  test('a refund says Code 200 and gives its order id as an integer', async () => {
    const { bss } = await clientsFor(
      '{"Code":"200","Message":"success","Success":true,"Data":{"OrderId":9223372036854775807,"HostId":"cn"}}',
    );
    const refund = { ProductCode: 'cbn', InstanceId: 'cenbwp-1', ClientToken: 't' };
    expect(await bss.refundInstance(refund, {})).toMatchObject({
      kind: 'accepted',
      value: { OrderId: '9223372036854775807' },
    });
  });

  test('orders: one as a bare object, payment words in any case, amounts as text', async () => {
    const { bss, vendor } = await clientsFor({
      ...done,
      Data: {
        TotalCount: '1',
        OrderList: { Order: { OrderId: 12, PaymentStatus: 'unpaid', PretaxAmount: '1,268.00', Currency: 'USD' } },
      },
    });
    const { value } = await bss.queryOrders(lastWeek, {});
    expect(value.Orders).toMatchObject([{ OrderId: '12', PaymentStatus: 'Unpaid', PretaxAmount: '1268.00' }]);
    expect(vendor.requests[0]?.url.searchParams.get('CreateTimeStart')).toBe(lastWeek.CreateTimeStart);
  });

  test.each([
    ['a comma list', 'np-1,np-2', ['np-1', 'np-2']],
    ['the text of a JSON list', '["np-1","np-2"]', ['np-1', 'np-2']],
    ['nothing before payment', '', []],
  ])('instance ids of an order: %s', async (_what, InstanceIDs, expected) => {
    const { bss } = await clientsFor({ ...done, Data: { OrderList: { Order: [{ OrderId: '1', InstanceIDs }] } } });
    const { value } = await bss.getOrderDetail({ OrderId: '1' }, {});
    expect(value.Orders[0]?.InstanceIDs).toEqual(expected);
  });

  test('instance ids are asked for as one comma list', async () => {
    const { bss, vendor } = await clientsFor({
      ...done,
      Data: { TotalCount: 1, InstanceList: [{ InstanceID: 'cenbwp-1', RenewStatus: 'ManualRenewal' }] },
    });
    const { value } = await bss.queryAvailableInstances({ InstanceIDs: ['cenbwp-1', 'cenbwp-2'] }, {});
    expect(value.InstanceList).toMatchObject([{ InstanceID: 'cenbwp-1', RenewStatus: 'ManualRenewal' }]);
    expect(vendor.requests[0]?.url.searchParams.get('InstanceIDs')).toBe('cenbwp-1,cenbwp-2');
  });

  test('a balance may have thousands separators', async () => {
    const { bss } = await clientsFor({ ...done, Data: { AvailableAmount: '12,345.67', Currency: 'CNY' } });
    expect((await bss.queryAccountBalance({})).value).toMatchObject({ AvailableAmount: '12345.67', Currency: 'CNY' });
  });
});
