import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import type { Product } from '../../model/product.js';
import { addTerm } from '../../simulator/time/calendar.js';
import { Harness, type PackageHandle } from '../support/harness.js';
import { autoPaid, RENEWALS } from './documents.js';
import { ordersOf, ordersOfKind } from './judge.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const isActive = (state: PackageState) => state.status === 'Active';
const isCalm = (state: PackageState) => isActive(state) && state.waitingFor === null;
const isSuspended = (state: PackageState) => state.status === 'OutcomeUnknown' && state.waitingFor === 'operator';
const renewing = { lifecycle: { atTermEnd: 'renew', renew: { before: '5d' } } };

describe('an order for what runs that risk control suspends', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 10m, idle: 6h }' });
  });
  afterEach(async () => {
    await harness.control.clearFaults();
    await harness.endPackages();
  });
  afterAll(() => harness.stop());

  const renewalsOf = async (pack: PackageHandle) =>
    (await ordersOfKind(pack, 'Renew')).map(({ paymentStatus }) => paymentStatus);

  /** Its renewal is suspended, and a person has said that nothing came of it. */
  async function saidNone(product: Product, action: string, name: string) {
    const pack = await harness.order(autoPaid(product, name, renewing));
    const { expiresAt } = await pack.until(isActive);
    await harness.control.faults([{ action, fault: 'riskRejection', count: 1 }]);
    const asked = await pack.until(isSuspended, 32 * DAY_MS, 6 * HOUR_MS);
    expect(asked.reason).toContain('The vendor suspended the renewal for 1 Month');
    expect(asked.reason).toContain('RISK_CONTROL_REJECTION');
    await pack.say('resolve', { none: true });
    const told = await pack.until((state) => isActive(state) && state.waitingFor === 'operator', DAY_MS, MINUTE_MS);
    return { pack, told, expiresAt: expiresAt ?? '' };
  }

  it.each(RENEWALS)('$product: a renewal is not ordered again by itself; a person may', async ({ product, action }) => {
    const { pack, told, expiresAt } = await saidNone(product, action, `${product}-held`);
    expect(told).toMatchObject({ expiresAt, nextStep: { what: 'renew', at: expiresAt } });
    expect(told.reason).toMatch(/The vendor suspended the renewal for 1 Month sent at .* no other one is ordered/);
    await harness.passUntil(expiresAt, -2 * HOUR_MS);
    expect(await renewalsOf(pack)).toEqual(['Suspended']);
    expect(await pack.state()).toMatchObject({ status: 'Active', waitingFor: 'operator', expiresAt });
    expect((await pack.state()).reminded).not.toBeNull();

    await pack.say('renew');
    const renewed = await pack.until((state) => isCalm(state) && state.expiresAt !== expiresAt);
    expect(Date.parse(renewed.expiresAt ?? '')).toBe(addTerm(Date.parse(expiresAt), { count: 1, unit: 'Month' }));
    expect(await renewalsOf(pack)).toEqual(['Suspended', 'Paid']);
    await harness.passUntil(expiresAt, 10 * DAY_MS);
    expect((await pack.state()).timeline.some(({ what }) => what.includes('not by Leaseline'))).toBe(false);
    // Of the next term nobody is asked any more.
    await harness.passUntil(renewed.expiresAt, -DAY_MS);
    expect(await renewalsOf(pack)).toEqual(['Suspended', 'Paid', 'Paid']);
  });

  it.each(RENEWALS)('$product: one the vendor lets go on is seen as done', async ({ product, action }) => {
    const { pack, expiresAt } = await saidNone(product, action, `${product}-goes-on`);
    await harness.pass(DAY_MS);
    const [order] = await ordersOfKind(pack, 'Renew');
    await harness.control.post(`/orders/${order?.orderId}/resume`, {});
    await harness.control.pay(order?.orderId ?? '');
    const renewed = await pack.until((state) => isCalm(state) && state.expiresAt !== expiresAt, 2 * DAY_MS, HOUR_MS);
    expect(Date.parse(renewed.expiresAt ?? '')).toBe(addTerm(Date.parse(expiresAt), { count: 1, unit: 'Month' }));
    expect(renewed.timeline.at(-1)?.what).toContain('the vendor let the suspended order go on');
    await harness.passUntil(expiresAt, 3 * DAY_MS);
    expect(await renewalsOf(pack)).toEqual(['Paid']);
    expect(await pack.state()).toMatchObject({ status: 'Active', waitingFor: null, expiresAt: renewed.expiresAt });
  });

  it('somebody goes on being asked, whatever else is done to the package meanwhile', async () => {
    const { pack, told, expiresAt } = await saidNone('wuying', 'RenewNetworkPackages', 'resized-while-held');
    await pack.say('resize', { bandwidthMbps: 20 });
    const resized = await pack.until((state) => state.bandwidthMbps === 20, HOUR_MS, MINUTE_MS);
    expect(resized).toMatchObject({ waitingFor: 'operator', reason: told.reason });
    await harness.passUntil(expiresAt, HOUR_MS);
    expect(await renewalsOf(pack)).toEqual(['Suspended']);
  });

  it('after the end nothing is ordered by itself either, and a person can still save the line', async () => {
    const { pack, expiresAt } = await saidNone('cen', 'RenewInstance', 'held-in-grace');
    await harness.passUntil(expiresAt, 2 * DAY_MS);
    expect(await renewalsOf(pack)).toEqual(['Suspended']);
    expect(await pack.state()).toMatchObject({ status: 'Active', waitingFor: 'operator', expiresAt });
    await pack.say('renew');
    await pack.until((state) => isCalm(state) && state.expiresAt !== expiresAt, HOUR_MS, MINUTE_MS);
    expect(await renewalsOf(pack)).toEqual(['Suspended', 'Paid']);
  });

  it('a resize says that it was suspended, and is not ordered again', async () => {
    const pack = await harness.order(autoPaid('wuying', 'resize-held'));
    await pack.until(isActive);
    await harness.control.faults([{ action: 'ModifyNetworkPackageBandwidth', fault: 'riskRejection', count: 1 }]);
    await pack.say('resize', { bandwidthMbps: 20 });
    await pack.until(isSuspended);
    await pack.say('resolve', { none: true });
    const told = await pack.until((state) => isActive(state) && state.waitingFor === 'operator', DAY_MS, MINUTE_MS);
    expect(told.reason).toContain('suspended, and may still carry out, the resize from 10 to 20 Mbps');
    await harness.pass(5 * DAY_MS);
    expect((await ordersOf(pack)).map(({ kind, paymentStatus }) => `${kind} ${paymentStatus}`)).toEqual([
      'New Paid',
      'Upgrade Suspended',
    ]);
  });
});
