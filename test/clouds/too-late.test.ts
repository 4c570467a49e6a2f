import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, onTestFinished, test } from 'vitest';
import { EcdClient } from '../../clouds/alibaba/ecd.js';
import { UgnClient } from '../../clouds/ucloud/ugn.js';
import { transportAt } from './support/alibaba.js';
import { ucloudAt } from './support/ucloud.js';
import { answer, startVendor } from './support/vendor-server.js';

type Options = Parameters<EcdClient['createNetworkPackage']>[1];

const wuyingOrder = { RegionId: 'cn-hangzhou', Bandwidth: 10, AutoPay: false } as const;
const ugnOrder = {
  ProjectId: 'org-1',
  UGNID: 'ugn-1',
  RegionA: 'cn-bj2',
  RegionB: 'hk',
  BandWidth: 5,
  PayMode: 'FixedBw',
  ChargeType: 'Month',
  Quantity: 1,
} as const;

const vendors = {
  alibaba: async () => {
    const vendor = await startVendor(answer(200, { NetworkPackageId: 'np-1', OrderId: '1' }));
    const ecd = new EcdClient(transportAt(vendor.baseUrl));
    return { vendor, order: (options: Options) => ecd.createNetworkPackage(wuyingOrder, options) };
  },
  ucloud: async () => {
    const vendor = await startVendor(answer(200, { RetCode: 0 }));
    const ugn = new UgnClient(ucloudAt(vendor.baseUrl));
    return { vendor, order: (options: Options) => ugn.createSimpleUGNBwPackage(ugnOrder, options) };
  },
};

/** Blocks the event loop as soon as a connection is about to be made, as a long computation or a debugger would. */
function freezeWhileConnecting(freezeMs: number): void {
  const freeze = () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, freezeMs);
  subscribe('undici:client:beforeConnect', freeze);
  onTestFinished(() => void unsubscribe('undici:client:beforeConnect', freeze));
}

describe.each(['alibaba', 'ucloud'] as const)('a send with a latest moment, to %s', (name) => {
  test('goes out before it', async () => {
    const { vendor, order } = await vendors[name]();
    expect((await order({ sendBefore: performance.now() + 60_000 })).kind).toBe('accepted');
    expect(vendor.requests).toHaveLength(1);
  });

  test('is surely not sent after it, and says so', async () => {
    const { vendor, order } = await vendors[name]();
    const outcome = await order({ sendBefore: performance.now() });
    expect(outcome).toMatchObject({ kind: 'throttled', code: 'TooLate', remedy: null });
    expect(vendor.requests).toEqual([]);
  });

  test('is not sent by a process that froze when everything else was done', async () => {
    const { vendor, order } = await vendors[name]();
    freezeWhileConnecting(300);
    expect(await order({ sendBefore: performance.now() + 200 })).toMatchObject({ kind: 'throttled', code: 'TooLate' });
    expect(vendor.requests).toEqual([]);
    // The check itself: the same freeze is no obstacle for a send that has time.
    expect((await order({ sendBefore: performance.now() + 60_000 })).kind).toBe('accepted');
  });
});

test('a read has no latest moment: it can be repeated', async () => {
  const vendor = await startVendor(answer(200, { NetworkPackages: [] }));
  const ecd = new EcdClient(transportAt(vendor.baseUrl));
  const { value } = await ecd.describeNetworkPackages({ RegionId: 'x' }, { sendBefore: performance.now() });
  expect(value.NetworkPackages).toEqual([]);
});
