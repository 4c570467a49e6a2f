import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Digest } from '../../model/digest.js';
import { deskWorkflowId, SCHEDULED_TYPES, SCHEDULES } from '../../model/ids.js';
import type { NoticeDelivery } from '../../model/notice.js';
import { DESK_SIGNAL_SWEEP } from '../../model/workflow-inputs.js';
import { ensureSchedules } from '../../workers/schedules.js';
import { DevHarness } from '../support/dev-harness.js';
import { LogLines } from '../support/log-lines.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { autoPaid, monthly } from '../workflows/documents.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const log = new LogLines();
let office: WebhookReceiver;
let night: WebhookReceiver;
let harness: DevHarness;
let client: Client;

beforeAll(async () => {
  office = await WebhookReceiver.start();
  night = await WebhookReceiver.start();
  harness = await DevHarness.start({
    logger: log.logger,
    notifications: `webhooks:
    - { name: office, url: "${office.url}/", kinds: [digest] }
    - { name: night, url: "${night.url}/", kinds: [alarm] }
  digest: { at: "08:00", timeZone: Europe/Berlin }`,
  });
  client = harness.env.client;
  await harness.startWorkers();
  await ensureSchedules(client, harness.config.notifications);
});
afterAll(async () => {
  await harness.stop();
  await Promise.all([office.close(), night.close()]);
});

/** Lets the schedule do now what it does every morning, and waits for what the office hears. */
async function nextDigest(): Promise<Digest> {
  const heard = office.received.length;
  await client.schedule.getHandle(SCHEDULES.digest).trigger();
  await expect.poll(() => office.received.length, { timeout: 120_000 }).toBe(heard + 1);
  // Two of one second would have one workflow id: the next is asked for only when this one is over.
  await lastDelivery();
  return JSON.parse(office.received.at(-1)?.body ?? '');
}

/** Looks again until visibility, which follows the truth by a moment, shows what is wanted. */
async function digestWith(isWanted: (digest: Digest) => boolean): Promise<Digest> {
  let newest = await nextDigest();
  for (const deadlineMs = Date.now() + 45_000; !isWanted(newest) && Date.now() < deadlineMs; ) {
    newest = await nextDigest();
  }
  return newest;
}

async function lastDelivery(): Promise<NoticeDelivery | undefined> {
  const { info } = await client.schedule.getHandle(SCHEDULES.digest).describe();
  const newest = info.recentActions.at(-1)?.action.workflow;
  if (newest === undefined) return undefined;
  return client.workflow.getHandle(newest.workflowId).result() as Promise<NoticeDelivery>;
}

describe('the daily digest', () => {
  it('comes also when there is nothing to say, to those who take it, and to the log', async () => {
    const digest = await nextDigest();
    expect(digest).toMatchObject({
      kind: 'digest',
      key: `digest/${digest.at}`,
      what: '0 packages; nothing waits for a person; nothing ends within 30 days',
      packages: 0,
      waiting: { count: 0, items: [] },
    });
    expect(office.received.at(-1)?.headers['leaseline-notice']).toBe(digest.key);
    expect(await lastDelivery()).toEqual({ outlets: [{ outlet: 'office', outcome: 'told', why: null }] });
    expect(night.received).toEqual([]);
    expect(log.text).toContain(digest.what);
  });

  it('says what waits for a person and since when, what nobody owns, and where nothing can be seen', async () => {
    const unpaid = await harness.order(monthly('wuying', 'unpaid', { lifecycle: { atTermEnd: 'ask' } }));
    const plan = await harness.order(autoPaid('cen', 'short-plan', { lifecycle: { atTermEnd: 'lapse' } }));
    await harness.until(unpaid, ({ waitingFor }) => waitingFor === 'payment');
    const { waitingSince } = await harness.until(unpaid, (state) => state.waitingSince !== null);
    await harness.until(plan, ({ status }) => status === 'Active');
    await harness.control.post('/packages', { product: 'wuying', bandwidthMbps: 7 });
    await harness.control.faults([{ action: 'DescribeCenBandwidthPackages', fault: 'serviceUnavailable' }]);
    const desks = [
      { account: 'ali', product: 'wuying', region: 'cn-hangzhou' },
      { account: 'ali', product: 'cen', region: 'global' },
    ] as const;
    for (const desk of desks) await client.workflow.getHandle(deskWorkflowId(desk)).signal(DESK_SIGNAL_SWEEP);

    const digest = await digestWith(
      ({ packages, waiting, strays, blind }) => packages === 2 && waiting.count + strays.count + blind.count === 3,
    );
    expect(digest.statuses).toEqual({ AwaitingPayment: 1, Active: 1 });
    expect(digest.waiting.items).toMatchObject([
      { name: 'unpaid', waitingFor: 'payment', waitingSince, nextStep: { what: 'pay' } },
    ]);
    expect(digest.waiting.items[0]?.reason).not.toBeNull();
    expect(digest.strays.items).toMatchObject([{ account: 'ali', product: 'wuying', region: 'cn-hangzhou' }]);
    expect(digest.blind.items).toMatchObject([{ account: 'ali', product: 'cen', since: expect.any(String) }]);
    expect(digest.what).toContain('1 waits for a person');
    expect(digest.what).toContain('1 stray that nobody owns; 1 place cannot be seen');
  });

  it('names a package whose workflow somebody stopped: nobody watches it any more', async () => {
    await client.workflow.getHandle('package/short-plan').terminate('test');
    const { unwatched } = await digestWith(({ unwatched }) => unwatched.count === 1);
    expect(unwatched.items).toMatchObject([{ name: 'short-plan', reason: expect.stringContaining('terminated') }]);
  });

  it('that was due while no worker ran comes once, however many days that was', async () => {
    const heard = office.received.length;
    await harness.stopWorkers();
    const schedule = client.schedule.getHandle(SCHEDULES.digest);
    const end = new Date();
    await schedule.backfill({ start: new Date(end.getTime() - 3 * DAY_MS), end });
    await expect
      .poll(async () => (await schedule.describe()).info.numActionsSkippedOverlap, { timeout: 120_000 })
      .toBe(2);
    const query = `WorkflowType = '${SCHEDULED_TYPES.digest}' AND ExecutionStatus = 'Running'`;
    await expect.poll(async () => (await client.workflow.count(query)).count, { timeout: 120_000 }).toBe(1);
    await harness.startWorkers();
    await expect.poll(() => office.received.length, { timeout: 120_000 }).toBe(heard + 1);
    await expect.poll(async () => (await client.workflow.count(query)).count, { timeout: 120_000 }).toBe(0);
    expect(office.received).toHaveLength(heard + 1);
  });
});
