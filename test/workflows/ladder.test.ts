import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { Harness, type PackageHandle } from '../support/harness.js';
import { autoPaid, monthly } from './documents.js';
import { bookedPackage, ordersOfKind } from './judge.js';
import { alibabaConsole } from './vendor-console.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const isActive = (state: PackageState) => state.status === 'Active';
const isCalm = (state: PackageState) => isActive(state) && state.waitingFor === null;
const renewing = { lifecycle: { atTermEnd: 'renew' } };
const rungsOf = ({ timeline }: PackageState) =>
  timeline.flatMap(({ what }) => /^reminder \(([^)]+)\)/.exec(what)?.[1] ?? []);

describe('while somebody must act before a term ends', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 30s, idle: 2d }' });
  });
  afterEach(() => harness.endPackages());
  afterAll(() => harness.stop());

  async function approved(document: object): Promise<PackageHandle> {
    const pack = await harness.order(document);
    await pack.until((state) => state.waitingFor === 'approval');
    await pack.say('approve');
    await pack.until(isActive);
    return pack;
  }

  async function renewAtConsole(state: PackageState): Promise<void> {
    const renewal = {
      RegionId: 'cn-hangzhou',
      NetworkPackageId: [state.resourceId ?? ''],
      Period: 1,
      PeriodUnit: 'Month',
      AutoPay: true,
    } as const;
    expect(await alibabaConsole(harness).ecd.renewNetworkPackages(renewal, {})).toMatchObject({ kind: 'accepted' });
  }

  async function setVendorRenewal({ resourceId, product }: PackageState, isOn: boolean): Promise<void> {
    const codes = { wuying: ['gwsecd', ''], cen: ['cbn', 'cbn_bwp_pre'], ugn: ['', ''] } as const;
    const [ProductCode, ProductType] = codes[product];
    const set = await alibabaConsole(harness).bss.setRenewal(
      {
        ProductCode,
        ProductType,
        InstanceIDs: [resourceId ?? ''],
        SubscriptionType: 'Subscription',
        RenewalStatus: isOn ? 'AutoRenewal' : 'NotRenewal',
        ...(isOn && { RenewalPeriod: 1, RenewalPeriodUnit: 'M' as const }),
      },
      {},
    );
    expect(set).toMatchObject({ kind: 'accepted' });
  }

  /** What runs of its that have ended had begun, and not waited for. */
  async function leftUndone({ workflow }: PackageHandle): Promise<string[]> {
    const { client, connection } = harness.env;
    const { executions } = await connection.workflowService.listClosedWorkflowExecutions({
      namespace: 'default',
      executionFilter: { workflowId: workflow.workflowId },
    });
    expect(executions.length).toBeGreaterThan(0);
    const histories = await Promise.all(
      executions.map(({ execution }) =>
        client.workflow.getHandle(workflow.workflowId, execution?.runId ?? '').fetchHistory(),
      ),
    );
    return histories.flatMap(({ events }) => {
      const begun = new Map<string, string>();
      for (const { eventId, activityTaskScheduledEventAttributes: scheduled, ...event } of events ?? []) {
        if (scheduled != null) begun.set(String(eventId), scheduled.activityType?.name ?? '');
        const ended =
          event.activityTaskCompletedEventAttributes ??
          event.activityTaskFailedEventAttributes ??
          event.activityTaskTimedOutEventAttributes;
        if (ended != null) begun.delete(String(ended.scheduledEventId));
      }
      return [...begun.values()];
    });
  }

  it('nothing lapses before every rung was sounded', async () => {
    const pack = await approved(autoPaid('wuying', 'nobody-answers', { ...renewing, approval: 'production' }));
    const { expiresAt } = await pack.state();
    const asked = await pack.until((state) => state.waitingFor === 'approval', 40 * DAY_MS, 6 * HOUR_MS);
    expect(rungsOf(asked)).toEqual(['14d']);
    await harness.passUntil(expiresAt, -HOUR_MS);
    expect(rungsOf(await pack.state())).toEqual(['14d', '7d', '3d', '1d', '2h']);
    await harness.passUntil(expiresAt, HOUR_MS);
    expect(rungsOf(await pack.state())).toContain('expired');
    expect(await pack.state()).toMatchObject({ status: 'Active', reminded: { rung: 'expired' } });
    const lapsed = await pack.until((state) => state.status === 'Lapsed', 30 * DAY_MS, DAY_MS);
    expect(rungsOf(lapsed)).toEqual(['14d', '7d', '3d', '1d', '2h', 'expired', 'graceEnding']);
    expect(await ordersOfKind(pack, 'Renew')).toEqual([]);
  });

  it('whoever answers is not reminded any more', async () => {
    const pack = await approved(autoPaid('cen', 'answered', { ...renewing, approval: 'production' }));
    const { expiresAt } = await pack.state();
    await pack.until((state) => state.waitingFor === 'approval', 40 * DAY_MS, 6 * HOUR_MS);
    await pack.say('approve');
    await pack.until((state) => isCalm(state) && state.expiresAt !== expiresAt);
    await harness.passUntil(expiresAt, DAY_MS);
    const state = await pack.state();
    expect(rungsOf(state)).toEqual(['14d']);
    expect(state.reminded).toBeNull();
  });

  it('whoever has paid is not asked to pay what is paid', async () => {
    const pack = await harness.order(monthly('wuying', 'paid-by-hand', renewing));
    await pack.until((state) => state.waitingFor === 'payment');
    await harness.control.payAll();
    const { expiresAt } = await pack.until(isActive);
    await pack.until((state) => isActive(state) && state.waitingFor === 'payment', 40 * DAY_MS, HOUR_MS);
    await harness.control.payAll();
    await pack.say('paid');
    await pack.until((state) => isCalm(state) && state.expiresAt !== expiresAt, DAY_MS, HOUR_MS);
    await harness.pass(2 * HOUR_MS);
    const state = await pack.state();
    expect(rungsOf(state)).toEqual(['14d']);
    expect(state.reminded).toBeNull();
    expect(await leftUndone(pack)).toEqual([]);
  });

  it('a renewal that needs nobody reminds nobody, and neither does an end that was decided', async () => {
    const renewed = await harness.order(autoPaid('cen', 'by-itself', renewing));
    const ending = await harness.order(autoPaid('cen', 'to-lapse', { lifecycle: { atTermEnd: 'lapse' } }));
    await renewed.until(isActive);
    const { expiresAt } = await ending.until(isActive);
    await harness.passUntil(expiresAt, DAY_MS);
    expect(rungsOf(await renewed.state())).toEqual([]);
    expect(await ending.state()).toMatchObject({ status: 'Lapsed' });
    expect(rungsOf(await ending.state())).toEqual([]);
  });

  it('says the price with the question, and asks again when it has risen by the time of the answer', async () => {
    const pack = await approved(autoPaid('wuying', 'dearer', { ...renewing, approval: 'production' }));
    const asked = await pack.until((state) => state.waitingFor === 'approval', 40 * DAY_MS, 6 * HOUR_MS);
    expect(asked.reason).toContain('renewal for 1 Month, 200.00 USD');
    await harness.control.post('/behaviour', { prices: { wuyingMinor: 2500 } });
    await pack.say('approve');
    const again = await pack.until((state) => state.reason?.includes('250.00 USD') === true);
    expect(again).toMatchObject({ waitingFor: 'approval', expiresAt: asked.expiresAt });
    expect(await ordersOfKind(pack, 'Renew')).toEqual([]);
    await pack.say('approve');
    await pack.until((state) => isCalm(state) && state.expiresAt !== asked.expiresAt);
    expect((await ordersOfKind(pack, 'Renew')).map(({ amountMinor }) => amountMinor)).toEqual([25_000]);
    await harness.control.post('/behaviour', { prices: { wuyingMinor: 2000 } });
  });

  it('somebody who renews in the console while approval is waited for is not paid for twice', async () => {
    const pack = await approved(autoPaid('wuying', 'overtaken', { ...renewing, approval: 'production' }));
    const before = await pack.until((state) => state.waitingFor === 'approval', 40 * DAY_MS, 6 * HOUR_MS);
    await renewAtConsole(before);
    const after = await pack.until(
      (state) => isCalm(state) && state.expiresAt !== before.expiresAt,
      5 * DAY_MS,
      HOUR_MS,
    );
    expect(after.timeline.at(-1)?.what).toContain('not by Leaseline');
    await expect(pack.say('approve')).rejects.toThrow();
    await harness.pass(DAY_MS);
    expect(await ordersOfKind(pack, 'Renew')).toHaveLength(1);
  });

  it('an unpaid renewal that the vendor overtakes takes its own order back', async () => {
    const pack = await harness.order(monthly('wuying', 'overtaken-unpaid', renewing));
    await pack.until((state) => state.waitingFor === 'payment');
    await harness.control.payAll();
    await pack.until(isActive);
    const before = await pack.until((state) => isActive(state) && state.waitingFor === 'payment', 40 * DAY_MS, HOUR_MS);
    await setVendorRenewal(before, true);
    const after = await pack.until(
      (state) => isCalm(state) && state.expiresAt !== before.expiresAt,
      5 * DAY_MS,
      HOUR_MS,
    );
    expect((await ordersOfKind(pack, 'Renew')).map((one) => one.paymentStatus).sort()).toEqual(['Cancelled', 'Paid']);
    expect(after.timeline.some(({ what }) => what.includes('was renewed without order'))).toBe(true);
  });

  it('renewBy console: a person renews, it is verified, and nothing is bought here', async () => {
    const lifecycle = { atTermEnd: 'renew', renewBy: 'console' };
    const pack = await harness.order(autoPaid('wuying', 'by-hand', { lifecycle }));
    const { nextStep, expiresAt } = await pack.until(isActive);
    expect(nextStep).toEqual({ what: 'renew', at: expiresAt });
    const asked = await pack.until((state) => state.waitingFor === 'operator', 40 * DAY_MS, 6 * HOUR_MS);
    expect(asked.reason).toContain("in the vendor's console before");
    expect(rungsOf(asked)).toHaveLength(1);
    await renewAtConsole(asked);
    const renewed = await pack.until((state) => isCalm(state) && state.expiresAt !== expiresAt, 5 * DAY_MS, HOUR_MS);
    expect(renewed.operations.map(({ what }) => what).filter((what) => what.startsWith('renewal'))).toEqual([]);
  });

  it('onSilence lapse: nobody answered, and it lapses by its file', async () => {
    const lifecycle = { atTermEnd: 'renew', renew: { onSilence: 'lapse' } };
    const pack = await approved(autoPaid('cen', 'silence-lapses', { lifecycle, approval: 'production' }));
    const { expiresAt } = await pack.state();
    await harness.passUntil(expiresAt, -HOUR_MS);
    await pack.until((state) => state.status === 'Lapsed', 3 * HOUR_MS, HOUR_MS);
    expect(await pack.state()).toMatchObject({ status: 'Lapsed' });
    expect(await ordersOfKind(pack, 'Renew')).toEqual([]);
  });

  it('onSilence bridge: within a standing approval the shortest term is bought a day before the end', async () => {
    const lifecycle = { atTermEnd: 'renew', renew: { onSilence: 'bridge', period: 6 } };
    const pack = await approved(autoPaid('cen', 'bridged', { lifecycle, approval: 'standing' }));
    const { expiresAt } = await pack.state();
    await harness.passUntil(expiresAt, -2 * HOUR_MS);
    const [order, ...more] = await ordersOfKind(pack, 'Renew');
    expect(more).toEqual([]);
    expect(order?.request).toMatchObject({ RenewPeriod: '1' });
    const bridged = await pack.state();
    expect(bridged.timeline.some(({ what }) => what.startsWith('nobody answered: 1 Month'))).toBe(true);
  });

  it.each(['wuying', 'cen'] as const)(
    '%s: a vendor renewal switched on in the console is off again before ours, and the term is paid once',
    async (product) => {
      const pack = await harness.order(autoPaid(product, `${product}-switched-on`, renewing));
      const active = await pack.until(isActive);
      await setVendorRenewal(active, true);
      await harness.passUntil(active.expiresAt, DAY_MS);
      expect(await ordersOfKind(pack, 'Renew')).toHaveLength(1);
      const state = await pack.state();
      expect(state.timeline.some(({ what }) => what.includes('was switched on outside Leaseline'))).toBe(true);
      expect(await bookedPackage(harness, state.resourceId)).toMatchObject({ autoRenew: false });
    },
  );

  it('a vendor renewal that is wanted and was switched off in the console is said before it is too late', async () => {
    const lifecycle = { atTermEnd: 'vendorAutoRenew' };
    const pack = await harness.order(autoPaid('cen', 'switched-off', { lifecycle }));
    const active = await pack.until(isActive);
    await setVendorRenewal(active, false);
    const told = await pack.until((state) => state.waitingFor === 'operator', 40 * DAY_MS, 6 * HOUR_MS);
    expect(told.reason).toContain('was switched off outside Leaseline');
    expect(rungsOf(told)).toHaveLength(1);
    expect(Date.parse(active.expiresAt ?? '') - (await harness.env.currentTimeMs())).toBeGreaterThan(8 * DAY_MS);
  });

  it.each([
    ['vendorAutoRenew', false],
    ['lapse', true],
  ] as const)(
    '%s: a vendor renewal that cannot be read when it is compared is compared once it can',
    async (...row) => {
      const [atTermEnd, isOn] = row;
      const pack = await harness.order(autoPaid('cen', `unread-${atTermEnd}`, { lifecycle: { atTermEnd } }));
      const { expiresAt, ...active } = await pack.until(isActive);
      await setVendorRenewal({ expiresAt, ...active }, isOn);
      await harness.control.faults([{ action: 'QueryAvailableInstances', fault: 'serviceUnavailable' }]);
      await harness.passUntil(expiresAt, -9.4 * DAY_MS);
      await harness.control.clearFaults();
      const isSaid = ({ timeline }: PackageState) => timeline.some(({ what }) => what.includes('outside Leaseline'));
      await pack.until(isSaid, 8 * HOUR_MS, HOUR_MS);
    },
  );

  it.each([
    ['wuying', 'Month', 35],
    ['cen', 'Month', 35],
    ['wuying', 'Week', 5],
  ] as const)(
    '%s by the %s: with a backstop the vendor stands by, and every term is still paid once, by us',
    async (product, unit, days) => {
      const lifecycle = { atTermEnd: 'renew', renew: { backstop: 'vendorAutoRenew' } };
      const order = unit === 'Week' ? { periodUnit: 'Week' } : {};
      const pack = await harness.order(autoPaid(product, `${product}-${unit}-backstop`, { lifecycle, order }));
      const { resourceId, expiresAt } = await pack.until(isActive);
      expect(await bookedPackage(harness, resourceId)).toMatchObject({ autoRenew: true });
      await harness.passUntil(expiresAt, days * DAY_MS);
      const renewals = await ordersOfKind(pack, 'Renew');
      expect(renewals).toHaveLength(2);
      expect(renewals.map(({ caller }) => caller)).not.toContain('vendor-auto-renewal');
      expect(await bookedPackage(harness, resourceId)).toMatchObject({ autoRenew: true });
    },
  );

  it('with a backstop, a renewal nobody approves in time is left to the vendor, once', async () => {
    const lifecycle = { atTermEnd: 'renew', renew: { backstop: 'vendorAutoRenew' } };
    const pack = await approved(autoPaid('cen', 'left-to-vendor', { lifecycle, approval: 'production' }));
    const { expiresAt } = await pack.state();
    await harness.passUntil(expiresAt, DAY_MS);
    expect((await ordersOfKind(pack, 'Renew')).map(({ caller }) => caller)).toEqual(['vendor-auto-renewal']);
  });
});
