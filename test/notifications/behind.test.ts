import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redeliveryWorkflowId } from '../../model/ids.js';
import type { Notice } from '../../model/notice.js';
import { requestHash } from '../../workflows/approval-request.js';
import { Harness, type PackageHandle } from '../support/harness.js';
import { type Answer, WebhookReceiver } from '../support/webhook-receiver.js';
import { monthly } from '../workflows/documents.js';
import { theOrderOf } from '../workflows/judge.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const AWAY: Answer = { status: 503 };

describe('an outlet that is down', () => {
  let pager: WebhookReceiver;
  let chat: WebhookReceiver;
  let harness: Harness;
  beforeAll(async () => {
    pager = await WebhookReceiver.start();
    chat = await WebhookReceiver.start();
    harness = await Harness.start({
      edit: (text) =>
        `${text}notifications:\n  webhooks: [{ name: pager, url: "${pager.url}" }, { name: chat, url: "${chat.url}" }]\n`,
    });
  });
  beforeEach(() => chat.answersAlways(null));
  // What lives on is told of its term's end, and would be given an answer that is meant for another one.
  afterEach(() => harness.endPackages());
  afterAll(async () => {
    await harness.stop();
    await Promise.all([pager.close(), chat.close()]);
  });

  const nameOf = ({ workflow }: PackageHandle) => workflow.workflowId.slice('package/'.length);
  const heard = ({ received }: WebhookReceiver, pack: PackageHandle, taken: (at: number) => boolean = () => true) =>
    received
      .filter((_one, at) => taken(at))
      .map(({ body }) => JSON.parse(body) as Notice)
      .filter(({ name }) => name === nameOf(pack));
  /** Without those it was offered in vain. */
  const took = (receiver: WebhookReceiver, pack: PackageHandle) =>
    heard(receiver, pack, (at) => receiver.answered[at] === 204).map(({ key }) => key);
  const ordered = (name: string) =>
    harness.order(monthly('cen', name, { lifecycle: { payment: { remindEvery: '8h' } } }));

  it('for a day hears everything in its order once it is back, and the others heard it at once', async () => {
    chat.answersAlways(AWAY);
    const pack = await ordered('chat-away');
    await pack.until((state) => state.waitingFor === 'payment');
    await pack.until(() => took(pager, pack).length >= 1, HOUR_MS, MINUTE_MS);
    await harness.pass(9 * HOUR_MS);
    // A new run knows that it is down.
    await pack.workflow.signal('wake', {});
    await harness.pass(8 * HOUR_MS);
    expect(took(pager, pack)).toHaveLength(3);
    const said = (await pack.state()).timeline.filter(({ what }) => what.startsWith('chat cannot be told'));
    expect(said.map(({ what }) => what)).toEqual([
      'chat cannot be told (answered 503): what it misses is kept for it, for three days',
    ]);
    expect(took(chat, pack)).toEqual([]);

    const { orderId } = await theOrderOf(pack);
    await harness.control.pay(orderId);
    const paidAtMs = await harness.env.currentTimeMs();
    await pack.say('paid');
    await pack.until(() => took(pager, pack).length >= 4, HOUR_MS, MINUTE_MS);
    expect(await harness.env.currentTimeMs()).toBeLessThan(paidAtMs + 5 * MINUTE_MS);

    chat.answersAlways(null);
    await pack.until(() => took(chat, pack).length >= 4, HOUR_MS, MINUTE_MS);
    expect(took(chat, pack)).toEqual(took(pager, pack));
    expect(heard(pager, pack)).toHaveLength(4);
  });

  it('holds up no end of a package, and still hears of it', async () => {
    chat.answersAlways(AWAY);
    const pack = await ordered('ends-anyway');
    await pack.until((state) => state.waitingFor === 'payment');
    await pack.until(() => took(pager, pack).length >= 1, HOUR_MS, MINUTE_MS);
    await pack.say('cancel');
    expect(await pack.workflow.result()).toMatchObject({ status: 'Cancelled' });
    expect(took(chat, pack)).toEqual([]);
    const held = harness.env.client.workflow.getHandle(redeliveryWorkflowId(nameOf(pack), requestHash('chat')));
    expect((await held.describe()).status.name).toBe('RUNNING');
    chat.answersAlways(null);
    await held.result();
    expect(took(chat, pack)).toEqual(took(pager, pack));
  });

  it('for longer than three days is not told what is older than that', async () => {
    chat.answersAlways(AWAY);
    const pack = await ordered('long-away');
    await pack.until((state) => state.waitingFor === 'payment');
    await harness.pass(4 * DAY_MS);
    chat.answersAlways(null);
    const backAtMs = await harness.env.currentTimeMs();
    await pack.until(() => took(chat, pack).length > 0, HOUR_MS, MINUTE_MS);
    await pack.say('cancel');
    await pack.workflow.result();
    const held = harness.env.client.workflow.getHandle(redeliveryWorkflowId(nameOf(pack), requestHash('chat')));
    await held.result();
    const all = heard(pager, pack);
    expect(all.length).toBeGreaterThan(10);
    const late = took(chat, pack);
    expect(late).toEqual(all.slice(-late.length).map(({ key }) => key));
    const ages = all.map(({ at }) => backAtMs - Date.parse(at));
    expect(ages.at(-late.length)).toBeLessThan(3 * DAY_MS + HOUR_MS);
    expect(ages.at(-late.length - 1)).toBeGreaterThan(3 * DAY_MS - HOUR_MS);
  });

  it('and asks to be left alone for an hour is not waited for', async () => {
    chat.answersNext({ status: 429, headers: { 'retry-after': '3600' } });
    const pack = await ordered('left-alone');
    await pack.until((state) => state.waitingFor === 'payment');
    await pack.until(() => took(pager, pack).length >= 1, HOUR_MS, MINUTE_MS);
    await pack.say('cancel');
    await pack.workflow.result();
    const held = harness.env.client.workflow.getHandle(redeliveryWorkflowId(nameOf(pack), requestHash('chat')));
    await held.result();
    expect(took(chat, pack)).toEqual(took(pager, pack));
  });
});
