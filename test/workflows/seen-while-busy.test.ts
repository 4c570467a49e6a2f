import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS, type Product } from '../../model/product.js';
import { WAKE } from '../../model/workflow-inputs.js';
import { Harness, type PackageHandle } from '../support/harness.js';
import { autoPaid } from './documents.js';
import { ordersOfKind } from './judge.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const isQuiet = (state: PackageState) => state.status === 'Active' && state.waitingFor === null;
const asksApproval = (state: PackageState) => state.waitingFor === 'approval';
const story = ({ timeline }: PackageState) => timeline.map(({ what }) => what);

const withAskedReleases = (text: string): string =>
  `${text}rules:
  - { name: releases, when: { operation: release }, do: { approve: production } }
`;

const ACTS = { resize: { bandwidthMbps: 20 }, release: { confirm: true } } as const;
type Act = keyof typeof ACTS;

describe('what the desk says while an Active package waits for an approval', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 5s, idle: 6h }', edit: withAskedReleases });
  });
  afterEach(() => harness.endPackages());
  afterAll(() => harness.stop());

  /** One that is in use and was listed: what never was cannot vanish. */
  async function running(product: Product, name: string, lifecycle: object = { atTermEnd: 'renew' }) {
    const pack = await harness.order(autoPaid(product, `${product}-${name}`, { approval: 'production', lifecycle }));
    await pack.until(asksApproval);
    await pack.say('approve');
    await pack.until(isQuiet);
    await harness.pass(7 * HOUR_MS);
    return pack;
  }

  async function asks(pack: PackageHandle, act: Act): Promise<PackageState> {
    await pack.say(act, ACTS[act]);
    return pack.until(asksApproval);
  }

  /** In the vendor's console, long enough ago for every sweep to know. */
  async function deleted(pack: PackageHandle): Promise<void> {
    const { resourceId } = await pack.state();
    await harness.control.post(`/packages/${resourceId}/delete`, {});
    await harness.pass(2 * DAY_MS);
  }

  const VANISHED = {
    status: 'Active',
    waitingFor: 'operator',
    vanished: true,
    reason: expect.stringContaining('is no longer at the vendor'),
  };

  it.each(PRODUCTS.flatMap((product) => (['resize', 'release'] as const).map((act) => [product, act] as const)))(
    '%s, %s: what vanishes meanwhile alarms as soon as that is rejected',
    async (product, act) => {
      const pack = await running(product, `vanished-${act}`);
      await asks(pack, act);
      await deleted(pack);
      await pack.say('reject');
      expect(await pack.until(({ vanished }) => vanished, HOUR_MS)).toMatchObject(VANISHED);
      expect(await ordersOfKind(pack, 'Upgrade')).toEqual([]);
    },
  );

  it('what vanishes while a renewal is asked for alarms, and is not only a renewal that failed', async () => {
    const pack = await running('cen', 'vanished-renew');
    await pack.say('renew');
    await pack.until(asksApproval);
    await deleted(pack);
    expect(await pack.until(({ vanished }) => vanished, HOUR_MS)).toMatchObject(VANISHED);
  });

  it('what vanished alarms in the new run too that a rollout asks for meanwhile', async () => {
    const pack = await running('ugn', 'vanished-rollout');
    const { runId } = await harness.env.client.workflow.getHandle(pack.workflow.workflowId).describe();
    await asks(pack, 'resize');
    await deleted(pack);
    await pack.signal(WAKE);
    await pack.say('reject');
    expect(await pack.until(({ vanished }) => vanished, HOUR_MS)).toMatchObject(VANISHED);
    expect((await harness.env.client.workflow.getHandle(pack.workflow.workflowId).describe()).runId).not.toBe(runId);
  });

  it('what somebody renewed in the console meanwhile settles what a person was asked', async () => {
    const pack = await running('cen', 'renewed-meanwhile', { atTermEnd: 'ask' });
    const { expiresAt, resourceId } = await pack.until((state) => state.waitingFor === 'operator', 31 * DAY_MS, DAY_MS);
    await asks(pack, 'resize');
    await harness.control.post(`/packages/${resourceId}/renew`, {});
    await harness.pass(DAY_MS);
    await pack.say('reject');
    const settled = await pack.until((state) => story(state).join().includes('not by Leaseline'), HOUR_MS);
    expect(settled.expiresAt?.localeCompare(expiresAt ?? '')).toBe(1);
    expect(settled.waitingFor).toBeNull();
  });

  // UGN shows no status: an expired line looks like any other there.
  it.each(['wuying', 'cen'] as const)(
    '%s: what expires meanwhile alarms as soon as that is rejected',
    async (product) => {
      const pack = await running(product, 'expired', { atTermEnd: 'ask' });
      const { expiresAt } = await asks(pack, 'resize');
      await harness.passUntil(expiresAt, DAY_MS);
      await pack.say('reject');
      const alarmed = await pack.until(({ reason }) => reason?.includes('has expired') === true, HOUR_MS);
      expect(alarmed).toMatchObject({ status: 'Active', waitingFor: 'operator', vanished: false });
    },
  );
});

describe('a renewal of ours that was refused at first', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  it.each(PRODUCTS)('%s: is not told as somebody else’s once it has come about', async (product) => {
    const action = { wuying: 'RenewNetworkPackages', cen: 'RenewInstance', ugn: 'CreateRenew' }[product];
    await harness.control.faults([{ action, fault: 'insufficientBalanceNoOrder', count: 1 }]);
    const lifecycle = { atTermEnd: 'renew', renew: { before: '5d' } };
    const pack = await harness.order(autoPaid(product, `${product}-second-try`, { lifecycle }));
    const { expiresAt } = await pack.until(isQuiet);
    await pack.until((state) => (state.expiresAt ?? '') > (expiresAt ?? ''), 40 * DAY_MS, DAY_MS);
    await harness.pass(2 * HOUR_MS);
    const told = story(await pack.state());
    expect(told).toContainEqual(expect.stringContaining('refused the renewal'));
    expect(told).toContainEqual(expect.stringMatching(/^renewed until [^,]+$/));
    expect(told).not.toContainEqual(expect.stringContaining('not by Leaseline'));
  });
});
