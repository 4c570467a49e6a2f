import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { deskOf } from '../../model/desk-region.js';
import { deskWorkflowId, MAIN_QUEUE, packageWorkflowId, WORKFLOW_TYPES } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS, type Product } from '../../model/product.js';
import { DESK_QUERY_VIEW, type DeskInput, type PackageInput } from '../../model/workflow-inputs.js';
import { projectRoot } from '../../workers/embedded/home.js';
import { DeskBook } from '../../workflows/desk/desk-book.js';
import { emptyPages, packed, unpacked } from '../../workflows/desk/pages.js';
import { Lease } from '../../workflows/lease.js';
import { type LeaseV1, type PagesV1, presentPages } from '../../workflows/migrate.js';
import { anotherBuild } from '../support/builds.js';
import { DevHarness } from '../support/dev-harness.js';
import { Harness, PackageHandle } from '../support/harness.js';
import { bookedPackage } from '../workflows/judge.js';

const DAY_MS = 24 * 60 * 60_000;
const NOW_MS = Date.parse('2027-01-01T00:00:00Z');

/**
 * What continue-as-new of the last build before schema version 2 carried, recorded from that build (the commit before
 * 42934df): by workflow id, the two arguments of a run.
 */
const RECORDED: Readonly<Record<string, readonly [unknown, unknown]>> = JSON.parse(
  readFileSync(join(projectRoot(), 'test', 'upgrades', 'states', 'schema-1.json'), 'utf8'),
);
const packageRun = (product: Product) =>
  RECORDED[packageWorkflowId(`${product}-renewed`)] as readonly [PackageInput, LeaseV1];
const deskRun = (workflowId: string) => RECORDED[workflowId] as readonly [DeskInput, PagesV1];
const DESKS = Object.keys(RECORDED).filter((workflowId) => workflowId.startsWith('desk/'));

const lifeOf = (deskId: string, name: string): string =>
  deskRun(deskId)[1].registry[packageWorkflowId(name)]?.holder.firstExecutionRunId ?? '';

/** How each product is bought at the console as the recorded package was. */
const LIKE: Readonly<Record<Product, object>> = {
  wuying: { bandwidthMbps: 10, site: 'cn-hangzhou+dir-3633530002' },
  cen: { bandwidthMbps: 2, areas: ['China', 'Asia-Pacific'] },
  ugn: { bandwidthMbps: 5, ugnId: 'ugn-demo00000004', regionA: 'cn-bj2', regionB: 'hk' },
};

describe('what a build of schema version 1 wrote of a package', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 30s, idle: 1d }' });
  });
  afterAll(() => harness?.stop());

  it.each(PRODUCTS)(
    '%s: it goes on from there, forgets a cancel that came too late, is renewed once, and released',
    async (product) => {
      const [input, state] = packageRun(product);
      const made = await harness.control.post('/packages', { product, ...LIKE[product] });
      const { resourceId } = (made as { package: { resourceId: string } }).package;
      await harness.pass(DAY_MS);
      const { expiresAt } = await bookedPackage(harness, resourceId);
      const lastActAt = new Date(await harness.env.currentTimeMs()).toISOString();
      // Earlier builds kept a cancel that came too late.
      const inbox = { ...state.inbox, cancel: { by: 'ada' } };
      const carried = { ...state, inbox, resourceId, seen: { ...state.seen, resourceId, expiresAt }, lastActAt };
      const { workflow: temporal } = harness.env.client;
      const common = { taskQueue: MAIN_QUEUE };
      const workflowId = packageWorkflowId(input.spec.name);
      const workflow = await temporal.start(WORKFLOW_TYPES.package, { ...common, workflowId, args: [input, carried] });
      const deskId = deskWorkflowId(deskOf(input.spec));
      // The life and the resource of the recorded desk's package are those of this one.
      const pages = JSON.parse(
        JSON.stringify(deskRun(deskId)[1])
          .replaceAll(state.resourceId ?? '', resourceId)
          .replaceAll(lifeOf(deskId, input.spec.name), workflow.firstExecutionRunId),
      );
      await temporal.start(WORKFLOW_TYPES.desk, { ...common, workflowId: deskId, args: [deskRun(deskId)[0], pages] });
      const pack = new PackageHandle(harness, workflow);
      const goneOn = await pack.until(({ status }) => status === 'Active');
      expect(goneOn).toMatchObject({ resourceId, expiresAt, nextStep: { what: 'renew' } });
      expect(goneOn.operations).toEqual(state.operations);
      expect(goneOn.timeline.at(-1)).toMatchObject({
        who: 'ada',
        what: expect.stringContaining('cancel came too late'),
      });

      const isLater = (now: PackageState) => now.expiresAt !== null && now.expiresAt > (expiresAt ?? '');
      await pack.until(isLater, 31 * DAY_MS, DAY_MS);
      const renewals = (await harness.control.orders()).filter((order) => order.kind === 'Renew');
      expect(renewals.filter((order) => JSON.stringify(order).includes(resourceId))).toHaveLength(1);
      await pack.say('release', { confirm: true });
      await pack.until(({ status }) => status === 'Released', 40 * DAY_MS, DAY_MS);
    },
  );

  it.each(PRODUCTS)('%s: every field of the present state is there, and nothing of it was lost', (product) => {
    const [input, state] = packageRun(product);
    const lifted = new Lease(input, state).state;
    const present = new Lease(input, undefined).state;
    expect(Object.keys(lifted).sort()).toEqual(Object.keys(present).sort());
    expect(Object.keys(lifted.inbox).sort()).toEqual(Object.keys(present.inbox).sort());
    const { seen, watching, schemaVersion, inbox, ...same } = state;
    expect(lifted).toMatchObject({ ...same, inbox, schemaVersion: 2, orderIds: [state.orderId] });
    expect(lifted.seen).toMatchObject({ resourceId: state.resourceId, fingerprint: FINGERPRINTS[product] });
    expect(lifted.watching).toEqual({ resourceId: state.resourceId, orderId: null, mark: state.mark, pace: 'idle' });
  });
});

