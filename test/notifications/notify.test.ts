import { createHmac, timingSafeEqual } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../cli/client/session.js';
import { checkHeldNotices } from '../../cli/doctor/held-notices.js';
import { MAIN_QUEUE, redeliveryWorkflowId, WORKFLOW_TYPES } from '../../model/ids.js';
import type { Notice, NoticeDelivery } from '../../model/notice.js';
import { REDELIVERY_MEMO_OUTLET } from '../../model/workflow-inputs.js';
import { DevHarness } from '../support/dev-harness.js';
import { LogLines } from '../support/log-lines.js';
import { type Received, WebhookReceiver } from '../support/webhook-receiver.js';
import { notice } from './notice.js';

const SECRET = 'hook-secret-4711';
const log = new LogLines();
let pager: WebhookReceiver;
let chat: WebhookReceiver;
let folder: string;
let harness: DevHarness;

beforeAll(async () => {
  pager = await WebhookReceiver.start();
  chat = await WebhookReceiver.start();
  folder = await mkdtemp(join(tmpdir(), 'leaseline-notify-'));
  const bundlePath = join(folder, 'bundle.js');
  const workflowsPath = fileURLToPath(new URL('./tell.workflow.ts', import.meta.url));
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  await writeFile(bundlePath, code);
  harness = await DevHarness.start({
    bundlePath,
    logger: log.logger,
    workerEnv: { PAGER_SECRET: SECRET, CHAT_URL: `${chat.url}/hooks/path-secret-0815` },
    notifications: `webhooks:
    - { name: pager, url: "${pager.url}/in", secretEnv: PAGER_SECRET }
    - { name: chat, urlEnv: CHAT_URL, kinds: [reminder] }`,
  });
  await harness.startWorkers([MAIN_QUEUE]);
});
afterAll(async () => {
  await harness.stop();
  await Promise.all([pager.close(), chat.close(), rm(folder, { recursive: true, force: true })]);
});

function tell(one: Notice): Promise<NoticeDelivery> {
  return harness.env.client.workflow.execute<(notice: Notice) => Promise<NoticeDelivery>>('tell', {
    workflowId: `tell/${one.key}`,
    taskQueue: MAIN_QUEUE,
    args: [one],
  });
}

const of = (receiver: WebhookReceiver, key: string) =>
  receiver.received.filter(({ headers }) => headers['leaseline-notice'] === key);

/** As receivers do it who take a library of Standard Webhooks. */
function isStandard({ headers, body }: Received, secret: string): boolean {
  try {
    return new Webhook(Buffer.from(secret), { format: 'raw' }).verify(body, headers as Record<string, string>) !== null;
  } catch {
    return false;
  }
}

