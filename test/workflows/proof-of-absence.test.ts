import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { accepted } from '../clouds/support/simulator.js';
import { Harness } from '../support/harness.js';
import { autoPaid, freeOfficeSite, monthly } from './documents.js';
import { callsTo, ordersOf } from './judge.js';
import { alibabaConsole } from './vendor-console.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const isActive = (state: PackageState) => state.status === 'Active';
const asksOperator = (state: PackageState) => state.status === 'OutcomeUnknown' && state.waitingFor === 'operator';

const CREATES = [
  { product: 'wuying', action: 'CreateNetworkPackage' },
  { product: 'ugn', action: 'CreateSimpleUGNBwPackage' },
] as const;

const start = (resend: 'ask' | 'afterProof') => Harness.start({ timing: 'sweep: { busy: 30s, idle: 30d }', resend });

/** Something else of the account that the listings show: without it an empty list proves nothing. */
async function withOthers(harness: Harness): Promise<void> {
  for (const product of ['wuying', 'ugn'] as const) {
    const other = await harness.order(autoPaid(product, `other-${product}`));
    await other.until(isActive);
  }
}

describe('an order of which nothing came, where the account says to send it again after proof', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await start('afterProof');
    await withOthers(harness);
  });
  afterEach(() => harness.control.clearFaults());
  afterAll(() => harness.stop());

  it.each(CREATES)('$product: is sent again by itself, once the vendor can no longer do it', async (one) => {
    await harness.control.faults([{ action: one.action, fault: 'dropBefore', count: 1 }]);
    const before = await callsTo(harness, one.action);
    const pack = await harness.order(autoPaid(one.product, `${one.product}-cut`));
    await harness.pass(9 * MINUTE_MS);
    expect((await callsTo(harness, one.action)) - before).toBe(1);
    const active = await pack.until(isActive);
    expect(active.timeline.some(({ what }) => what.includes('proved that nothing came of it'))).toBe(true);
    expect(active.operations.map(({ outcome }) => outcome)).toContain('absent');
    expect(await ordersOf(pack)).toHaveLength(1);
  });

  it.each(CREATES)('$product: waits for a person when it was lost three times', async ({ product, action }) => {
    await harness.control.faults([{ action, fault: 'dropBefore' }]);
    const before = await callsTo(harness, action);
    const pack = await harness.order(autoPaid(product, `${product}-thrice`));
    const waiting = await pack.until(asksOperator, 3 * HOUR_MS);
    expect(waiting.reason).toContain('proved that nothing came of it');
    await harness.pass(12 * HOUR_MS);
    expect((await callsTo(harness, action)) - before).toBe(3);
    await pack.say('cancel');
    await pack.until((state) => state.status === 'Cancelled');
    expect(await ordersOf(pack)).toEqual([]);
  });

  it('is not sent again while the list cannot be read to its end', async () => {
    await harness.control.faults([
      { action: 'CreateSimpleUGNBwPackage', fault: 'dropBefore', count: 1 },
      { action: 'ListSimpleBwPackage', fault: 'missingItem' },
    ]);
    const before = await callsTo(harness, 'CreateSimpleUGNBwPackage');
    const pack = await harness.order(autoPaid('ugn', 'half-read'));
    const waiting = await pack.until(asksOperator, 3 * HOUR_MS);
    expect(waiting.reason).not.toContain('proved');
    expect((await callsTo(harness, 'CreateSimpleUGNBwPackage')) - before).toBe(1);
    await harness.control.clearFaults();
    await pack.until(isActive, 3 * HOUR_MS);
    expect(await ordersOf(pack)).toHaveLength(1);
  });

  it('is not sent again where the list shows nothing at all: a wrong site looks like that too', async () => {
    await harness.control.faults([
      { action: 'CreateNetworkPackage', fault: 'dropBefore', count: 1 },
      { action: 'QueryOrders', fault: 'emptyList' },
      { action: 'DescribeNetworkPackages', fault: 'emptyList' },
    ]);
    const before = await callsTo(harness, 'CreateNetworkPackage');
    const pack = await harness.order(autoPaid('wuying', 'wrong-site'));
    await pack.until(asksOperator, 3 * HOUR_MS);
    expect((await callsTo(harness, 'CreateNetworkPackage')) - before).toBe(1);
    await pack.say('resolve', { none: true });
    await pack.until((state) => state.status === 'Provisioning', HOUR_MS);
    await harness.control.clearFaults();
    await pack.until(isActive, 3 * HOUR_MS);
    expect(await ordersOf(pack)).toHaveLength(1);
  });

  it('that is refused when it is sent again may have come about after all, shown nowhere: a person is asked', async () => {
    await harness.control.faults([
      { action: 'CreateSimpleUGNBwPackage', fault: 'dropAfter', count: 1 },
      { action: 'CreateSimpleUGNBwPackage', fault: 'paidNeverDelivered', count: 1 },
    ]);
    await harness.control.post('/behaviour', { ubillOrders: 'notOffered' });
    const pack = await harness.order(autoPaid('ugn', 'shown-nowhere'));
    const waiting = await pack.until((state) => state.reason?.includes('was refused') === true, 3 * HOUR_MS);
    expect(waiting).toMatchObject({ status: 'OutcomeUnknown', waitingFor: 'operator', resourceId: null });
    expect(waiting.reason).toContain('already have a bandwidth package');
    await pack.say('resolve', { none: true });
    await pack.until((state) => state.status === 'Failed');
    expect(await ordersOf(pack)).toHaveLength(1);
    await harness.control.post('/behaviour', { ubillOrders: 'shown' });
  });
});

