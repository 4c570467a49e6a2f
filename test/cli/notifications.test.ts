import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../cli/support/ports.js';
import type { Digest } from '../../model/digest.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { packageText } from './samples.js';
import { System } from './support/system.js';

let system: System;
let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  system = await System.start();
});
afterAll(async () => {
  await system.stop();
  await receiver.close();
});

const leaseline = (...args: string[]) => system.workplace.run(args);

async function digest(): Promise<Digest> {
  return JSON.parse((await leaseline('digest', '--json')).stdout);
}

it('leaseline up writes the schedule of the daily digest, and doctor says when it comes', async () => {
  const { stdout } = await leaseline('doctor');
  expect(stdout).toMatch(/daily digest: comes next at \d{4}-\d\d-\d\d 08:00 UTC/);
  expect(stdout).toContain('webhooks: none: notices only reach the log of the worker; no account is real');
});

it('digest shows what would be sent now', async () => {
  expect((await leaseline('digest')).stdout).toBe(
    '0 packages; nothing waits for a person; nothing ends within 30 days\n',
  );
  const file = await system.workplace.write('one.yaml', packageText({ name: 'to-be-paid' }));
  expect((await leaseline('apply', file, '--yes', '--wait')).code).toBe(3);
  await expect.poll(async () => (await digest()).waiting.count, { timeout: 120_000 }).toBe(1);
  const { waiting, statuses, kind } = await digest();
  expect({ kind, statuses }).toEqual({ kind: 'digest', statuses: { AwaitingPayment: 1 } });
  expect(waiting.items[0]).toMatchObject({
    name: 'to-be-paid',
    waitingFor: 'payment',
    waitingSince: expect.stringMatching(/^\d{4}-.*Z$/),
    labels: { team: 'apac-net' },
  });
  const { stdout } = await leaseline('digest');
  expect(stdout).toMatch(/^1 package; 1 waits for a person; .*\n1 AwaitingPayment\n\nWaits for a person:\n/);
  expect(stdout).toMatch(/\n {2}to-be-paid: payment since \d{4}-\d\d-\d\d \d\d:\d\d \(.* ago\)\. /);
});

it('doctor says of each webhook what it saw, delivers nothing, and names a missing secret', async () => {
  const closed = await freePort();
  receiver.answersNext({ status: 405 });
  const config = await system.workplace.write(
    'outlets.yaml',
    `accounts: {}
notifications:
  webhooks:
    - { name: good, url: "${receiver.url}/hooks/path-secret", secretEnv: GOOD_SECRET }
    - { name: closed, url: "http://127.0.0.1:${closed}/hooks/path-secret" }
    - { name: nowhere, url: "https://nobody.invalid/hooks/path-secret" }
    - { name: unsigned, urlEnv: NOT_SET_URL }
    - { name: unset, url: "${receiver.url}/", secretEnv: NOT_SET_SECRET }
  heartbeat: { url: "${receiver.url}/ping" }
`,
  );
  const { code, stdout } = await system.workplace.run(['doctor', '--config', config], { GOOD_SECRET: 'secret-0817' });
  expect(code).toBe(1);
  expect(stdout).toContain('ok    webhook good: answers a HEAD with 405; its notices are signed');
  expect(stdout).toContain('warn  webhook closed: 127.0.0.1 is 127.0.0.1, but does not answer a HEAD: ECONNREFUSED');
  expect(stdout).toContain('fail  webhook nowhere: the name nobody.invalid cannot be resolved');
  expect(stdout).toContain('webhook unsigned are not set: the environment variable NOT_SET_URL is missing');
  expect(stdout).toContain('webhook unset are not set: the environment variable NOT_SET_SECRET is missing');
  expect(stdout).toContain('ok    heartbeat: 127.0.0.1 is 127.0.0.1; not asked');
  expect(stdout).not.toContain('secret-0817');
  expect(stdout).not.toContain('path-secret');
  expect(receiver.received.map(({ method, path }) => `${method} ${path}`)).toEqual(['HEAD /hooks/path-secret']);
});