/** As receivers of our first builds do it. */
function isGenuine({ headers, body }: Received, secret: string): boolean {
  const timestamp = headers['leaseline-timestamp'];
  const expected = `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
  const given = String(headers['leaseline-signature'] ?? '');
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

async function historyOf(key: string): Promise<string> {
  const { events } = await harness.env.client.workflow.getHandle(`tell/${key}`).fetchHistory();
  // Payloads are bytes: as text, or a secret in them would not be found.
  return JSON.stringify(events, (_name, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString() : value,
  );
}

describe('a notice', () => {
  it('reaches every outlet once, as it is, with a signature that can be verified', async () => {
    const one = notice({ key: 'tokyo-desktops/2026-12-08/7d' });
    expect(await tell(one)).toEqual({
      outlets: expect.arrayContaining([
        { outlet: 'pager', outcome: 'told', why: null },
        { outlet: 'chat', outcome: 'told', why: null },
      ]),
    });
    const [signed, ...again] = of(pager, one.key);
    if (signed === undefined) throw new Error('the pager heard nothing');
    expect(again).toEqual([]);
    expect(signed.path).toBe('/in');
    expect(JSON.parse(signed.body)).toEqual(one);
    const forged = { ...signed, body: signed.body.replace('7 days', '9 days') };
    for (const verifies of [isGenuine, isStandard]) {
      expect(verifies(signed, SECRET)).toBe(true);
      expect(verifies(forged, SECRET)).toBe(false);
      expect(verifies(signed, 'another secret')).toBe(false);
    }
    expect(Math.abs(Number(signed.headers['leaseline-timestamp']) - Date.now() / 1000)).toBeLessThan(60);
    const [unsigned] = of(chat, one.key);
    expect(unsigned?.path).toBe('/hooks/path-secret-0815');
    expect(unsigned?.headers).not.toHaveProperty('leaseline-signature');
    expect(unsigned?.headers).not.toHaveProperty('webhook-signature');
    expect(unsigned?.headers['webhook-id']).toBe(signed.headers['webhook-id']);
    expect(log.text).toContain(one.what);
  });

  it('reaches them whatever the name of a person in its key is written with', async () => {
    const one = notice({ key: 'tokyo/approval/0f/delegated/李 雷\r\nx: y' });
    const { outlets } = await tell(one);
    expect(outlets.map(({ outcome }) => outcome)).toEqual(['told', 'told']);
    const [heard] = of(pager, 'tokyo/approval/0f/delegated/%E6%9D%8E %E9%9B%B7%0D%0Ax: y');
    expect(JSON.parse(heard?.body ?? '')).toEqual(one);
  });

  it('goes only to outlets that take its kind', async () => {
    const one = notice({ key: 'alarm', kind: 'alarm' });
    expect(await tell(one)).toEqual({ outlets: [{ outlet: 'pager', outcome: 'told', why: null }] });
    expect(of(chat, one.key)).toEqual([]);
  });

  it('is offered again to the outlet that failed, and not again to the one that took it', async () => {
    const one = notice({ key: 'pager-down-twice' });
    pager.answersNext({ status: 503 }, { status: 429, headers: { 'retry-after': '1' } });
    expect((await tell(one)).outlets).toHaveLength(2);
    expect(of(pager, one.key)).toHaveLength(3);
    expect(of(chat, one.key)).toHaveLength(1);
  });

  it('is offered again to one outlet while another has asked to be left alone for an hour, which is kept to', async () => {
    const one = notice({ key: 'chat-later' });
    chat.answersNext({ status: 503, headers: { 'retry-after': '3600' } });
    pager.answersNext({ status: 500 }, { status: 500 });
    const { client } = harness.env;
    const handle = await client.workflow.start('tell', {
      workflowId: `tell/${one.key}`,
      taskQueue: MAIN_QUEUE,
      args: [one],
    });
    await expect.poll(() => of(pager, one.key).length, { timeout: 60_000 }).toBe(3);
    await expect.poll(async () => (await handle.describe()).status.name, { timeout: 60_000 }).not.toBe('RUNNING');
    expect(of(chat, one.key)).toHaveLength(1);
  });

  it('is not told again by those who took it while one of them never answers', async () => {
    const one = notice({ key: 'pager-hangs' });
    // The first attempt settles one outlet; the second one hangs, and beats all the while.
    pager.answersNext({ status: 500 }, { status: 'silence' });
    expect((await tell(one)).outlets).toHaveLength(2);
    expect(of(pager, one.key)).toHaveLength(3);
    expect(of(chat, one.key)).toHaveLength(1);
    expect(await historyOf(one.key)).toContain('pager: no answer within 10 s');
  });

  it('is not offered again to an outlet that is gone, and says so', async () => {
    const one = notice({ key: 'chat-gone' });
    chat.answersNext({ status: 410, body: 'gone for good' });
    // The other one fails once, so there is a second attempt in which the gone one could be asked again.
    pager.answersNext({ status: 500 });
    expect((await tell(one)).outlets).toContainEqual({ outlet: 'chat', outcome: 'refused', why: 'answered 410' });
    expect(of(chat, one.key)).toHaveLength(1);
    expect(of(pager, one.key)).toHaveLength(2);
  });

  it('follows no redirect', async () => {
    const one = notice({ key: 'moved', kind: 'alarm' });
    pager.answersNext({ status: 307, headers: { location: `${chat.url}/elsewhere` } });
    expect(await tell(one)).toEqual({
      outlets: [{ outlet: 'pager', outcome: 'refused', why: 'answered 307; a redirect is not followed' }],
    });
    expect(of(chat, one.key)).toEqual([]);
  });

  it('is told by an outlet that answers without end', async () => {
    const one = notice({ key: 'endless', kind: 'alarm' });
    pager.answersNext({ status: 200, body: 'x'.repeat(10_000_000) });
    expect((await tell(one)).outlets).toEqual([{ outlet: 'pager', outcome: 'told', why: null }]);
  });

  it('leaves no secret in a history or a log, not even when all goes wrong', async () => {
    const one = notice({ key: 'secret' });
    const echo = { status: 500, body: `wrong signature, should be made with ${SECRET}` };
    pager.answersNext(echo);
    chat.answersNext({ status: 403, body: 'bad path /hooks/path-secret-0815' });
    await tell(one);
    const histories = await Promise.all(['secret', 'chat-gone', 'moved', 'pager-down-twice'].map(historyOf));
    const written = [...histories, log.text].join('\n');
    expect(written).toContain('answered 410');
    expect(written).not.toContain(SECRET);
    expect(written).not.toContain('path-secret-0815');
  });
});

it('doctor names an outlet for which notices are kept, and of how many packages', async () => {
  const { client } = harness.env;
  const session = { client } as unknown as Session;
  expect(await checkHeldNotices(session)).toEqual([]);
  const held = await Promise.all(
    ['tokyo', 'osaka'].map((name) =>
      client.workflow.start(WORKFLOW_TYPES.redelivery, {
        workflowId: redeliveryWorkflowId(name, 'a'),
        taskQueue: 'nobody-takes-it',
        memo: { [REDELIVERY_MEMO_OUTLET]: 'chat' },
      }),
    ),
  );
  await expect
    .poll(() => checkHeldNotices(session), { timeout: 60_000 })
    .toMatchObject([
      { name: 'notices for chat', level: 'warn', message: 'kept since it cannot be told, of 2 packages' },
    ]);
  await Promise.all(held.map((handle) => handle.terminate()));
});
