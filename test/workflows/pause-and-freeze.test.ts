import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS } from '../../model/product.js';
import { Harness } from '../support/harness.js';
import { autoPaid } from './documents.js';
import { ordersOf } from './judge.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const isActive = (state: PackageState) => state.status === 'Active';
const renewing = { lifecycle: { atTermEnd: 'renew', renew: { before: '3d' } } };

/** Frozen from a week to two weeks after it starts; the freeze of `urgent` lines may be overridden. */
function freezes(text: string, nowMs: number): string {
  const day = (days: number) => new Date(nowMs + days * DAY_MS).toISOString();
  return text.replace(
    'policies:',
    `freezes:
  - { name: year-end, when: { labels: { frozen: "yes" } }, from: "${day(-1)}", until: "${day(5)}" }
  - { name: urgent, when: { labels: { frozen: urgent } }, from: "${day(-1)}", until: "${day(400)}", override: production }
policies:`,
  );
}

describe('pause, freeze and buying hours', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ edit: (text) => freezes(text, Date.now()) });
  });
  afterAll(() => harness.stop());

  const refusal = (answer: Promise<unknown>): Promise<string> =>
    answer.then(
      () => 'taken',
      (error: { cause: unknown }) => String(error.cause),
    );
  const inDays = async (days: number) => new Date((await harness.env.currentTimeMs()) + days * DAY_MS).toISOString();

  it('a pause also holds an order whose answer was lost: it is not sent again before the pause ends', async () => {
    await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'dropBefore', count: 1 }]);
    const pack = await harness.order(autoPaid('wuying', 'paused-after-loss'));
    await pack.until(({ nextStep, waitingFor }) => nextStep?.what === 'resolve' && waitingFor === 'operator');
    await pack.say('pause', { until: await inDays(3), comment: 'stocktaking' });
    await pack.say('resolve', { none: true });
    const paused = await pack.until(({ reason }) => reason?.startsWith('Paused by') ?? false);
    expect(paused.reason).toContain('stocktaking');
    await harness.pass(DAY_MS);
    expect(await ordersOf(pack)).toEqual([]);
    await pack.say('resume');
    await pack.until(isActive);
    expect(await ordersOf(pack)).toHaveLength(1);
  });

  it('orders in a freeze wait for its end and are sent then; one may be withdrawn meanwhile', async () => {
    const labels = { frozen: 'yes' };
    const packs = [];
    for (const product of PRODUCTS)
      packs.push(await harness.order({ ...autoPaid(product, `${product}-frozen`), labels }));
    const withdrawn = await harness.order({ ...autoPaid('cen', 'withdrawn'), labels });
    for (const pack of [...packs, withdrawn]) {
      const waits = await pack.until(({ waitingFor }) => waitingFor === 'operator');
      expect(waits.reason).toContain('The freeze year-end lets the order of');
      expect(await ordersOf(pack)).toEqual([]);
    }
    await withdrawn.say('cancel');
    await withdrawn.until(({ status }) => status === 'Cancelled');
    await harness.pass(5 * DAY_MS + HOUR_MS);
    for (const pack of packs) await pack.until(isActive);
    expect(await ordersOf(withdrawn)).toEqual([]);
  });

  it.each(PRODUCTS)(
    '%s: paused, nothing is renewed; reminders go on; resumed, it is renewed at once',
    async (product) => {
      const pack = await harness.order(autoPaid(product, `${product}-paused`, renewing));
      const { expiresAt } = await pack.until(isActive);
      const until = await inDays(300);
      const answer = await pack.say('pause', { by: 'ada', until, comment: 'may close' });
      expect(answer).toMatchObject({ message: expect.stringContaining('although its term ends before that') });
      expect(await pack.state()).toMatchObject({ paused: true, pausedUntil: until, pause: { by: 'ada' } });
      await harness.pass(Date.parse(expiresAt ?? '') - DAY_MS - (await harness.env.currentTimeMs()));
      const waits = await pack.state();
      expect(waits).toMatchObject({ status: 'Active', waitingFor: 'operator', expiresAt, paused: true });
      expect(waits.reason).toContain('Paused by ada ("may close") until');
      expect(waits.reminded).not.toBeNull();
      expect((await ordersOf(pack)).map(({ kind }) => kind)).toEqual(['New']);
      await pack.say('resume', { by: 'bob' });
      const renewed = await pack.until((state) => (state.expiresAt ?? '') > (expiresAt ?? ''));
      expect(renewed.paused).toBe(false);
      expect((await ordersOf(pack)).map(({ kind }) => kind)).toEqual(['New', 'Renew']);
    },
  );

  it('a pause ends by itself on its day, and a purchase goes on then', async () => {
    const document = { ...autoPaid('cen', 'paused-order'), approval: 'production' };
    const pack = await harness.order(document);
    await pack.until(({ waitingFor }) => waitingFor === 'approval');
    await pack.say('pause', { by: 'ada', until: await inDays(2) });
    await pack.say('approve', { by: 'bob' });
    await harness.pass(DAY_MS);
    expect(await ordersOf(pack)).toEqual([]);
    expect(await pack.state()).toMatchObject({ status: 'AwaitingApproval', waitingFor: 'operator' });
    await harness.pass(DAY_MS + HOUR_MS);
    expect((await pack.until(isActive)).paused).toBe(false);
    expect(await ordersOf(pack)).toHaveLength(1);
  });

  it('a pause needs an end that is to come, and what is not paused cannot be resumed', async () => {
    const pack = await harness.order(autoPaid('cen', 'odd-pauses'));
    await pack.until(isActive);
    expect(await refusal(pack.say('pause'))).toContain('a pause needs an end');
    expect(await refusal(pack.say('pause', { until: 'soon' }))).toContain('until is a date');
    expect(await refusal(pack.say('pause', { until: '2020-01-01T00:00:00Z' }))).toContain('lies in the past');
    expect(await refusal(pack.say('resume'))).toContain('it is not paused');
  });

  it('a paused package can be released, and an order that is paused be cancelled', async () => {
    const pack = await harness.order(autoPaid('cen', 'paused-released'));
    await pack.until(isActive);
    await pack.say('pause', { by: 'ada', until: await inDays(9) });
    await pack.say('release', { confirm: true });
    await pack.until(({ status }) => status === 'Released');
  });

  it('an override of a freeze is asked for, given by its people, and recorded', async () => {
    const pack = await harness.order({
      ...autoPaid('cen', 'urgent', renewing),
      labels: { frozen: 'urgent' },
    });
    const asked = await pack.until(({ waitingFor }) => waitingFor === 'approval');
    expect(asked.approval?.what).toContain('against freeze urgent');
    await pack.say('approve', { by: 'cleo' });
    const { expiresAt, timeline } = await pack.until(isActive);
    expect(timeline).toContainEqual(
      expect.objectContaining({ what: expect.stringContaining('freeze urgent is overridden') }),
    );
    // The freeze still runs, and the renewal comes all the same.
    await harness.pass(30 * DAY_MS);
    expect(Date.parse((await pack.state()).expiresAt ?? '')).toBeGreaterThan(Date.parse(expiresAt ?? ''));
  });
});
