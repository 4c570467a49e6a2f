import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { Harness } from '../support/harness.js';
import { autoPaid, CREATES, monthly } from './documents.js';
import { callsTo, ordersOf, theOrderOf } from './judge.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const isSuspended = (state: PackageState) => state.status === 'OutcomeUnknown' && state.waitingFor === 'operator';

describe('an order the vendor does not take', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 1m, idle: 30d }' });
  });
  afterEach(() => harness.control.clearFaults());
  afterAll(() => harness.stop());

  it.each(CREATES)('$product: suspended by risk control waits for a person and is never sent again', async (one) => {
    await harness.control.faults([{ action: one.action, fault: 'riskRejection', count: 1 }]);
    const pack = await harness.order(autoPaid(one.product, `${one.product}-risk`));
    const waiting = await pack.until(isSuspended);
    expect(waiting.reason).toContain('RISK.RISK_CONTROL_REJECTION');
    expect(waiting.nextStep).toEqual({ what: 'resolve', at: null });
    const calls = await callsTo(harness, one.action);
    await harness.pass(3 * DAY_MS);
    expect(await callsTo(harness, one.action)).toBe(calls);
    expect(await pack.state()).toMatchObject({ status: 'OutcomeUnknown', waitingFor: 'operator' });
    const [order] = await ordersOf(pack);
    expect(order?.paymentStatus).toBe('Suspended');

    await harness.control.post(`/orders/${order?.orderId}/resume`, {});
    const active = await pack.until((state) => state.status === 'Active', 14 * HOUR_MS, 30 * MINUTE_MS);
    expect((await theOrderOf(pack)).resourceIds).toEqual([active.resourceId]);
    expect(await callsTo(harness, one.action)).toBe(calls);
  });

  it('a person who names the wrong resource is not believed; the right one is taken', async () => {
    const other = await harness.order(autoPaid('cen', 'someone-elses'));
    const { resourceId: othersId } = await other.until((state) => state.status === 'Active', HOUR_MS, MINUTE_MS);
    await harness.control.faults([{ action: 'CreateCenBandwidthPackage', fault: 'riskRejection', count: 1 }]);
    const pack = await harness.order(autoPaid('cen', 'named'));
    await pack.until(isSuspended);
    await pack.say('resolve', { resourceId: 'cenbwp-000000000000000000' });
    const unheard = await pack.until((state) => state.reason?.includes('Last answer not taken') ?? false);
    expect(unheard.reason).toContain('shows no cenbwp-000000000000000000');
    await pack.say('resolve', { resourceId: othersId });
    const refused = await pack.until((state) => state.reason?.includes('belongs to package') ?? false);
    expect(refused).toMatchObject({ status: 'OutcomeUnknown', waitingFor: 'operator' });

    // Bought by hand in the console instead, without our mark.
    await harness.control.clearFaults();
    const byHand = await harness.order(autoPaid('cen', 'by-hand'));
    const { resourceId } = await byHand.until((state) => state.status === 'Active', HOUR_MS, MINUTE_MS);
    await byHand.workflow.terminate('stands for a person who bought it without Leaseline');
    await pack.say('resolve', { resourceId });
    await harness.pass(MINUTE_MS);
    expect((await pack.state()).reason).toContain('belongs to package by-hand');
  });

  it('"none" is taken only together with a fresh complete listing; a suspended order is not sent again by it', async () => {
    await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'riskRejection', count: 1 }]);
    const pack = await harness.order(autoPaid('wuying', 'none'));
    await pack.until(isSuspended);
    await harness.control.faults([{ action: 'DescribeNetworkPackages', fault: 'serviceUnavailable' }]);
    await pack.say('resolve', { none: true });
    const heard = await pack.until((state) => state.reason?.includes('said there is none') ?? false, HOUR_MS);
    expect(heard.reason).toContain('a complete listing must agree first');
    await harness.pass(HOUR_MS);
    expect((await pack.state()).status).toBe('OutcomeUnknown');
    await harness.control.clearFaults();
    const failed = await pack.until((state) => state.status === 'Failed', HOUR_MS, MINUTE_MS);
    expect(failed.reason).toContain('RISK.RISK_CONTROL_REJECTION');
    expect((await ordersOf(pack)).map((order) => order.paymentStatus)).toEqual(['Suspended']);
  });

  it('withdrawn while its fate is open, it is Cancelled only once the fate is known', async () => {
    await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'riskRejection', count: 1 }]);
    const pack = await harness.order(autoPaid('wuying', 'withdrawn'));
    await pack.until(isSuspended);
    await pack.say('cancel');
    await harness.pass(DAY_MS);
    expect(await pack.state()).toMatchObject({ status: 'OutcomeUnknown' });
    await pack.say('resolve', { none: true });
    await pack.until((state) => state.status === 'Cancelled');
    expect(await ordersOf(pack)).toHaveLength(1);
  });

  it.each([
    { product: 'cen', fault: 'partnerQuotaShort', says: 'PayFor.AccountMoneyValidateError' },
    { product: 'cen', fault: 'insufficientBalanceNoOrder', says: 'InsufficientBalance' },
    { product: 'wuying', fault: 'insufficientBalanceNoOrder', says: 'InsufficientBalance' },
  ] as const)('$product: $says ends as Failed with the vendor’s words, and nothing is bought', async (one) => {
    const action = CREATES.find(({ product }) => product === one.product)?.action;
    await harness.control.faults([{ action, fault: one.fault }]);
    const pack = await harness.order(autoPaid(one.product, `${one.product}-${one.fault}`));
    const failed = await pack.until((state) => state.status === 'Failed');
    expect(failed.reason).toContain(one.says);
    expect(await ordersOf(pack)).toEqual([]);
    expect(await pack.workflow.result()).toMatchObject({ status: 'Failed', reason: failed.reason });
  });

  it('CEN by use is not sold here: UnSupported.ChargeType ends as Failed', async () => {
    const order = { bandwidthPackageChargeType: 'POSTPAY', period: undefined, pricingCycle: undefined };
    const pack = await harness.order(monthly('cen', 'post-pay', { order }));
    const failed = await pack.until((state) => state.status === 'Failed');
    expect(failed.reason).toContain('UnSupported.ChargeType');
    expect(await ordersOf(pack)).toEqual([]);
  });

  it('an office site that has its package already is refused by the vendor', async () => {
    const first = monthly('wuying', 'site-first', { order: { autoPay: true } }) as { order: { officeSiteId: string } };
    const pack = await harness.order(first);
    await pack.until((state) => state.status === 'Active', HOUR_MS, MINUTE_MS);
    const { officeSiteId } = first.order;
    const second = await harness.order(autoPaid('wuying', 'site-second', { order: { officeSiteId } }));
    const failed = await second.until((state) => state.status === 'Failed');
    expect(failed.reason).toContain('NetworkPackageExisted.OfficeSite');
  });

  it('UGN codes are not published: one that is not known ends as Failed with the vendor’s words, once nothing came of it', async () => {
    const action = 'CreateSimpleUGNBwPackage';
    // Something the list shows: an empty one would prove nothing.
    const other = await harness.order(autoPaid('ugn', 'ugn-other'));
    await other.until((state) => state.status === 'Active', HOUR_MS, MINUTE_MS);
    await harness.control.faults([{ action, fault: 'insufficientBalanceNoOrder', count: 1 }]);
    const pack = await harness.order(autoPaid('ugn', 'ugn-poor'));
    const calls = await callsTo(harness, action);
    const failed = await pack.until((state) => state.status === 'Failed', 2 * HOUR_MS, MINUTE_MS);
    expect(failed.reason).toContain('Insufficient balance');
    expect((await callsTo(harness, action)) - calls).toBeLessThanOrEqual(1);
    expect(await ordersOf(pack)).toEqual([]);
  });
});
