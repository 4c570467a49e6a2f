import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type PackageState, UNCONFIRMED } from '../../model/messages.js';
import { formatMoney } from '../../model/money.js';
import { PRODUCTS } from '../../model/product.js';
import { Harness, specOf } from '../support/harness.js';
import { autoPaid, monthly } from './documents.js';
import { bookedPackage, callsTo, ordersOf } from './judge.js';
import { alibabaConsole, ucloudConsole } from './vendor-console.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const isActive = (state: PackageState) => state.status === 'Active';
const isReleased = (state: PackageState) => state.status === 'Released';
const byUse = { payType: 'PostPaid', internetChargeType: 'PayByTraffic', period: undefined, periodUnit: undefined };
const attach = { attach: { cenId: 'cen-demo000000000003' } };

const dollars = (amountMinor = 0) => formatMoney({ amountMinor, currency: 'USD' });

describe('a release', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 5s, idle: 12h }' });
  });
  afterEach(async () => {
    await harness.control.clearFaults();
    await harness.control.post('/behaviour', { refunds: { wuying: true, cen: true } });
  });
  afterAll(() => harness.stop());

  it.each(PRODUCTS)(
    '%s in its term: Released only once the vendor no longer has it, money comes back',
    async (product) => {
      const pack = await harness.order(autoPaid(product, `${product}-in-term`));
      const { resourceId } = await pack.until(isActive);
      await pack.say('release', { confirm: true });
      const released = await pack.until(isReleased);
      expect(released).toMatchObject({ waitingFor: null, nextStep: null });
      expect(await bookedPackage(harness, resourceId)).toMatchObject({ status: 'Released', billing: false });
      const [bought, refund, more] = await ordersOf(pack);
      expect(more).toBeUndefined();
      expect(refund).toMatchObject({ kind: 'Refund', paymentStatus: 'Paid' });
      expect(refund?.amountMinor).toBeLessThan(0);
      expect(-(refund?.amountMinor ?? 0)).toBeLessThanOrEqual(bought?.amountMinor ?? 0);
      expect(await pack.workflow.result()).toMatchObject({ status: 'Released' });
    },
  );

  it('one for a day after a term that is not renewed says that it ends before', async () => {
    const pack = await harness.order(autoPaid('ugn', 'ends-before', { lifecycle: { atTermEnd: 'release' } }));
    const { expiresAt } = await pack.until(isActive);
    const dayAfter = (days: number) => new Date(Date.parse(expiresAt ?? '') + days * DAY_MS).toISOString();
    const ends = `Its term ends at ${expiresAt}, before ${dayAfter(1)}, and it is not to be renewed: it ends then.`;
    expect(await pack.say('release', { at: dayAfter(1), confirm: true })).toMatchObject({ message: ends });
    const planned = `It will be released at ${dayAfter(-1)}; cancel withdraws it.`;
    expect(await pack.say('release', { at: dayAfter(-1), confirm: true })).toMatchObject({ message: planned });
  });

  it.each(PRODUCTS)('%s: one that is planned can be withdrawn', async (product) => {
    const pack = await harness.order(autoPaid(product, `${product}-kept`, { lifecycle: { atTermEnd: 'renew' } }));
    const { expiresAt, nextStep } = await pack.until(isActive);
    const at = new Date((await harness.env.currentTimeMs()) + DAY_MS).toISOString();
    await pack.say('release', { at, confirm: true });
    await pack.until((state) => state.nextStep?.what === 'release');
    expect(await pack.say('cancel')).toMatchObject({ message: `The release at ${at} is withdrawn.` });
    await harness.pass(2 * DAY_MS);
    expect(await pack.state()).toMatchObject({ status: 'Active', waitingFor: null, expiresAt });
    expect((await pack.state()).nextStep?.what).toBe('renew');
    expect(nextStep?.what).toBe('renew');
    await expect(pack.say('cancel')).rejects.toThrow();
  });

  it('WUYING by use: deleted, and Released after the vendor has let it go', async () => {
    const pack = await harness.order(autoPaid('wuying', 'by-use', { order: byUse }));
    const { resourceId } = await pack.until(isActive);
    await pack.say('release', { confirm: true });
    await pack.until(isReleased);
    expect((await bookedPackage(harness, resourceId)).status).toBe('Released');
    expect((await ordersOf(pack)).map((order) => order.kind)).toEqual(['New']);
  });

  it('UGN in another project than the default one: resized and given back there', async () => {
    const pack = await harness.order(autoPaid('ugn', 'elsewhere', { order: { projectId: 'org-other' } }));
    await pack.until(isActive);
    await pack.say('resize', { bandwidthMbps: 8 });
    await pack.until((state) => state.bandwidthMbps === 8 && state.resizingTo === null);
    await pack.say('release', { confirm: true });
    await pack.until(isReleased);
    expect((await ordersOf(pack)).map(({ kind }) => kind)).toEqual(['New', 'Upgrade', 'Refund']);
  });

  it.each(['wuying', 'cen'] as const)(
    '%s: a refused refund leaves it Active, says until when, then it lapses',
    async (product) => {
      await harness.control.post('/behaviour', { refunds: { [product]: false } });
      const pack = await harness.order(
        autoPaid(product, `${product}-no-refund`, { lifecycle: { atTermEnd: 'renew' } }),
      );
      const { expiresAt, resourceId } = await pack.until(isActive);
      await pack.say('release', { confirm: true });
      const stays = await pack.until((state) => state.waitingFor === 'operator');
      expect(stays).toMatchObject({ status: 'Active', nextStep: { what: 'lapse', at: expiresAt } });
      expect(stays.reason).toContain(`cannot be released before ${expiresAt}`);
      const [bought] = await ordersOf(pack);
      if (product === 'wuying') {
        expect(stays.reason).toContain(`Paid already and lost: ${dollars(bought?.amountMinor)}`);
        expect(stays.reason).toContain(`Not renewing it at ${expiresAt} saves ${dollars(bought?.amountMinor)}`);
      }
      const refunds = await callsTo(harness, 'RefundInstance');
      await harness.pass(Date.parse(expiresAt ?? '') + HOUR_MS - (await harness.env.currentTimeMs()));
      expect(await pack.state()).toMatchObject({ status: 'Lapsed' });
      expect(await callsTo(harness, 'RefundInstance')).toBe(refunds);
      expect((await ordersOf(pack)).map((order) => order.kind)).toEqual(['New']);
      expect((await bookedPackage(harness, resourceId)).billing).toBe(false);
    },
  );

  it('a CEN plan in use is Active when attached, and is detached before it goes', async () => {
    const pack = await harness.order(autoPaid('cen', 'attached', { order: attach }));
    const active = await pack.until(isActive);
    expect(active).toMatchObject({ attachedTo: [attach.attach.cenId], observedStatus: 'InUse', waitingFor: null });
    expect(await bookedPackage(harness, active.resourceId)).toMatchObject({ attachedTo: attach.attach.cenId });
    await pack.say('release', { confirm: true });
    await pack.until(isReleased);
    expect(await callsTo(harness, 'UnassociateCenBandwidthPackage')).toBe(1);
    expect(await bookedPackage(harness, active.resourceId)).toMatchObject({ status: 'Released', attachedTo: null });
  });

  it('a CEN plan that cannot be attached is Active all the same, and a person is told why', async () => {
    const order = { attach: { cenId: 'cen-demo999999999999' } };
    const pack = await harness.order(autoPaid('cen', 'unattached', { order }));
    const active = await pack.until(isActive);
    expect(active).toMatchObject({ waitingFor: 'operator', attachedTo: [], observedStatus: 'Idle' });
    expect(active.reason).toContain('could not be attached to cen-demo999999999999');
  });

  it.each(PRODUCTS)('%s: releaseAt in the file is kept to the day', async (product) => {
    const at = new Date((await harness.env.currentTimeMs()) + 10 * DAY_MS).toISOString();
    const lifecycle = { atTermEnd: 'renew', releaseAt: at };
    const pack = await harness.order(autoPaid(product, `${product}-dated`, { lifecycle }));
    expect((await pack.until(isActive)).nextStep).toEqual({ what: 'release', at });
    await harness.pass(9 * DAY_MS);
    expect(await pack.state()).toMatchObject({ status: 'Active' });
    await harness.pass(DAY_MS + HOUR_MS);
    expect(await pack.state()).toMatchObject({ status: 'Released' });
  });

  it.each(PRODUCTS)('%s: what is to be released within its term is not renewed first', async (product) => {
    const lifecycle = { atTermEnd: 'renew', renew: { before: '8d' } };
    const pack = await harness.order(autoPaid(product, `${product}-not-renewed`, { lifecycle }));
    const { expiresAt } = await pack.until(isActive);
    const at = new Date(Date.parse(expiresAt ?? '') - DAY_MS).toISOString();
    await pack.say('release', { at, confirm: true });
    await harness.pass(Date.parse(at) - HOUR_MS - (await harness.env.currentTimeMs()));
    expect(await pack.state()).toMatchObject({ status: 'Active', expiresAt, nextStep: { what: 'release', at } });
    await harness.pass(2 * HOUR_MS);
    await pack.until(isReleased);
    expect((await ordersOf(pack)).map(({ kind }) => kind)).not.toContain('Renew');
  });

  it('a release said for a later day is a plan until then', async () => {
    const pack = await harness.order(autoPaid('cen', 'planned'));
    await pack.until(isActive);
    const at = new Date((await harness.env.currentTimeMs()) + 3 * DAY_MS).toISOString();
    await pack.say('release', { at });
    const planned = await pack.until((state) => state.nextStep?.what === 'release');
    expect(planned).toMatchObject({ status: 'Active', nextStep: { what: 'release', at } });
    await harness.pass(3 * DAY_MS + HOUR_MS);
    expect(await pack.state()).toMatchObject({ status: 'Released' });
  });

  it('a slip in a date takes no line down, said by update or by signal; a moment ago is now', async () => {
    const document = autoPaid('cen', 'slip');
    const pack = await harness.order(document);
    await pack.until(isActive);
    const nowMs = await harness.env.currentTimeMs();
    const past = new Date(nowMs - HOUR_MS).toISOString();
    const over = specOf({ ...document, lifecycle: { releaseAt: past } });
    expect(await refusal(pack.say('release', { at: past }))).toContain(`at lies in the past (${past})`);
    expect(await refusal(pack.say('configure', { spec: over }))).toContain('it would be given back at once');
    await pack.signal('release', { by: 'bob', at: past });
    await pack.signal('configure', { by: 'bob', spec: over });
    const { timeline } = await pack.until((state) => state.timeline.filter(({ who }) => who === 'bob').length === 2);
    expect(timeline.slice(-2)).toMatchObject([
      { what: expect.stringContaining('refused the signal release: at lies in the past') },
      { what: expect.stringContaining('refused the signal configure: its lifecycle.releaseAt') },
    ]);
    await harness.pass(HOUR_MS);
    expect(await pack.state()).toMatchObject({ status: 'Active', spec: { lifecycle: { releaseAt: null } } });
    await pack.say('release', { at: new Date((await harness.env.currentTimeMs()) - MINUTE_MS).toISOString() });
    await pack.until(isReleased);
  });

  it.each([
    ['wuying', 'the desktops of office site'],
    ['cen', attach.attach.cenId],
    ['ugn', 'the line between cn-bj2 and hk'],
  ] as const)('%s in use: asks to be confirmed, and says what it would cut off', async (product, cutOff) => {
    const pack = await harness.order(
      autoPaid(product, `${product}-in-use`, product === 'cen' ? { order: attach } : {}),
    );
    await pack.until(isActive);
    const refused = await pack.say('release').catch((error: { cause: unknown }) => error.cause);
    expect(refused).toMatchObject({ type: UNCONFIRMED, message: expect.stringContaining(cutOff) });
    expect(String(refused)).toContain('confirm: true');
    await pack.signal('release', { by: 'bob', at: '2031-01-01T00:00:00Z' });
    const told = await pack.until(({ timeline }) => timeline.some(({ who }) => who === 'bob'));
    expect(told.timeline.at(-1)?.what).toContain('refused the signal release: it is in use');
    expect(told.status).toBe('Active');
    expect(told.cutOff).toEqual(expect.arrayContaining([expect.stringContaining(cutOff)]));
    // What has addresses loses them.
    for (const address of told.eipAddresses) expect(told.cutOff).toContain(`address ${address}`);
    await pack.signal('release', { by: 'bob', confirm: true });
    await pack.until(isReleased);
  });

  it('a CEN plan that is attached to nothing needs no confirmation', async () => {
    const pack = await harness.order(autoPaid('cen', 'idle'));
    expect(await pack.until(isActive)).toMatchObject({ cutOff: [] });
    await pack.say('release');
    await pack.until(isReleased);
  });

  it('an answer lost on the way to the vendor never asks for a second refund', async () => {
    const pack = await harness.order(autoPaid('wuying', 'lost-refund'));
    await pack.until(isActive);
    await harness.control.faults([{ action: 'RefundInstance', fault: 'dropAfter', count: 1 }]);
    await pack.say('release', { confirm: true });
    await pack.until(isReleased, HOUR_MS);
    expect((await ordersOf(pack)).map((order) => order.kind)).toEqual(['New', 'Refund']);
  });

  it('an unpaid order is not released but cancelled', async () => {
    const pack = await harness.order(monthly('cen', 'unpaid'));
    await pack.until((state) => state.waitingFor === 'payment');
    const refused = await pack.say('release').catch((error: { cause: unknown }) => String(error.cause));
    expect(refused).toContain('use cancel');
    await pack.say('cancel');
    await pack.until((state) => state.status === 'Cancelled');
  });

  it('an Active package is not cancelled but released', async () => {
    const pack = await harness.order(autoPaid('cen', 'no-cancel'));
    await pack.until(isActive);
    const refused = await pack.say('cancel').catch((error: { cause: unknown }) => String(error.cause));
    expect(refused).toContain('use release');
  });
});

