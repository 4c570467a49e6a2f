import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkKeysTaken } from '../../cli/doctor/account-checks.js';
import type { Digest } from '../../model/digest.js';
import { deskWorkflowId, SCHEDULED_TYPES, SCHEDULES } from '../../model/ids.js';
import type { NoticeDelivery } from '../../model/notice.js';
import { DESK_SIGNAL_SWEEP } from '../../model/workflow-inputs.js';
import { cloudsOf } from '../../workers/clouds-of.js';
import { CredentialEar, watchCredentials } from '../../workers/credentials/watch.js';
import { ensureSchedules } from '../../workers/schedules.js';
import { DevHarness } from '../support/dev-harness.js';
import { CREDENTIALS } from '../support/harness.js';
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

describe('a key that the vendor refuses', () => {
  const told = (kind: string, account: string) =>
    night.received
      .map(({ body }) => JSON.parse(body) as { kind: string; account: string; what: string })
      .filter((one) => one.kind === kind && one.account === account);
  const untilTold = (kind: string, account: string, times = 1) =>
    expect.poll(() => told(kind, account).length, { timeout: 30_000 }).toBe(times);

  /** As a worker process does it. */
  function worker(probeMs: number) {
    const { accounts, timing } = harness.config;
    const ear = new CredentialEar();
    const clouds = new Map(
      Object.values(accounts).map((account) => {
        const onFailure = (code: string) => ear.heard(account.name, code);
        return [account.name, cloudsOf(account, timing, CREDENTIALS, undefined, onFailure)];
      }),
    );
    return { clouds, ear, watch: watchCredentials({ client, clouds, ear, probeMs, logger: log.logger }) };
  }

  const balancesRead = async () => (await harness.control.calls()).QueryAccountBalance ?? 0;
  const sweepsAsked = async () => {
    const desk = deskWorkflowId({ account: 'ali', product: 'cen', region: 'global' });
    const { events } = await client.workflow.getHandle(desk).fetchHistory();
    return (events ?? []).filter(
      ({ workflowExecutionSignaledEventAttributes: signaled }) => signaled?.signalName === DESK_SIGNAL_SWEEP,
    ).length;
  };

  it('is told once to whoever takes alarms, however many workers notice, and once more when it is taken again', async () => {
    const workers = [worker(200), worker(200)];
    await harness.control.faults([{ action: '*', fault: 'invalidAccessKey' }]);
    await untilTold('credential.refused', 'ali');
    await untilTold('credential.refused', 'surfer');
    expect(told('credential.refused', 'ali')[0]?.what).toContain('(InvalidAccessKeyId.NotFound: ');
    expect(told('credential.refused', 'surfer')[0]?.what).toContain('(RetCode 172: ');
    const before = await balancesRead();
    await expect.poll(balancesRead, { timeout: 30_000 }).toBeGreaterThan(before + 5);
    expect(await checkKeysTaken({ client, config: harness.config })).toMatchObject([
      { name: 'key ali', level: 'fail', message: expect.stringContaining('InvalidAccessKeyId.NotFound') },
      { name: 'key surfer', level: 'fail' },
    ]);
    expect(told('credential.restored', 'ali')).toEqual([]);
    const asked = await sweepsAsked();
    await harness.control.clearFaults();
    await untilTold('credential.restored', 'ali');
    await untilTold('credential.restored', 'surfer');
    await expect.poll(sweepsAsked, { timeout: 30_000 }).toBeGreaterThan(asked);
    await Promise.all(workers.map(({ watch }) => watch.stop()));
    expect(told('credential.refused', 'ali')).toHaveLength(1);
    expect(office.received.every(({ body }) => JSON.parse(body).kind === 'digest')).toBe(true);
    const levels = async () =>
      (await checkKeysTaken({ client, config: harness.config })).map(({ level }) => level).join();
    await expect.poll(levels, { timeout: 30_000 }).toBe('ok,ok');
  });

  it('is noticed at once by a call that is refused, long before it would be tried by itself', async () => {
    const before = await balancesRead();
    const { clouds, watch } = worker(3_600_000);
    await expect.poll(balancesRead).toBeGreaterThan(before);
    await harness.control.faults([{ action: '*', fault: 'invalidAccessKey' }]);
    const ali = clouds.get('ali');
    if (ali?.vendor !== 'alibaba') throw new Error('ali is an account of Alibaba Cloud');
    const read = () =>
      ali.cen.describeCenBandwidthPackages({}, {}).catch(() => told('credential.refused', 'ali').length);
    await expect.poll(read, { timeout: 30_000 }).toBe(2);
    await harness.control.clearFaults();
    await watch.stop();
    const next = worker(3_600_000);
    await untilTold('credential.restored', 'ali', 2);
    await next.watch.stop();
  });
});
