import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { accepted } from '../clouds/support/simulator.js';
import { Harness } from '../support/harness.js';
import { autoPaid, monthly } from './documents.js';
import { callsTo, ordersOf, theOrderOf } from './judge.js';
import { alibabaConsole } from './vendor-console.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const isActive = (state: PackageState) => state.status === 'Active';
const isUnknown = (state: PackageState) => state.status === 'OutcomeUnknown';
const asksOperator = (state: PackageState) => isUnknown(state) && state.waitingFor === 'operator';

const CREATES = [
  { product: 'wuying', action: 'CreateNetworkPackage' },
  { product: 'cen', action: 'CreateCenBandwidthPackage' },
  { product: 'ugn', action: 'CreateSimpleUGNBwPackage' },
] as const;
/** The vendor has done it, and we are not told. */
const LOST = ['dropAfter', 'badGatewayAfter', 'internalErrorAfter'] as const;
const LOST_CREATES = CREATES.flatMap((create) => LOST.map((fault) => ({ ...create, fault })));

describe('an answer that never arrives', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 30s, idle: 30d }' });
  });
  afterEach(() => harness.control.clearFaults());
  afterAll(() => harness.stop());

  it.each(LOST_CREATES)('$product, $fault: it is bought once and found again', async ({ product, action, fault }) => {
    await harness.control.faults([{ action, fault, count: 1 }]);
    const before = await callsTo(harness, action);
    const pack = await harness.order(autoPaid(product, `${product}-${fault}`));
    const active = await pack.until(isActive);
    const order = await theOrderOf(pack);
    expect(order.paymentStatus).toBe('Paid');
    expect(order.resourceIds).toEqual([active.resourceId]);
    // Only a token makes it safe to send the same again.
    expect((await callsTo(harness, action)) - before).toBeLessThanOrEqual(product === 'cen' ? 2 : 1);
    expect(active.timeline.some((entry) => entry.what.includes('the outcome is not known'))).toBe(true);
  });

  it('a CEN order that waits for payment is found by its token, not ordered twice', async () => {
    await harness.control.faults([{ action: 'CreateCenBandwidthPackage', fault: 'dropAfter', count: 3 }]);
    const pack = await harness.order(monthly('cen', 'token'));
    await pack.until((state) => state.waitingFor === 'payment', HOUR_MS);
    const order = await theOrderOf(pack);
    expect(order.clientToken).toContain(pack.workflow.firstExecutionRunId);
    await harness.control.pay(order.orderId);
    await pack.until(isActive);
    expect(await ordersOf(pack)).toHaveLength(1);
  });

  it('a token is not trusted for ever: after long silence a person is asked', async () => {
    await harness.control.faults([
      { action: 'CreateCenBandwidthPackage', fault: 'dropAfter' },
      { action: 'QueryOrders', fault: 'serviceUnavailable' },
    ]);
    const pack = await harness.order(monthly('cen', 'old-token'));
    const waiting = await pack.until(asksOperator, 2 * HOUR_MS);
    expect(waiting.reason).toContain('not known whether the order was carried out');
    const calls = await callsTo(harness, 'CreateCenBandwidthPackage');
    await harness.pass(6 * HOUR_MS);
    expect(await callsTo(harness, 'CreateCenBandwidthPackage')).toBe(calls);
    await harness.control.pay((await theOrderOf(pack)).orderId);
    await pack.until(isActive, 2 * HOUR_MS, MINUTE_MS);
  });

  it('a WUYING order that waits for payment, hidden as it is, is found among the orders', async () => {
    await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'dropAfter', count: 1 }]);
    const before = await callsTo(harness, 'CreateNetworkPackage');
    const pack = await harness.order(monthly('wuying', 'unseen'));
    const waiting = await pack.until((state) => state.waitingFor === 'payment', HOUR_MS);
    expect((await callsTo(harness, 'CreateNetworkPackage')) - before).toBe(1);
    expect(waiting.orderId).toBe((await theOrderOf(pack)).orderId);
    await harness.control.pay((await theOrderOf(pack)).orderId);
    const active = await pack.until(isActive, 6 * HOUR_MS, 10 * MINUTE_MS);
    expect(active.resourceId).toBe((await theOrderOf(pack)).resourceIds[0]);
  });

  it('where orders cannot be read either, it waits for a person until somebody pays it', async () => {
    await harness.control.faults([
      { action: 'CreateNetworkPackage', fault: 'dropAfter', count: 1 },
      { action: 'QueryOrders', fault: 'serviceUnavailable' },
    ]);
    const before = await callsTo(harness, 'CreateNetworkPackage');
    const pack = await harness.order(monthly('wuying', 'unreadable-orders'));
    await pack.until(asksOperator, HOUR_MS);
    await harness.pass(24 * HOUR_MS);
    expect((await callsTo(harness, 'CreateNetworkPackage')) - before).toBe(1);
    await harness.control.pay((await theOrderOf(pack)).orderId);
    await pack.until(isActive, 6 * HOUR_MS, 10 * MINUTE_MS);
  });

  it('"none" is taken only when the vendor can no longer do it and a complete listing agrees; then it is sent again', async () => {
    await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'dropBefore', count: 1 }]);
    const pack = await harness.order(monthly('wuying', 'said-none'));
    await pack.until(isUnknown);
    const before = await callsTo(harness, 'CreateNetworkPackage');
    await pack.say('resolve', { none: true });
    await harness.pass(MINUTE_MS);
    expect(await callsTo(harness, 'CreateNetworkPackage')).toBe(before);
    await pack.until((state) => state.waitingFor === 'payment');
    expect((await ordersOf(pack)).map((order) => order.paymentStatus)).toEqual(['Unpaid']);
    await pack.say('cancel');
    await pack.until((state) => state.status === 'Cancelled');
  });

  it.each(CREATES)('$product: a connection cut before the vendor saw it does not lead to two', async (one) => {
    const { product, action } = one;
    await harness.control.faults([{ action, fault: 'dropBefore', count: 1 }]);
    const pack = await harness.order(autoPaid(product, `${product}-cut`));
    if (product !== 'cen') {
      // Without a token nobody can tell this from an answer that was lost.
      await pack.until(isUnknown);
      expect(await ordersOf(pack)).toEqual([]);
      await pack.say('resolve', { none: true });
    }
    await pack.until(isActive);
    expect(await ordersOf(pack)).toHaveLength(1);
  });

  it.each(CREATES)('$product: throttled is tried again by itself, and ordered once', async ({ product, action }) => {
    await harness.control.faults([
      { action, fault: 'throttle', count: 3 },
      { action, fault: 'throttleWithRetryAfter', skip: 3, count: 1, seconds: 20 },
    ]);
    const pack = await harness.order(autoPaid(product, `${product}-throttled`));
    const held = await pack.until((state) => state.reason?.includes('not accepted yet') ?? false);
    expect(held).toMatchObject({ status: 'Ordering', waitingFor: 'cloud' });
    await pack.until(isActive);
    expect(await ordersOf(pack)).toHaveLength(1);
  });

  it('a renewal whose order does not say for what it is waits for a person, who names the order by its number', async () => {
    await harness.control.post('/behaviour', { orderConfig: 'none' });
    const pack = await harness.order(
      autoPaid('wuying', 'order-by-number', { lifecycle: { renew: { autoPay: false } } }),
    );
    const { expiresAt } = await pack.until(isActive);
    await harness.control.faults([{ action: 'RenewNetworkPackages', fault: 'dropAfter', count: 1 }]);
    await pack.say('renew');
    const asking = await pack.until(asksOperator, 2 * HOUR_MS);
    const renewals = () => ordersOf(pack).then((orders) => orders.filter(({ kind }) => kind === 'Renew'));
    const [order] = await renewals();
    expect(asking.reason).toContain(`order ${order?.orderId}`);
    expect(asking.reason).toContain("resolve with the order's number, or with none");
    await pack.say('resolve', { resourceId: '999' });
    await pack.until((state) => state.reason?.includes('999 is none of the orders') === true);
    await pack.say('resolve', { resourceId: order?.orderId });
    await pack.until((state) => state.waitingFor === 'payment');
    await harness.control.pay(order?.orderId ?? '');
    await pack.until((state) => state.expiresAt !== expiresAt && state.waitingFor === null);
    expect(await renewals()).toHaveLength(1);
    await harness.control.post('/behaviour', { orderConfig: 'modules' });
  });

  it('a person may name something else than what was ordered; then the timeline says so', async () => {
    await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'riskRejection', count: 1 }]);
    const pack = await harness.order(autoPaid('wuying', 'named-another'));
    await pack.until((state) => state.status === 'OutcomeUnknown' && state.waitingFor === 'operator');
    const { ecd } = alibabaConsole(harness);
    const request = {
      RegionId: 'cn-hangzhou',
      Bandwidth: 5,
      PayType: 'PrePaid',
      Period: 1,
      PeriodUnit: 'Month',
    } as const;
    const { NetworkPackageId } = accepted(await ecd.createNetworkPackage({ ...request, AutoPay: true }, {}));
    await harness.pass(MINUTE_MS);
    await pack.say('resolve', { resourceId: NetworkPackageId });
    const { timeline } = await pack.until(isActive);
    expect(timeline.map(({ what }) => what)).toContainEqual(
      expect.stringMatching(`${NetworkPackageId} is not what was ordered .site unattached / 5 Mbps; ordered: site `),
    );
  });

  it('"none" is not taken while an order could be the lost one, until somebody says of that order that it is not', async () => {
    await harness.control.post('/behaviour', { orderConfig: 'none' });
    const pack = await harness.order(autoPaid('wuying', 'not-that-one'));
    const other = await harness.order(autoPaid('wuying', 'renewed-elsewhere'));
    const { resourceId } = await other.until(isActive);
    const { expiresAt } = await pack.until(isActive);
    await harness.control.faults([{ action: 'RenewNetworkPackages', fault: 'dropBefore', count: 1 }]);
    await pack.say('renew');
    await pack.until(isUnknown);
    const request = {
      RegionId: 'cn-hangzhou',
      NetworkPackageId: [resourceId ?? ''],
      Period: 1,
      PeriodUnit: 'Month',
    } as const;
    await alibabaConsole(harness).ecd.renewNetworkPackages({ ...request, AutoPay: false, AutoRenew: false }, {});
    const [theirs] = (await ordersOf(other)).filter(({ kind }) => kind === 'Renew');
    await pack.until(
      (state) => asksOperator(state) && (state.reason?.includes(theirs?.orderId ?? '') ?? false),
      2 * HOUR_MS,
    );
    await pack.say('resolve', { none: true });
    await pack.until((state) => state.reason?.includes('it is taken when that is said of each of them') === true);
    await pack.say('resolve', { none: true, not: [theirs?.orderId] });
    await pack.until((state) => state.expiresAt !== expiresAt && state.waitingFor === null, HOUR_MS);
    expect((await ordersOf(pack)).filter(({ kind }) => kind === 'Renew')).toHaveLength(1);
    await harness.control.post('/behaviour', { orderConfig: 'modules' });
  });

  it('a vendor that cannot be read delays and never strands', async () => {
    const action = 'DescribeNetworkPackages';
    await harness.control.faults([{ action, fault: 'serviceUnavailable' }]);
    const pack = await harness.order(autoPaid('wuying', 'unreadable'));
    await harness.pass(2 * HOUR_MS);
    expect(await pack.state()).toMatchObject({ status: 'Provisioning' });
    await harness.control.clearFaults();
    await pack.until(isActive, HOUR_MS, MINUTE_MS);
  });
});