it('outlets lists who is told what, shows what one would be sent, and sends it only when asked to', async () => {
  const robot = await WebhookReceiver.start({ status: 200, body: '{"errcode": 310000, "errmsg": "no keyword"}' });
  try {
    const file = await system.workplace.write(
      'own-words.yaml',
      `accounts: {}
notifications:
  webhooks:
    - name: robot
      url: "${robot.url}/"
      kinds: [alarm]
      takenWhen: '"errcode": 0'
      template: '{"text": "{{ subject }}"}'
  email: [{ name: desk, host: mail.example.test, from: a@example.test, to: [ops@example.test], subject: "{{ name }}!" }]
`,
    );
    const outlets = (...args: string[]) => leaseline('outlets', ...args, '--config', file);
    expect((await outlets()).stdout).toBe(
      'NAME                     BY       WORDS     TAKES\n' +
        'robot                    webhook  your own  alarm\n' +
        'desk <ops@example.test>  e-mail   your own  everything\n',
    );
    expect((await outlets('robot')).stdout).toBe(
      'robot would be sent of kind alarm:\n\n{"text": "ALARM: sample (7d)"}\n',
    );
    expect((await outlets('desk', '--kind', 'approval')).stdout).toContain('Subject: sample!\n\n');
    expect(robot.received).toEqual([]);
    const refused = await outlets('robot', '--send');
    expect({ code: refused.code, says: refused.stdout }).toEqual({
      code: 1,
      says: expect.stringContaining(
        'robot has not taken it: answered 200, but not as takenWhen says: {"errcode": 310000',
      ),
    });
    robot.answersNext({ status: 200, body: '{"errcode":0}' });
    expect(await outlets('robot', '--send')).toMatchObject({
      code: 0,
      stdout: 'robot has taken a test of kind alarm\n',
    });
    expect(JSON.parse(robot.received.at(-1)?.body ?? '')).toEqual({ text: 'ALARM: sample (7d)' });
    expect(await outlets('robot', '--kind', 'digest')).toMatchObject({
      code: 2,
      stderr: 'robot takes no digest\nIt takes alarm\n',
    });
    expect(await outlets('nobody')).toMatchObject({ code: 2, stderr: expect.stringContaining('robot, desk <ops@') });
  } finally {
    await robot.close();
  }
});

it('schedules shows what comes by itself, writes the recurring runs of temporal.yaml, and doctor checks them', async () => {
  await system.workplace.write('recurring.yaml', packageText({ name: 'each-month', site: 9 }));
  await system.workplace.write(
    'temporal.yaml',
    'schedules: [{ name: monthly, cron: "0 8 1 * *", packages: [recurring.yaml], note: lab lines }]\n',
  );
  const before = await leaseline('schedules');
  expect(before).toMatchObject({ code: 0, stdout: expect.stringMatching(/monthly: it has no schedule yet: /) });
  const { stdout } = await leaseline('schedules', '--apply', '--json');
  const [monthly, digest] = JSON.parse(stdout).schedules;
  expect(monthly).toMatchObject({
    name: 'monthly',
    kind: 'run',
    state: 'written',
    packages: ['each-month'],
    paused: false,
    nextAt: expect.arrayContaining([expect.stringMatching(/-01T08:00:00\.000Z$/)]),
    lastAt: null,
  });
  expect(digest).toMatchObject({ kind: 'digest', state: 'written' });
  expect((await leaseline('doctor')).stdout).toMatch(
    /ok {4}recurring run monthly: comes next at \d{4}-\d\d-01 08:00 UTC/,
  );
  await system.workplace.write('recurring.yaml', 'name: x');
  const wrong = await leaseline('schedules', '--apply');
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain('The recurring run monthly is not written: its files are not valid');
  expect((await leaseline('doctor')).stdout).toMatch(/fail {2}recurring run monthly: .*recurring\.yaml:1/);
});