const FINGERPRINTS: Readonly<Record<Product, string>> = {
  wuying: 'site cn-hangzhou+dir-3633530002 / 10 Mbps',
  cen: 'areas asia-pacific~china / 2 Mbps',
  ugn: 'pair ugn-demo00000004/cn-bj2~hk',
};

describe('what a build of schema version 1 wrote of a desk', () => {
  const asked = { firstExecutionRunId: 'another-life', packageName: 'another' };

  it.each(DESKS)('%s: whatever was owned, fenced or in a lane still is', (workflowId) => {
    const [, pages] = deskRun(workflowId);
    const book = new DeskBook(unpacked(packed(presentPages(pages, NOW_MS), NOW_MS)));
    expect(Object.keys(pages.owners)).not.toHaveLength(0);
    for (const [resourceId, holder] of Object.entries(pages.owners)) {
      const { packageName, firstExecutionRunId } = holder;
      const owner = { packageName, firstExecutionRunId };
      expect(book.answer({ kind: 'own', holder: asked, resourceId }, NOW_MS)).toEqual({ kind: 'busy', holder: owner });
      expect(book.answer({ kind: 'own', holder: owner, resourceId }, NOW_MS)).toEqual({ kind: 'done' });
    }
    expect(Object.keys(pages.fences).length).toBeGreaterThanOrEqual(2);
    for (const [firstExecutionRunId, { operation, attempt, since }] of Object.entries(pages.fences)) {
      const holder = { packageName: 'whoever', firstExecutionRunId };
      expect(book.answer({ kind: 'fence', holder, operation, attempt }, NOW_MS)).toEqual({ kind: 'taken', since });
      expect(book.answer({ kind: 'fence', holder, operation, attempt: attempt + 1 }, NOW_MS)).toMatchObject({
        kind: 'granted',
        memorySince: pages.since,
      });
    }
    for (const [name, { until }] of Object.entries(pages.lanes)) {
      const open = { kind: 'open', holder: asked, operation: 1, lane: { name, until }, fingerprint: null } as const;
      expect(book.answer(open, NOW_MS)).toMatchObject({ kind: 'busy' });
    }
    const watched = Object.values(pages.registry).map(({ holder, watch }) => [holder.packageName, watch.resourceId]);
    expect(book.entries().map(({ holder, watch }) => [holder.packageName, watch.resourceId])).toEqual(watched);
    // Years later they are still taken: whether those lives have ended was not written down.
    const laterMs = NOW_MS + 800 * DAY_MS;
    const later = unpacked(packed(presentPages(pages, NOW_MS), laterMs));
    expect(Object.keys(later.lives)).toEqual(expect.arrayContaining(Object.keys(pages.fences)));
  });

  it('there is a lane among them that an open order holds', () => {
    const lanes = DESKS.flatMap((workflowId) => Object.values(deskRun(workflowId)[1].lanes));
    expect(lanes.map(({ until }) => until).sort()).toEqual(['life', 'operation']);
  });
});

describe('what a newer release wrote', () => {
  let harness: DevHarness;
  beforeAll(async () => {
    harness = await DevHarness.start();
  });
  afterAll(() => harness?.stop());

  const NEWER = { schemaVersion: 3 };

  it('fails the task, never the package: that waits until a worker of that release is there', async () => {
    const [input, state] = packageRun('cen');
    const [deskInput] = deskRun('desk/ali/cen/global');
    const { workflow } = harness.env.client;
    const older = await harness.startBuild({});
    const common = { taskQueue: MAIN_QUEUE };
    const lifted = { ...new Lease(input, state).state, ...NEWER };
    const args = [input, lifted];
    const pack = await workflow.start(WORKFLOW_TYPES.package, { ...common, workflowId: 'package/newer', args });
    const pages = { ...packed(emptyPages(NOW_MS), NOW_MS), ...NEWER };
    const deskArgs = [deskInput, pages];
    const desk = await workflow.start(WORKFLOW_TYPES.desk, {
      ...common,
      workflowId: 'desk/ali/cen/new',
      args: deskArgs,
    });
    for (const handle of [pack, desk]) {
      const message = await vi.waitFor(
        async () => {
          const { events } = await handle.fetchHistory();
          const failed = events?.find(({ workflowTaskFailedEventAttributes }) => workflowTaskFailedEventAttributes);
          expect(failed).toBeDefined();
          return failed?.workflowTaskFailedEventAttributes?.failure?.message ?? '';
        },
        { timeout: 120_000 },
      );
      expect(message).toMatch(/a newer release wrote version 3\. It waits for a worker of that release/);
      expect((await handle.describe()).status.name).toBe('RUNNING');
    }
    await older.stop();

    await harness.startBuild({ bundlePath: anotherBuild('NEWEST_KNOWN = 2', 'NEWEST_KNOWN = 3') });
    const goneOn = await harness.until('package/newer', () => true, 50_000);
    expect(goneOn).toMatchObject({ status: 'Active', resourceId: state.resourceId });
    await expect(desk.query(DESK_QUERY_VIEW)).resolves.toMatchObject({ registry: [] });
    expect(await harness.control.orders()).toEqual([]);
  });
});
