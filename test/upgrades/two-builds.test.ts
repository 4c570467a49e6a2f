import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { deskWorkflowId, MAIN_QUEUE, ordersQueue, readsQueue } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS } from '../../model/product.js';
import { WAKE, type WakeAnswer } from '../../model/workflow-inputs.js';
import { anotherBuild } from '../support/builds.js';
import { buildOf, makeCurrent } from '../support/deployment.js';
import { DevHarness, type RunningBuild } from '../support/dev-harness.js';
import { autoPaid, monthly } from '../workflows/documents.js';

/** What the older build says of a renewal, and what the newer one does. */
const OLDER = 'renewed until';
const NEWER = 'renewed by the newer build until';
const LIFECYCLE = { atTermEnd: 'renew', renew: { before: '1d' } };

const isQuiet = ({ status, waitingFor, reason }: PackageState) =>
  status === 'Active' && waitingFor === null && reason === null;
const renewals = ({ timeline }: PackageState) =>
  timeline.map(({ what }) => what).filter((what) => what.startsWith(OLDER) || what.startsWith(NEWER));

async function renewOnce(harness: DevHarness, workflowId: string): Promise<string> {
  const before = renewals(await harness.state(workflowId)).length;
  await harness.say(workflowId, 'renew');
  const state = await harness.until(workflowId, (now) => renewals(now).length > before && isQuiet(now));
  return renewals(state).at(-1) ?? '';
}

/** The vendors' own books: every package bought once, every renewal paid once. */
async function expectOrders(harness: DevHarness, kinds: Readonly<Record<string, number>>): Promise<void> {
  const orders = await harness.control.orders();
  const counted: Record<string, number> = {};
  for (const { kind, paymentStatus } of orders) {
    expect(paymentStatus).toBe('Paid');
    counted[kind] = (counted[kind] ?? 0) + 1;
  }
  expect(counted).toEqual(kinds);
}

describe('versioned: a package stays with the build that began its run', () => {
  let harness: DevHarness;
  let older: RunningBuild;
  beforeAll(async () => {
    harness = await DevHarness.start();
    // Activities of the accounts' queues are unversioned, so one worker serves both builds.
    await harness.startBuild({ queues: ['ali', 'surfer'].flatMap((name) => [readsQueue(name), ordersQueue(name)]) });
    older = await harness.startBuild({ deployment: { versioned: true, buildId: 'older' }, queues: [MAIN_QUEUE] });
    await makeCurrent(harness, 'older');
  });
  afterAll(() => harness?.stop());

  it('until it begins a new one, at its next term or when it is woken; nothing is bought twice', async () => {
    const ordered = PRODUCTS.map((product) =>
      harness.order(autoPaid(product, `two-${product}`, { lifecycle: LIFECYCLE })),
    );
    const workflowIds = await Promise.all(ordered);
    for (const workflowId of workflowIds) await harness.until(workflowId, isQuiet);
    await harness.startBuild({
      bundlePath: anotherBuild(`${OLDER} \${lease.expiresAt}`, `${NEWER} \${lease.expiresAt}`),
      deployment: { versioned: true, buildId: 'newer' },
      queues: [MAIN_QUEUE],
    });
    await makeCurrent(harness, 'newer');

    const [renewed = '', ...woken] = workflowIds;
    expect(await buildOf(harness, renewed)).toBe('older');
    expect(await renewOnce(harness, renewed)).toContain(OLDER);
    expect(await renewOnce(harness, renewed)).toContain(NEWER);
    for (const workflowId of woken) {
      expect(await buildOf(harness, workflowId)).toBe('older');
      const answer = await harness.env.client.workflow.getHandle(workflowId).executeUpdate<WakeAnswer, []>(WAKE);
      expect(answer).toEqual({ begins: 'now', busyWith: null });
      await vi.waitUntil(async () => (await buildOf(harness, workflowId)) === 'newer', { timeout: 120_000 });
      expect(await renewOnce(harness, workflowId)).toContain(NEWER);
    }
    for (const workflowId of workflowIds) expect(await buildOf(harness, workflowId)).toBe('newer');
    await expectOrders(harness, { New: 3, Renew: 4 });
  });

  it('and so does its desk: woken, it goes on with all it knows, and the older build may be stopped', async () => {
    const desk = deskWorkflowId({ account: 'ali', product: 'cen', region: 'global' });
    expect(await buildOf(harness, desk)).toBe('older');
    const desks = [desk, deskWorkflowId({ account: 'ali', product: 'wuying', region: 'cn-hangzhou' })];
    desks.push(deskWorkflowId({ account: 'surfer', product: 'ugn', region: 'org-demo' }));
    for (const workflowId of desks) {
      await harness.env.client.workflow.getHandle(workflowId).signal(WAKE);
      await vi.waitUntil(async () => (await buildOf(harness, workflowId)) === 'newer', { timeout: 120_000 });
    }
    await older.stop();

    const before = (await harness.control.orders()).length;
    const workflowId = await harness.order(autoPaid('cen', 'two-after', { lifecycle: LIFECYCLE }));
    await harness.until(workflowId, isQuiet);
    expect(await renewOnce(harness, 'package/two-cen')).toContain(NEWER);
    expect(await harness.control.orders()).toHaveLength(before + 2);
  });
});

describe('unversioned: the older build is stopped and the newer one goes on', () => {
  let harness: DevHarness;
  beforeAll(async () => {
    harness = await DevHarness.start();
  });
  afterAll(() => harness?.stop());

  it('with what is Active, with what waits for payment, and nothing is bought twice', async () => {
    const older = await harness.startBuild({});
    const active = await harness.order(autoPaid('ugn', 'goes-on-active', { lifecycle: LIFECYCLE }));
    const unpaid = await harness.order(monthly('wuying', 'goes-on-unpaid', { lifecycle: LIFECYCLE }));
    await harness.until(active, isQuiet);
    await harness.until(unpaid, ({ waitingFor }) => waitingFor === 'payment');
    await older.stop();

    await harness.startBuild({
      bundlePath: anotherBuild(`${OLDER} \${lease.expiresAt}`, `${NEWER} \${lease.expiresAt}`),
    });
    expect(await renewOnce(harness, active)).toContain(NEWER);
    await harness.control.payAll();
    await harness.until(unpaid, isQuiet);
    await expectOrders(harness, { New: 2, Renew: 1 });
  });
});