describe('an order of which nothing came, where the account says to ask', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await start('ask');
    await withOthers(harness);
  });
  afterEach(() => harness.control.clearFaults());
  afterAll(() => harness.stop());

  it.each(CREATES)('$product: says that it is proved, and is sent again by a word', async ({ product, action }) => {
    await harness.control.faults([{ action, fault: 'dropBefore', count: 1 }]);
    const pack = await harness.order(autoPaid(product, `${product}-asks`));
    const waiting = await pack.until(asksOperator);
    expect(waiting.reason).toContain('proved that nothing came of it');
    await pack.say('resolve', { none: true });
    await pack.until(isActive);
    expect(await ordersOf(pack)).toHaveLength(1);
  });

  it('a refused retry says nothing about the first attempt: the order it made is found and kept', async () => {
    await harness.control.faults([
      { action: 'CreateCenBandwidthPackage', fault: 'dropAfter', count: 1 },
      { action: 'CreateCenBandwidthPackage', fault: 'partnerQuotaShort', skip: 1 },
      { action: 'DescribeCenBandwidthPackages', fault: 'staleDescribe', seconds: 60, count: 3 },
      { action: 'QueryOrders', fault: 'serviceUnavailable', count: 2 },
    ]);
    const pack = await harness.order(autoPaid('cen', 'refused-retry'));
    await pack.until(isActive, 3 * HOUR_MS);
    expect(await ordersOf(pack)).toHaveLength(1);
  });

  it('an equal package that was there before is not taken for its result', async () => {
    const site = freeOfficeSite();
    const { ecd } = alibabaConsole(harness);
    const bought = await ecd.createNetworkPackage(
      {
        RegionId: 'cn-hangzhou',
        Bandwidth: 10,
        OfficeSiteId: site,
        PayType: 'PrePaid',
        InternetChargeType: 'PayByBandwidth',
        Period: 1,
        PeriodUnit: 'Month',
        AutoPay: true,
      },
      {},
    );
    expect(bought.kind).toBe('accepted');
    await harness.env.client.workflow.getHandle('desk/ali/wuying/cn-hangzhou').signal('sweep');
    await harness.pass(MINUTE_MS);
    await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'dropBefore', count: 1 }]);
    const pack = await harness.order(autoPaid('wuying', 'second-like-it', { order: { officeSiteId: site } }));
    const waiting = await pack.until(asksOperator);
    expect(waiting.reason).toContain('proved that nothing came of it');
    expect(waiting.resourceId).toBeNull();
    await pack.say('cancel');
    await pack.until((state) => state.status === 'Cancelled');
  });

  it('says so no longer once something shows that could be its result, however late', async () => {
    await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'dropBefore', count: 1 }]);
    const officeSiteId = freeOfficeSite();
    const pack = await harness.order(autoPaid('wuying', 'late-look-alike', { order: { officeSiteId } }));
    expect((await pack.until(asksOperator)).reason).toContain('proved that nothing came of it');
    await harness.pass(HOUR_MS);
    const { ecd } = alibabaConsole(harness);
    const where = { RegionId: 'cn-hangzhou', Bandwidth: 10, OfficeSiteId: officeSiteId };
    const { NetworkPackageId } = accepted(
      await ecd.createNetworkPackage(
        { ...where, PayType: 'PrePaid', Period: 1, PeriodUnit: 'Month', AutoPay: true },
        {},
      ),
    );
    const waiting = await pack.until(({ reason }) => reason?.includes(NetworkPackageId) ?? false, 3 * HOUR_MS);
    expect(waiting).toMatchObject({ status: 'OutcomeUnknown', waitingFor: 'operator' });
    expect(waiting.reason).not.toContain('proved that nothing came of it');
    // Nor can it be withdrawn by that; and it is not looked at any faster.
    const looks = await callsTo(harness, 'DescribeNetworkPackages');
    await pack.say('cancel');
    await harness.pass(10 * MINUTE_MS);
    expect((await callsTo(harness, 'DescribeNetworkPackages')) - looks).toBeLessThan(10);
    expect((await pack.state()).status).toBe('OutcomeUnknown');
    await pack.say('resolve', { resourceId: NetworkPackageId });
    await pack.until(isActive);
  });

  it('an order left unpaid by a refusal for want of money is recognised, and waits to be paid', async () => {
    await harness.control.faults([
      { action: 'CreateNetworkPackage', fault: 'insufficientBalanceAbnormalOrder', count: 1 },
    ]);
    const pack = await harness.order(autoPaid('wuying', 'abnormal'));
    const waiting = await pack.until((state) => state.waitingFor === 'payment', HOUR_MS);
    expect(waiting.reason).toContain('top up');
    const [order, second] = await ordersOf(pack);
    expect(second).toBeUndefined();
    await harness.control.pay(order?.orderId ?? '');
    await pack.until(isActive, HOUR_MS);
  });

  it('an order the vendor was to pay itself and did not is recognised while its delivery is waited for', async () => {
    await harness.control.faults([
      { action: 'CreateCenBandwidthPackage', fault: 'insufficientBalanceUnpaidOrder', count: 1 },
    ]);
    const pack = await harness.order(autoPaid('cen', 'unpaid-after-all'));
    const waiting = await pack.until((state) => state.waitingFor === 'payment', HOUR_MS);
    expect(waiting.reason).toContain('top up');
    await harness.control.payAll();
    await pack.until(isActive, HOUR_MS);
    expect(await ordersOf(pack)).toHaveLength(1);
  });

  it.each(CREATES)(
    '$product: what the vendor does late, within its time, is found and not ordered again',
    async (one) => {
      await harness.control.faults([{ action: one.action, fault: 'lateCommit', count: 1, seconds: 420 }]);
      const pack = await harness.order(autoPaid(one.product, `${one.product}-late`));
      await pack.until(isActive, 2 * HOUR_MS);
      expect(await ordersOf(pack)).toHaveLength(1);
    },
  );

  it('names the unpaid order that is in the way', async () => {
    await harness.control.post('/behaviour', { unpaidBlocks: 'account' });
    const first = await harness.order(monthly('wuying', 'in-the-way'));
    const { orderId } = await first.until((state) => state.waitingFor === 'payment');
    const pack = await harness.order(monthly('wuying', 'blocked'));
    const failed = await pack.until((state) => state.status === 'Failed', HOUR_MS);
    expect(failed.reason).toContain(`unpaid order ${orderId}`);
    await harness.control.post('/behaviour', { unpaidBlocks: 'instance' });
    await first.say('cancel');
    await first.until((state) => state.status === 'Cancelled');
  });
});
