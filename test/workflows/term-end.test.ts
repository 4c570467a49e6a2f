import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS } from '../../model/product.js';
import { Harness, specOf } from '../support/harness.js';
import { autoPaid, LOOKS, monthly } from './documents.js';
import { bookedPackage, callsTo, ordersOf, ordersOfKind } from './judge.js';
import { alibabaConsole } from './vendor-console.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const renewing = { lifecycle: { atTermEnd: 'renew' } };
const isActive = (state: PackageState) => state.status === 'Active';

describe('at the end of a term', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 30s, idle: 20d }' });
  });
  afterAll(() => harness.stop());

  it.each(PRODUCTS)(
    '%s, ask: a person is asked in time, nothing is spent, and silence lets it lapse',
    async (product) => {
      const pack = await harness.order(autoPaid(product, `${product}-ask`));
      const { expiresAt, nextStep } = await pack.until(isActive);
      expect(nextStep).toEqual({ what: 'lapse', at: expiresAt });
      const asked = await pack.until((state) => state.waitingFor === 'operator', 40 * DAY_MS, DAY_MS);
      expect(asked.reason).toContain(`Its term ends at ${expiresAt}`);
      expect(Date.parse(expiresAt ?? '') - (await harness.env.currentTimeMs())).toBeGreaterThan(8 * DAY_MS);
      expect(await pack.state()).toMatchObject({ nextStep: { what: 'lapse', at: expiresAt } });
      await harness.passUntil(expiresAt, DAY_MS);
      expect(await ordersOf(pack)).toHaveLength(1);
      const ended = await pack.until((state) => state.status === 'Lapsed', 40 * DAY_MS, DAY_MS);
      expect(ended.reason).toContain(`ended at ${expiresAt}`);
      expect((await bookedPackage(harness, ended.resourceId)).status).toBe('Released');
    },
  );

  it('ask: answered with renew it goes on for a term', async () => {
    const pack = await harness.order(autoPaid('cen', 'answered'));
    const { expiresAt } = await pack.until(isActive);
    await pack.until((state) => state.waitingFor === 'operator', 40 * DAY_MS, DAY_MS);
    await pack.say('renew');
    const renewed = await pack.until((state) => state.expiresAt !== expiresAt);
    expect(renewed).toMatchObject({ status: 'Active', waitingFor: null, nextStep: { what: 'lapse' } });
    expect(await ordersOfKind(pack, 'Renew')).toHaveLength(1);
    await pack.until((state) => state.waitingFor === 'operator', 40 * DAY_MS, DAY_MS);
  });

  it('ask: renewed by somebody in the console answers the question', async () => {
    const pack = await harness.order(autoPaid('wuying', 'in-the-console'));
    const { expiresAt } = await pack.until(isActive);
    await pack.until((state) => state.waitingFor === 'operator', 40 * DAY_MS, DAY_MS);
    const renewal = {
      RegionId: 'cn-hangzhou',
      NetworkPackageId: [(await pack.state()).resourceId ?? ''],
      Period: 1,
      PeriodUnit: 'Month',
      AutoPay: true,
    } as const;
    expect(await alibabaConsole(harness).ecd.renewNetworkPackages(renewal, {})).toMatchObject({ kind: 'accepted' });
    await harness.passUntil(expiresAt, HOUR_MS);
    const state = await pack.until((one) => one.expiresAt !== expiresAt, 2 * DAY_MS, HOUR_MS);
    expect(state).toMatchObject({ status: 'Active', waitingFor: null, reason: null });
  });

  it('a file changed meanwhile is heeded: what was to be asked about is renewed', async () => {
    const document = autoPaid('cen', 'reconsidered');
    const pack = await harness.order(document);
    const { expiresAt } = await pack.until(isActive);
    const changed = specOf({ ...document, lifecycle: { atTermEnd: 'renew', renew: { before: '3d' } } });
    await pack.say('configure', { spec: changed });
    expect((await pack.until((state) => state.nextStep?.what === 'renew')).spec.lifecycle.atTermEnd).toBe('renew');
    const other = { ...changed, order: { ...changed.order, bandwidth: 3 } };
    const refused = await pack
      .say('configure', { spec: other })
      .catch((error: { cause: unknown }) => String(error.cause));
    expect(refused).toContain('the order itself cannot be changed');
    await harness.passUntil(expiresAt, -DAY_MS);
    expect(await ordersOfKind(pack, 'Renew')).toHaveLength(1);
  });

  it.each(['lapse', 'release'] as const)(
    'a renewal that is asked about is over once the file says %s, and the file is heeded',
    async (atTermEnd) => {
      const document = { ...autoPaid('wuying', `replanned-${atTermEnd}`, renewing), approval: 'production' };
      const pack = await harness.order(document);
      await pack.until(({ waitingFor }) => waitingFor === 'approval');
      await pack.say('approve');
      await pack.until(isActive);
      await pack.until(({ approval }) => approval?.operation === 'renew', 32 * DAY_MS, 12 * HOUR_MS);
      await pack.say('configure', { spec: specOf({ ...document, lifecycle: { atTermEnd } }) });
      const calm = await pack.until((state) => isActive(state) && state.waitingFor === null);
      expect(calm.nextStep?.what).not.toBe('renew');
      const ended = atTermEnd === 'lapse' ? 'Lapsed' : 'Released';
      await pack.until(({ status }) => status === ended, 32 * DAY_MS, 6 * HOUR_MS);
      expect(await ordersOfKind(pack, 'Renew')).toEqual([]);
    },
  );

  it('a renewal that was held up by a pause, or waits to be paid, is not bought once it is to be released before', async () => {
    const paused = await harness.order(autoPaid('wuying', 'replanned-paused', renewing));
    const { expiresAt } = await paused.until(isActive);
    const ends = Date.parse(expiresAt ?? '');
    await paused.say('pause', { until: new Date(ends - 2 * DAY_MS).toISOString() });
    const unpaid = await harness.order(
      monthly('wuying', 'replanned-unpaid', {
        lifecycle: { atTermEnd: 'renew', renew: { before: '10d', autoPay: false } },
      }),
    );
    const { orderId } = await unpaid.until(({ waitingFor }) => waitingFor === 'payment');
    await harness.control.pay(orderId ?? '');
    await unpaid.until(isActive);
    await unpaid.until((state) => isActive(state) && state.waitingFor === 'payment', 32 * DAY_MS, 6 * HOUR_MS);
    await paused.until(({ reason }) => reason?.startsWith('Paused') === true, 32 * DAY_MS, 6 * HOUR_MS);
    const at = new Date(ends - DAY_MS).toISOString();
    for (const pack of [paused, unpaid]) await pack.say('release', { at, confirm: true });
    for (const pack of [paused, unpaid]) {
      await pack.until(({ status }) => status === 'Released', 32 * DAY_MS, 6 * HOUR_MS);
      const renewals = await ordersOfKind(pack, 'Renew');
      expect(renewals.filter(({ paymentStatus }) => paymentStatus !== 'Cancelled')).toEqual([]);
    }
  });

  it.each(PRODUCTS)('%s, lapse: it ends by itself and nothing more is spent', async (product) => {
    const pack = await harness.order(autoPaid(product, `${product}-lapse`, { lifecycle: { atTermEnd: 'lapse' } }));
    const { expiresAt } = await pack.until(isActive);
    await harness.passUntil(expiresAt, -HOUR_MS);
    expect(await pack.state()).toMatchObject({ status: 'Active', nextStep: { what: 'lapse', at: expiresAt } });
    await harness.passUntil(expiresAt, HOUR_MS);
    expect(await pack.state()).toMatchObject({ status: 'Lapsed' });
    expect(await ordersOf(pack)).toHaveLength(1);
    await harness.pass(30 * DAY_MS);
    expect((await bookedPackage(harness, (await pack.state()).resourceId)).billing).toBe(false);
  });

  describe.each(PRODUCTS)('%s, lapse, when the vendor cannot be read at the end of the term', (product) => {
    const action = LOOKS[product];

    it('renewed by somebody meanwhile it is no end: it is looked at until it was read', async () => {
      const name = `${product}-unread-renewed`;
      const pack = await harness.order(autoPaid(product, name, { lifecycle: { atTermEnd: 'lapse' } }));
      const { expiresAt, resourceId } = await pack.until(isActive);
      await harness.passUntil(expiresAt, -HOUR_MS);
      await harness.control.faults([{ action, fault: 'serviceUnavailable' }]);
      await harness.control.post(`/packages/${resourceId}/renew`, {});
      await harness.passUntil(expiresAt, 5 * HOUR_MS);
      const unread = await pack.state();
      expect(unread).toMatchObject({ status: 'Active', waitingFor: 'cloud' });
      expect(unread.reason).toBe(
        `Its term ended at ${expiresAt}, if nobody has renewed it since: the vendor cannot be read.`,
      );
      await harness.control.clearFaults();
      const goneOn = await pack.until((state) => state.expiresAt !== expiresAt, DAY_MS, HOUR_MS);
      expect(goneOn).toMatchObject({ status: 'Active', waitingFor: null, reason: null });
      expect(goneOn.nextStep).toEqual({ what: 'lapse', at: goneOn.expiresAt });
    });

    it('otherwise it has lapsed when it can be read again', async () => {
      const pack = await harness.order(autoPaid(product, `${product}-unread`, { lifecycle: { atTermEnd: 'lapse' } }));
      const { expiresAt } = await pack.until(isActive);
      await harness.passUntil(expiresAt, -HOUR_MS);
      await harness.control.faults([{ action, fault: 'serviceUnavailable' }]);
      await harness.passUntil(expiresAt, 5 * HOUR_MS);
      expect(await pack.state()).toMatchObject({ status: 'Active' });
      await harness.control.clearFaults();
      const ended = await pack.until((state) => state.status === 'Lapsed', DAY_MS, HOUR_MS);
      expect(ended.reason).toBe(`Its term ended at ${expiresAt}, and it was not to be renewed.`);
    });
  });

  it.each(PRODUCTS)('%s, release: it is gone at the end, and costs nothing afterwards', async (product) => {
    const pack = await harness.order(autoPaid(product, `${product}-release`, { lifecycle: { atTermEnd: 'release' } }));
    const { expiresAt } = await pack.until(isActive);
    await harness.passUntil(expiresAt, -2 * HOUR_MS);
    expect(await pack.state()).toMatchObject({ status: 'Active' });
    await harness.passUntil(expiresAt, HOUR_MS);
    expect(await pack.state()).toMatchObject({ status: 'Released' });
    const booked = await bookedPackage(harness, (await pack.state()).resourceId);
    expect(booked.billing).toBe(false);
    // Only UGN goes on after its term unless it is deleted.
    if (product === 'ugn') expect(booked.status).toBe('Released');
    expect(await ordersOfKind(pack, 'Renew')).toEqual([]);
  });

  it('UGN, release: what somebody renews shortly before is given back at its new end, and not with the new term', async () => {
    const pack = await harness.order(autoPaid('ugn', 'prolonged', { lifecycle: { atTermEnd: 'release' } }));
    const { expiresAt, resourceId } = await pack.until(isActive);
    await harness.passUntil(expiresAt, -6 * HOUR_MS);
    await harness.control.post(`/packages/${resourceId}/renew`, {});
    await harness.passUntil(expiresAt, HOUR_MS);
    const goneOn = await pack.state();
    expect(goneOn).toMatchObject({ status: 'Active', nextStep: { what: 'release' } });
    expect(goneOn.timeline.at(-1)?.what).toContain(`not released at ${expiresAt}: somebody has renewed it`);
    await harness.passUntil(goneOn.expiresAt, HOUR_MS);
    expect(await pack.state()).toMatchObject({ status: 'Released' });
  });

  it.each(PRODUCTS)('%s, vendorAutoRenew: the vendor renews, and Leaseline never does', async (product) => {
    const lifecycle = { atTermEnd: 'vendorAutoRenew' };
    const pack = await harness.order(autoPaid(product, `${product}-vendor`, { lifecycle }));
    const { expiresAt, resourceId } = await pack.until(isActive);
    expect((await bookedPackage(harness, resourceId)).autoRenew).toBe(true);
    await harness.passUntil(expiresAt, DAY_MS);
    const later = await pack.state();
    expect(later).toMatchObject({ status: 'Active', waitingFor: null });
    expect(Date.parse(later.expiresAt ?? '')).toBeGreaterThan(Date.parse(expiresAt ?? ''));
    const renewals = await ordersOfKind(pack, 'Renew');
    expect(renewals).toHaveLength(1);
    expect(renewals[0]?.request).toEqual({});
  });

  it.each(PRODUCTS)('%s: the vendor’s own renewal is off when Leaseline renews', async (product) => {
    const pack = await harness.order(autoPaid(product, `${product}-ours`, { lifecycle: { atTermEnd: 'renew' } }));
    const { resourceId } = await pack.until(isActive);
    expect((await bookedPackage(harness, resourceId)).autoRenew).toBe(false);
  });

  it('UGN: a switch that says done and was not is turned again until it is', async () => {
    await harness.control.faults([{ action: 'ModifyAutoRenewFlag', fault: 'autoRenewPartialFailure', count: 3 }]);
    const pack = await harness.order(autoPaid('ugn', 'stiff-switch'));
    const { resourceId } = await pack.until(isActive);
    expect((await bookedPackage(harness, resourceId)).autoRenew).toBe(false);
  });

  it.each(['cen', 'wuying'] as const)(
    "%s: the vendor's own renewal ends when a changed file lets the package lapse",
    async (product) => {
      const pack = await harness.order(
        autoPaid(product, `${product}-no-more`, { lifecycle: { atTermEnd: 'vendorAutoRenew' } }),
      );
      const { resourceId, spec } = await pack.until((state) => isActive(state) && state.waitingFor === null);
      expect((await bookedPackage(harness, resourceId)).autoRenew).toBe(true);
      await pack.say('configure', { spec: { ...spec, lifecycle: { ...spec.lifecycle, atTermEnd: 'lapse' } } });
      await harness.pass(HOUR_MS);
      expect((await bookedPackage(harness, resourceId)).autoRenew).toBe(false);
    },
  );

  it('CEN: switched on again, the vendor repeats the duration it was told at the order, not the first term', async () => {
    const order = { autoRenew: true, autoRenewDuration: 6 };
    const pack = await harness.order(
      autoPaid('cen', 'half-years', { order, lifecycle: { atTermEnd: 'vendorAutoRenew' } }),
    );
    const { resourceId, spec, expiresAt } = await pack.until((state) => isActive(state) && state.waitingFor === null);
    await pack.say('configure', { spec: { ...spec, lifecycle: { ...spec.lifecycle, atTermEnd: 'lapse' } } });
    await harness.pass(HOUR_MS);
    expect((await bookedPackage(harness, resourceId)).autoRenew).toBe(false);
    await pack.say('configure', { spec });
    await harness.pass(HOUR_MS);
    expect((await bookedPackage(harness, resourceId)).autoRenew).toBe(true);
    await harness.passUntil(expiresAt, DAY_MS);
    const days = (Date.parse((await pack.state()).expiresAt ?? '') - Date.parse(expiresAt ?? '')) / DAY_MS;
    expect(days).toBeGreaterThan(180);
  });

  it('WUYING by the week: what no call can switch on is left to a person, and nothing is guessed', async () => {
    const order = { periodUnit: 'Week' };
    const pack = await harness.order(autoPaid('wuying', 'weekly', { order, lifecycle: { atTermEnd: 'lapse' } }));
    const { resourceId, spec } = await pack.until((state) => isActive(state) && state.waitingFor === null);
    const before = await callsTo(harness, 'SetRenewal');
    const wanted = { ...spec, lifecycle: { ...spec.lifecycle, atTermEnd: 'vendorAutoRenew' } };
    await pack.say('configure', { spec: wanted });
    const told = await pack.until((state) => state.waitingFor === 'operator');
    expect(told.reason).toContain("Switch it on in the vendor's console");
    expect(await callsTo(harness, 'SetRenewal')).toBe(before);
    expect((await bookedPackage(harness, resourceId)).autoRenew).toBe(false);
  });

  it('calendars that change in leaseline.yaml reach what runs, and nonsense does not', async () => {
    const pack = await harness.order(autoPaid('cen', 'other-calendar', { lifecycle: { atTermEnd: 'renew' } }));
    const { spec, life } = await pack.until((state) => isActive(state) && state.waitingFor === null);
    await pack.say('configure', { spec, life: { ...life, deductsBeforeMs: 3 * DAY_MS } });
    expect((await pack.state()).life).toEqual({ ...life, deductsBeforeMs: 3 * DAY_MS });
    for (const wrong of [{ graceMs: -1 }, { ladder: { ...life.ladder, timeZone: 'Nowhere/Land' } }]) {
      const said = pack.say('configure', { spec, life: { ...life, ...wrong } });
      const refused = await said.catch((error: { cause: unknown }) => String(error.cause));
      expect(refused).toContain('life is what leaseline.yaml says');
    }
    expect((await pack.state()).life.deductsBeforeMs).toBe(3 * DAY_MS);
  });

  it('UGN: a switch that never turns is told to a person, for the vendor would renew', async () => {
    await harness.control.faults([{ action: 'ModifyAutoRenewFlag', fault: 'autoRenewPartialFailure' }]);
    const pack = await harness.order(autoPaid('ugn', 'stuck-switch'));
    const told = await pack.until((state) => state.waitingFor === 'operator');
    expect(told.reason).toContain('automatic renewal could not be switched off');
    await harness.control.clearFaults();
    // It is tried again by itself.
    const { resourceId } = await pack.until((state) => isActive(state) && state.waitingFor === null, 2 * HOUR_MS);
    expect((await bookedPackage(harness, resourceId)).autoRenew).toBe(false);
  });
});