describe('behind our back', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 5s, idle: 6h }' });
  });
  afterAll(() => harness.stop());

  it.each(['wuying', 'ugn'] as const)(
    '%s: what vanishes alarms, is never bought again, and can be closed',
    async (product) => {
      const order = product === 'wuying' ? byUse : {};
      const pack = await harness.order(autoPaid(product, `${product}-vanished`, { order }));
      const { resourceId } = await pack.until(isActive);
      // The idle sweep must have seen it once: what was never there cannot vanish.
      await harness.pass(13 * HOUR_MS);
      const gone =
        product === 'wuying'
          ? await alibabaConsole(harness).ecd.deleteNetworkPackages(
              { RegionId: 'cn-hangzhou', NetworkPackageId: [resourceId ?? ''] },
              {},
            )
          : await ucloudConsole(harness).ugn.deleteUGNBwPackage(
              { ProjectId: 'org-demo', UGNID: ugnOf(await pack.state()), BwPackageID: resourceId ?? '' },
              {},
            );
      expect(gone.kind).toBe('accepted');
      const alarmed = await pack.until((state) => state.waitingFor === 'operator', 3 * DAY_MS, HOUR_MS);
      expect(alarmed.status).toBe('Active');
      expect(alarmed.reason).toContain('no longer at the vendor');
      expect(alarmed.vanished).toBe(true);
      await harness.pass(20 * DAY_MS);
      expect((await ordersOf(pack)).filter(({ kind }) => kind === 'New')).toHaveLength(1);
      await pack.say('release', { confirm: true });
      await pack.until(isReleased);
    },
  );
});

function refusal(said: Promise<unknown>): Promise<string> {
  return said.then(JSON.stringify, (error: { cause: unknown }) => String(error.cause));
}

function ugnOf({ spec }: PackageState): string {
  return spec.product === 'ugn' ? spec.order.ugnId : '';
}
