import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeskView } from '../../model/desk.js';
import { deskOf } from '../../model/desk-region.js';
import { deskWorkflowId } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { DESK_QUERY_SIGHT, DESK_QUERY_VIEW } from '../../model/workflow-inputs.js';
import { anotherBuild } from '../support/builds.js';
import { DevHarness } from '../support/dev-harness.js';
import { autoPaid, monthly } from '../workflows/documents.js';

const LONG = { timeout: 240_000 };
const WAIT_MS = 120_000;

const isQuiet = ({ status, waitingFor }: PackageState) => status === 'Active' && waitingFor === null;

/** Places in the workflow at which its worker is lost, each as a build whose code ends there. */
const STOPPED = "throw new Error('its worker is lost here');";
const HAND_OVER = "await lease.ask({ kind: 'handOver', holder: heir, from: lease.holder });";
const SUCCEED = "await lease.ask({ kind: 'handOver', holder, from: state.succeeds }";
const INTERRUPTIONS = [
  ['before the new one is begun', 'old', 'heir = { packageName: to,', `${STOPPED} heir = { packageName: to,`],
  ['when it is begun, and makes itself the owner', 'old', HAND_OVER, STOPPED],
  ['when the desk knows, and the old one has not ended', 'old', HAND_OVER, `${HAND_OVER} ${STOPPED}`],
  ['before the new one has done anything', 'new', SUCCEED, `${STOPPED} ${SUCCEED}`],
] as const;

describe('a package that is given another name', LONG, () => {
  let harness: DevHarness;
  beforeAll(async () => {
    harness = await DevHarness.start();
  }, LONG.timeout);
  beforeEach(() => harness.startWorkers());
  afterEach(() => harness.stopWorkers());
  afterAll(() => harness.stop());

  const handleOf = (name: string) => harness.env.client.workflow.getHandle(`package/${name}`);
  const desk = (state: PackageState) => harness.env.client.workflow.getHandle(deskWorkflowId(deskOf(state.spec)));

  async function begin(product: 'wuying' | 'cen' | 'ugn', name: string): Promise<PackageState> {
    await harness.order(autoPaid(product, name, { lifecycle: { atTermEnd: 'renew' } }));
    return harness.until(`package/${name}`, isQuiet, WAIT_MS);
  }

  /** Everything goes on under the new name, the old one has ended, and the vendor has heard nothing of it. */
  async function expectRenamed(before: PackageState, to: string, ordersBefore: number): Promise<void> {
    await expect(handleOf(before.name).result()).resolves.toMatchObject({ status: 'Renamed' });
    const after = await harness.until(`package/${to}`, isQuiet, WAIT_MS);
    const { name, workflowId, runId, timeline, observedAt, spec, lifeId, ...same } = after;
    const { timeline: story, spec: was } = before;
    for (const [field, value] of Object.entries(same)) {
      expect({ [field]: value }).toEqual({ [field]: before[field as keyof PackageState] });
    }
    expect(spec).toEqual({ ...was, name: to });
    // Its own life begins here, and with it the count of what it tells.
    expect(lifeId).not.toBe(before.lifeId);
    expect(timeline.slice(0, story.length)).toEqual(story.map(({ n: _, ...entry }) => entry));
    expect(timeline.at(-1)).toMatchObject({ n: 1, what: `renamed: it was ${before.name} before` });
    const former = await harness.state(`package/${before.name}`);
    expect(former).toMatchObject({ status: 'Renamed', reason: expect.stringMatching(`^Renamed to ${to}:`) });
    expect(await harness.control.orders()).toHaveLength(ordersBefore);

    const { registry } = await desk(before).query<DeskView>(DESK_QUERY_VIEW);
    const watching = registry.filter(({ watch }) => watch.resourceId === before.resourceId);
    expect(watching.map(({ holder }) => holder.packageName)).toEqual([to]);
    expect(await desk(before).query(DESK_QUERY_SIGHT)).toMatchObject({ strays: [] });
  }

  it.each(['wuying', 'cen', 'ugn'] as const)(
    '%s: goes on with everything, and is renewed once under it',
    async (product) => {
      const before = await begin(product, `old-${product}`);
      const orders = (await harness.control.orders()).length;
      const to = `new-${product}`;
      await harness.say(before.workflowId, 'rename', { to });
      await expectRenamed(before, to, orders);
      await harness.say(`package/${to}`, 'renew');
      await harness.until(`package/${to}`, (state) => isQuiet(state) && state.expiresAt !== before.expiresAt, WAIT_MS);
      const renewed = (await harness.control.orders()).filter(
        ({ kind, resourceId }) => kind === 'Renew' && resourceId === before.resourceId,
      );
      expect(renewed).toHaveLength(1);
    },
  );

  it.each(INTERRUPTIONS)('is finished after its worker was lost %s', async (_when, who, text, itsText) => {
    const index = INTERRUPTIONS.findIndex(([, , , other]) => other === itsText);
    const [from, to] = [`lost-${index}`, `found-${index}`];
    const before = await begin('wuying', from);
    const orders = (await harness.control.orders()).length;
    await harness.stopWorkers();
    await harness.startBuild({ bundlePath: anotherBuild(text, itsText) });
    await handleOf(from).signal('rename', { by: 'test', to });
    await expect.poll(() => hasFailedTask(who === 'old' ? from : to), { timeout: WAIT_MS }).toBe(true);
    await harness.stopWorkers();
    await harness.startWorkers();
    await expectRenamed(before, to, orders);
  });

  async function hasFailedTask(name: string): Promise<boolean> {
    try {
      const { events } = await handleOf(name).fetchHistory();
      return (
        events?.some(({ workflowTaskFailedEventAttributes }) => workflowTaskFailedEventAttributes != null) ?? false
      );
    } catch {
      // Not begun yet.
      return false;
    }
  }

  it('a name that is taken, or was, leaves it as it is', async () => {
    const before = await begin('wuying', 'keeps-its-name');
    await begin('wuying', 'taken');
    await harness.say(before.workflowId, 'rename', { to: 'taken' });
    const after = await harness.until(
      before.workflowId,
      ({ timeline }) => timeline.at(-1)?.what.startsWith('not renamed') === true,
      WAIT_MS,
    );
    expect(after).toMatchObject({ name: 'keeps-its-name', status: 'Active', waitingFor: null });
    await harness.say(before.workflowId, 'resize', { bandwidthMbps: 20, at: '2099-01-01T00:00:00Z' });
  });

  it('only while it is at rest, and nothing else is told to it meanwhile', async () => {
    await harness.order(monthly('wuying', 'waits'));
    await harness.until('package/waits', ({ waitingFor }) => waitingFor === 'payment', WAIT_MS);
    const refused = (to: unknown) => harness.say('package/waits', 'rename', { to }).catch(({ cause }) => cause.message);
    expect(await refused('other')).toContain('only an Active package that waits for nothing');
    expect(await refused('no name')).toContain('letters, digits and hyphens');
    expect(await refused(7)).toContain('letters, digits and hyphens');
  });
});
