import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import type { Notice } from '../../model/notice.js';
import { Harness, type PackageHandle } from '../support/harness.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { autoPaid, CREATES, monthly } from './documents.js';
import { theOrderOf } from './judge.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const isActive = (state: PackageState) => state.status === 'Active';

describe('a package that needs a person before it has an end that could be warned of', () => {
  let receiver: WebhookReceiver;
  let harness: Harness;
  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    harness = await Harness.start({
      timing: 'sweep: { busy: 1m, idle: 30d }\n  fallbackLook: 15m',
      edit: (text) => `${text}notifications:\n  webhooks: [{ name: pager, url: "${receiver.url}/in" }]\n`,
    });
  });
  afterEach(() => harness.control.clearFaults());
  afterAll(async () => {
    await harness.stop();
    await receiver.close();
  });

  const told = ({ workflow }: PackageHandle): Pick<Notice, 'kind' | 'what' | 'key'>[] => {
    const name = workflow.workflowId.slice('package/'.length);
    return receiver.received
      .map(({ body }) => JSON.parse(body) as Notice)
      .filter((notice) => notice.name === name)
      .map(({ kind, what, key }) => ({ kind, what, key }));
  };
  /** Told while virtual time passes; the receiver hears it in real time. */
  const toldOf = async (pack: PackageHandle, count: number) => {
    await pack.until(() => told(pack).length >= count, HOUR_MS, MINUTE_MS);
    return told(pack);
  };

  it.each(['wuying', 'cen'] as const)(
    '%s: an order that waits to be paid is told at once, again as often as its file says, and that it is paid',
    async (product) => {
      const pack = await harness.order(
        monthly(product, `${product}-to-pay`, { lifecycle: { payment: { remindEvery: '1d' } } }),
      );
      await pack.until((state) => state.waitingFor === 'payment');
      const { orderId } = await theOrderOf(pack);
      const asked = { kind: 'payment', what: expect.stringContaining(`Order ${orderId} (`) };
      expect(await toldOf(pack, 1)).toEqual([expect.objectContaining(asked)]);
      await harness.pass(25 * HOUR_MS);
      expect(await toldOf(pack, 2)).toEqual([expect.objectContaining(asked), expect.objectContaining(asked)]);

      await harness.control.pay(orderId);
      await pack.say('paid');
      await pack.until(isActive);
      const all = await toldOf(pack, 3);
      expect(all.map(({ kind }) => kind)).toEqual(['payment', 'payment', 'settled']);
      // Whoever receives one of them twice knows it by its key; so no two may have the same.
      expect(new Set(all.map(({ key }) => key)).size).toBe(3);
    },
  );

  it.each(CREATES)('$product: an outcome nobody knows is an alarm, once, and that it is known is told', async (one) => {
    await harness.control.faults([{ action: one.action, fault: 'riskRejection', count: 1 }]);
    const pack = await harness.order(autoPaid(one.product, `${one.product}-unknown`));
    await pack.until((state) => state.status === 'OutcomeUnknown' && state.waitingFor === 'operator');
    expect(await toldOf(pack, 1)).toMatchObject([{ kind: 'alarm' }]);
    await harness.pass(30 * HOUR_MS);
    expect(told(pack)).toHaveLength(1);
    const { orderId } = await theOrderOf(pack);
    await harness.control.post(`/orders/${orderId}/resume`, {});
    await pack.until(isActive, 14 * HOUR_MS, 30 * MINUTE_MS);
    await pack.until(() => told(pack).at(-1)?.kind === 'settled', HOUR_MS, MINUTE_MS);
    expect(told(pack).filter(({ kind }) => kind === 'alarm')).toHaveLength(1);
  });

  it.each(CREATES)('$product: an order that is refused has failed, and somebody hears why', async (one) => {
    await harness.control.faults([{ action: one.action, fault: 'insufficientBalanceNoOrder', count: 1 }]);
    const pack = await harness.order(autoPaid(one.product, `${one.product}-refused`));
    const failed = await pack.until((state) => state.status === 'Failed', 2 * HOUR_MS, MINUTE_MS);
    expect(await toldOf(pack, 1)).toEqual([expect.objectContaining({ kind: 'alarm', what: failed.reason })]);
  });

  it('a release on a day, which the vendor refuses, is told once', async () => {
    await harness.control.faults([{ action: 'DeleteUGNBwPackage', fault: 'invalidAccessKey' }]);
    const at = new Date((await harness.env.currentTimeMs()) + 12 * HOUR_MS).toISOString();
    const pack = await harness.order(autoPaid('ugn', 'refused-day', { lifecycle: { releaseAt: at } }));
    await pack.until(isActive);
    await harness.passUntil(at, 12 * HOUR_MS);
    const what = expect.stringContaining(`It was to be released at ${at}, and is tried again until it is`);
    expect(await toldOf(pack, 1)).toEqual([expect.objectContaining({ kind: 'alarm', what })]);
  });

  it.each([
    ['release', {}],
    ['resize', { bandwidthMbps: 20 }],
  ])(
    'a %s that was asked for by signal and reaches it after its time is not done, and somebody hears it',
    async (name, wish) => {
      const pack = await harness.order(autoPaid('cen', `too-late-${name}`));
      const { bandwidthMbps } = await pack.until(isActive);
      const at = new Date((await harness.env.currentTimeMs()) - HOUR_MS).toISOString();
      // As a signal that waited while no worker ran.
      await pack.signal(name, { by: 'bob', at, ...wish });
      const what = expect.stringContaining(`bob has asked for a ${name} at ${at}`);
      expect(await toldOf(pack, 1)).toEqual([expect.objectContaining({ kind: 'alarm', what })]);
      await harness.pass(HOUR_MS);
      expect(await pack.state()).toMatchObject({ status: 'Active', bandwidthMbps });
    },
  );

  it.each(['wuying', 'cen', 'ugn'] as const)('%s: one that needs nobody says nothing', async (product) => {
    const pack = await harness.order(autoPaid(product, `${product}-quiet`));
    await pack.until(isActive);
    await harness.pass(24 * HOUR_MS);
    expect(told(pack)).toEqual([]);
  });
});
