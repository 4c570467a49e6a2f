import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { BudgetLine } from '../../activities/budget-line.js';
import { BindDeps } from '../../activities/context.js';
import { DeskLine } from '../../activities/desk-line.js';
import { notify } from '../../activities/notify.js';
import { checkOutlets } from '../../cli/doctor/outlet-checks.js';
import { freePort } from '../../cli/support/ports.js';
import { digestOf } from '../../model/digest.js';
import type { NoticeDelivery } from '../../model/notice.js';
import { outletsOf } from '../../workers/outlets-of.js';
import { parsedConfig } from '../support/harness.js';
import { LogLines } from '../support/log-lines.js';
import { MAIL_CERTIFICATE } from '../support/mail-certificate.js';
import { headerOf, MailReceiver, type MailReceiverOptions, textOf } from '../support/mail-receiver.js';
import { quietRuntime } from '../support/quiet-runtime.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { notice } from './notice.js';

const LOGIN = { user: 'leaseline@example.test', password: 'planted-mail-secret-81c4' };
const ENV = { MAIL_USER: LOGIN.user, MAIL_PASSWORD: LOGIN.password };
let folder: string;
beforeAll(async () => {
  quietRuntime();
  folder = await mkdtemp(join(tmpdir(), 'leaseline-mail-'));
  await writeFile(join(folder, 'ca.pem'), MAIL_CERTIFICATE);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function receiver(options: MailReceiverOptions = {}): Promise<MailReceiver> {
  const mail = await MailReceiver.start(options);
  onTestFinished(() => mail.close());
  return mail;
}

const PLAIN = 'tls: none';
const SECURE = () => `tls: starttls, caFile: ${join(folder, 'ca.pem')}, userEnv: MAIL_USER, passwordEnv: MAIL_PASSWORD`;

function config(port: number, fields = PLAIN, more = '') {
  return parsedConfig(`accounts: {}
notifications:
  consoleUrl: https://leaseline.example.test/
  email: [{ name: desk, host: 127.0.0.1, port: ${port}, from: "Leaseline <leaseline@example.test>", to: [ops@example.test, night@example.test], ${fields} }]
  ${more}`);
}

/** The activity as a worker runs it; what an attempt remembers, the next one finds. */
function teller(settings: ReturnType<typeof config>, env: NodeJS.ProcessEnv = ENV) {
  const log = new LogLines();
  const outlets = outletsOf(settings.notifications, env);
  const deps = {
    config: settings,
    clouds: new Map(),
    desks: new DeskLine(),
    budgets: new BudgetLine(),
    outlets,
    logger: log.logger,
  };
  let remembered: unknown;
  let attempt = 0;
  const tell = (notice: Parameters<typeof notify>[0]): Promise<NoticeDelivery> => {
    attempt += 1;
    const environment = new MockActivityEnvironment(
      { attempt, heartbeatDetails: remembered },
      { interceptors: [() => ({ inbound: new BindDeps(deps) })], logger: new DefaultLogger('ERROR') },
    );
    environment.on('heartbeat', (details: unknown) => {
      remembered = details;
    });
    return environment.run<[typeof notice], NoticeDelivery, typeof notify>(notify, notice);
  };
  return { tell, log };
}

async function failureOf(telling: Promise<unknown>): Promise<string> {
  const error = await telling.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApplicationFailure)) throw new Error(`no failure: ${String(error)}`);
  expect({ type: error.type, nonRetryable: error.nonRetryable }).toEqual({
    type: 'NoticeUndelivered',
    nonRetryable: false,
  });
  return error.message;
}

const told = (address: string) => ({ outlet: `desk <${address}>`, outcome: 'told', why: null });

