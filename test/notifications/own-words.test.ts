import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tellWebhook } from '../../activities/outlets/tell.js';
import { parseLeaselineConfig } from '../../model/config/leaseline-config.js';
import { sampleMessage } from '../../model/sample-messages.js';
import { outletsOf } from '../../workers/outlets-of.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const TOKEN = 'robot-token-4711';
let robot: WebhookReceiver;
beforeAll(async () => {
  robot = await WebhookReceiver.start();
});
beforeEach(() => robot.answersAlways({ status: 200, body: '{"errcode":0,"errmsg":"ok"}' }));
afterAll(() => robot.close());

/** As docs/notifications.md shows it for DingTalk. */
function tell() {
  const config = parseLeaselineConfig(
    `accounts: {}
notifications:
  consoleUrl: https://leaseline.example.com
  webhooks:
    - name: robot
      urlEnv: ROBOT
      takenWhen: '"errcode": 0'
      template: |
        {"msgtype": "text", "text": {"content": "Leaseline {{ subject }}\\n{{ what }}\\n{{ page }}"}}
`,
    'leaseline.yaml',
  );
  if (!config.ok) throw new Error(JSON.stringify(config.problems));
  const { webhooks, consoleUrl } = outletsOf(config.value.notifications, {
    ROBOT: `${robot.url}/send?access_token=${TOKEN}`,
  });
  const [outlet] = webhooks;
  if (outlet === undefined) throw new Error('there is no webhook');
  return tellWebhook(outlet, sampleMessage('alarm'), consoleUrl, AbortSignal.timeout(30_000));
}

describe('a chat robot', () => {
  it('is sent its own document, and has taken it when its answer says so', async () => {
    expect(await tell()).toEqual({ kind: 'taken' });
    const { text, msgtype } = JSON.parse(robot.received.at(-1)?.body ?? '');
    const { what } = sampleMessage('alarm');
    expect({ msgtype, lines: text.content.split('\n') }).toEqual({
      msgtype: 'text',
      lines: ['Leaseline ALARM: sample (7d)', what, 'https://leaseline.example.com/packages/sample'],
    });
  });

  it('that answers 200 to what it refuses has not taken it, and what it said is shown without its token', async () => {
    robot.answersNext({ status: 200, body: `{"errcode": 310000, "errmsg": "keywords not in content\\n${TOKEN}"}` });
    const sent = await tell();
    expect(sent).toMatchObject({ kind: 'failed', why: expect.stringContaining('keywords not in content') });
    expect(JSON.stringify(sent)).not.toContain(TOKEN);
    robot.answersNext({ status: 200, body: '' });
    expect(await tell()).toMatchObject({ kind: 'failed' });
    robot.answersNext({ status: 200, body: 'x'.repeat(5_000_000) });
    expect((await tell()).kind).toBe('failed');
    robot.answersNext({ status: 404, body: '{"errcode":0}' });
    expect(await tell()).toMatchObject({ kind: 'refused' });
  });
});