describe('a notice by e-mail', () => {
  it('is plain text with the sentence first and a link to act, over TLS and with the login', async () => {
    const mail = await receiver({ login: LOGIN });
    const { tell } = teller(config(mail.port, SECURE()));
    expect((await tell(notice())).outlets).toEqual(
      expect.arrayContaining([told('ops@example.test'), told('night@example.test')]),
    );
    const [one, other, ...more] = mail.received;
    if (one === undefined || other === undefined) throw new Error('nobody was written to');
    expect(more).toEqual([]);
    expect(one).toMatchObject({ isSecure: true, user: LOGIN.user, from: 'leaseline@example.test' });
    expect([...one.to, ...other.to].sort()).toEqual(['night@example.test', 'ops@example.test']);
    expect(headerOf(one, 'Subject')).toBe('Reminder: tokyo-desktops (7d)');
    expect(headerOf(one, 'Auto-Submitted')).toBe('auto-generated');
    expect(headerOf(one, 'Content-Type')).toContain('text/plain');
    const body = textOf(one);
    expect(body).toMatch(/^tokyo-desktops ends in 7 days; pay order 4711 to renew it – 東京\r\n/);
    expect(body).toContain('Ends       2026-12-08 00:00 UTC\r\n');
    expect(body).toContain('Price      200.00 USD for a month\r\n');
    expect(body).toContain('https://leaseline.example.test/packages/tokyo-desktops\r\n');
  });

  it('has one Message-ID for each attempt, and mails of one package hang together', async () => {
    const mail = await receiver();
    const settings = config(mail.port);
    await teller(settings).tell(notice());
    await teller(settings).tell(notice());
    await teller(settings).tell(notice({ key: 'tokyo-desktops/2026-12-08/3d' }));
    const mine = mail.received.filter(({ to }) => to.includes('ops@example.test'));
    const [first, again, later] = mine.map((one) => headerOf(one, 'Message-ID'));
    expect(first).toMatch(/^<[0-9a-f]{40}@example\.test>$/);
    expect(again).toBe(first);
    expect(later).not.toBe(first);
    expect(new Set(mine.map((one) => headerOf(one, 'References'))).size).toBe(1);
  });

  it('is written again once the server is back, and a webhook that took it is not told twice', async () => {
    const hook = await WebhookReceiver.start();
    onTestFinished(() => hook.close());
    const port = await freePort();
    const { tell } = teller(config(port, PLAIN, `webhooks: [{ name: hook, url: "${hook.url}/" }]`));
    expect(await failureOf(tell(notice()))).toContain('desk <ops@example.test>: ESOCKET: connect ECONNREFUSED');
    const mail = await receiver({ port });
    expect((await tell(notice())).outlets).toHaveLength(3);
    expect(mail.received).toHaveLength(2);
    expect(hook.received).toHaveLength(1);
  });

  it('is written again to whom the server puts off (4xx), and not to the one who has it', async () => {
    const mail = await receiver();
    mail.answersNext('ops@example.test', { code: 451, text: 'greylisted, come back' });
    const { tell } = teller(config(mail.port));
    const failure = await failureOf(tell(notice()));
    expect(failure).toContain('desk <ops@example.test>');
    expect(failure).toContain('greylisted, come back');
    expect(failure).not.toContain('night@example.test');
    await tell(notice());
    expect(mail.received.map(({ to }) => to[0])).toEqual(['night@example.test', 'ops@example.test']);
  });

  it('is not written again to somebody the server does not know, which is said', async () => {
    const mail = await receiver();
    mail.answersNext('ops@example.test', { code: 550, text: 'no such mailbox' });
    const { tell, log } = teller(config(mail.port));
    const { outlets } = await tell(notice());
    expect(outlets).toEqual(
      expect.arrayContaining([
        told('night@example.test'),
        { outlet: 'desk <ops@example.test>', outcome: 'refused', why: expect.stringContaining('no such mailbox') },
      ]),
    );
    expect(log.text).toContain('an outlet refuses a notice');
  });

  it('is never sent in the clear to a server that offers no TLS, or shows a certificate nobody vouches for', async () => {
    const bare = await receiver({ tls: false });
    const login = 'userEnv: MAIL_USER, passwordEnv: MAIL_PASSWORD';
    expect(await failureOf(teller(config(bare.port, login)).tell(notice()))).toMatch(/ETLS/);
    const selfSigned = await receiver({ login: LOGIN });
    expect(await failureOf(teller(config(selfSigned.port, login)).tell(notice()))).toMatch(/self-signed certificate/);
    expect([...bare.received, ...selfSigned.received]).toEqual([]);
  });

  it('waits for a login that is put right, and no secret is in what is said, whoever repeats it', async () => {
    const mail = await receiver({ login: { ...LOGIN, password: 'another' } });
    const settings = config(mail.port, SECURE());
    const { tell, log } = teller(settings);
    const failure = await failureOf(tell(notice()));
    expect(failure).toContain('EAUTH');
    expect(failure + log.text).not.toContain(LOGIN.password);
    expect(failure + log.text).not.toContain(Buffer.from(LOGIN.password).toString('base64'));
    const missing = await failureOf(teller(settings, { MAIL_USER: 'x' }).tell(notice()));
    expect(missing).toContain('e-mail desk are not set: the environment variable MAIL_PASSWORD is missing');
  });

  it('takes no header, no line and no command from a name, a label or a sentence', async () => {
    const mail = await receiver();
    const evil = 'x\r\nBcc: thief@example.test\r\n.\r\nMAIL FROM:<thief@example.test>';
    const one = notice({ name: evil, what: `${evil}\u2028y`, labels: { [evil]: evil }, region: evil });
    await teller(config(mail.port)).tell(one);
    expect(mail.received.flatMap(({ to }) => to).sort()).toEqual(['night@example.test', 'ops@example.test']);
    const [received] = mail.received;
    if (received === undefined) throw new Error('nobody was written to');
    expect(headerOf(received, 'Bcc')).toBeNull();
    expect(headerOf(received, 'Subject')).toContain('Reminder: x Bcc: thief@example.test . MAIL FROM:');
    expect(received.raw).not.toMatch(/^(Bcc|MAIL FROM)/m);
  });

  it('goes only to those who take its kind; the digest too comes by e-mail', async () => {
    const mail = await receiver();
    const { tell } = teller(config(mail.port, `${PLAIN}, kinds: [digest]`));
    expect(await tell(notice())).toEqual({ outlets: [] });
    await tell(digestOf([], [], new Date('2026-12-01T08:00:00Z')));
    const [one] = mail.received;
    if (one === undefined) throw new Error('nobody was written to');
    expect(headerOf(one, 'Subject')).toContain('Daily digest: 0 packages; nothing waits for a person');
    expect(textOf(one)).toContain('As things stood at 2026-12-01 08:00 UTC.');
    expect(textOf(one)).toContain('https://leaseline.example.test/inbox');
  });
});

it('doctor greets the mail server, logs in and sends nothing', async () => {
  const mail = await receiver({ login: LOGIN });
  Object.assign(process.env, ENV);
  onTestFinished(() => {
    for (const name of Object.keys(ENV)) delete process.env[name];
  });
  const [good] = await checkOutlets(config(mail.port, SECURE()));
  expect(good).toMatchObject({
    name: `e-mail 127.0.0.1:${mail.port}`,
    level: 'ok',
    message: 'answers over TLS and takes the login; writes to ops@example.test, night@example.test',
  });
  process.env.MAIL_PASSWORD = 'wrong-planted-4821';
  const [bad] = await checkOutlets(config(mail.port, SECURE()));
  expect(bad).toMatchObject({ level: 'fail', message: expect.stringContaining('EAUTH') });
  expect(JSON.stringify(bad)).not.toContain('wrong-planted-4821');
  expect(mail.received).toEqual([]);
});
