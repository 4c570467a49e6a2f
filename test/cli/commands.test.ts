import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageWorkflowId } from '../../model/ids.js';
import { packageText } from './samples.js';
import { type Ended, ended, QUICK, System } from './support/system.js';

let system: System;
let sites = 0;

beforeAll(async () => {
  system = await System.start();
});
afterAll(() => system.stop());

const leaseline = (...args: string[]): Promise<Ended> => system.workplace.run(args);

const json = (...args: string[]) => system.workplace.json(...args);

/** A package file with a line of its own; `edit` changes its text. */
async function file(name: string, edit: (text: string) => string = (text) => text): Promise<string> {
  sites += 1;
  return system.workplace.write(`${name}.yaml`, edit(packageText({ name, site: sites })));
}

const paidAtOnce = (text: string) => text.replace('autoPay: false', 'autoPay: true');
const atNoSite = (text: string) => text.replace(/dir-\d+/, 'dir-1111111111');
const withPolicy = (text: string) => `${text}approval: production\n`;

async function creations(): Promise<number> {
  return (await system.control.calls()).CreateNetworkPackage ?? 0;
}

const row = (name: string) => system.row(name);
const untilStatus = (name: string, status: string) => system.untilStatus(name, status);

describe('apply', () => {
  it('orders once, however often the same file is applied, and waits until it is Active', async () => {
    const path = await file('twice', paidAtOnce);
    const before = await creations();
    expect(await json('plan', path)).toMatchObject({
      packages: [{ name: 'twice', action: 'order', price: { amountMinor: 20_000, currency: 'USD', per: 'month' } }],
    });
    expect(await creations()).toBe(before);
    const first = await system.workplace.start(['apply', path, '--yes', '--wait']);
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('twice: Active') });
    expect(await leaseline('apply', path, '--wait')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Plan: 0 to order, 0 to change, 1 unchanged.'),
    });
    expect(await creations()).toBe(before + 1);
  });

  it('spends nothing when nobody can be asked and nobody said --yes', async () => {
    const path = await file('unasked', paidAtOnce);
    const before = await creations();
    expect(await leaseline('apply', path)).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect((await leaseline('show', 'unasked')).code).toBe(1);
    expect(await creations()).toBe(before);
  });

  it('ends with 3 when one waits for a person, and with 1 when another one failed besides', async () => {
    const waiting = await file('waiting');
    expect((await leaseline('apply', waiting, '--yes', '--wait')).code).toBe(3);
    const refused = await file('refused', atNoSite);
    const both = await leaseline('apply', waiting, refused, '--yes', '--wait', '--json');
    expect(both.code).toBe(1);
    expect(JSON.parse(both.stdout).packages).toMatchObject([
      { name: 'waiting', status: 'AwaitingPayment', waitingFor: 'payment', result: 'unchanged' },
      { name: 'refused', status: 'Failed', waitingFor: null, result: 'started' },
    ]);
  });

  it('reports what has ended and orders it once more only with --again', async () => {
    const path = await file('ended-before', atNoSite);
    expect((await leaseline('order', path, '--wait')).code).toBe(1);
    expect(await json('apply', path, '--yes')).toMatchObject({ packages: [{ result: 'ended', status: 'Failed' }] });
    await file('ended-before', paidAtOnce);
    expect((await leaseline('apply', path, '--yes', '--again', '--wait')).code).toBe(0);
    expect(await row('ended-before')).toMatchObject({ status: 'Active' });
  });

  it('changes lifecycle and labels of what runs, and refuses to change what was bought', async () => {
    const path = await file('changing', paidAtOnce);
    await leaseline('apply', path, '--yes', '--wait');
    const site = sites;
    const edited = paidAtOnce(packageText({ name: 'changing', site })).replace('apac-net', 'emea-net');
    await system.workplace.write('changing.yaml', `${edited}lifecycle: { atTermEnd: renew }\n`);
    expect((await leaseline('apply', path, '--yes')).code).toBe(0);
    expect(await row('changing')).toMatchObject({
      labels: { team: 'emea-net' },
      spec: { lifecycle: { atTermEnd: 'renew' } },
    });
    await system.workplace.write('changing.yaml', edited.replace('periodUnit: Month', 'periodUnit: Year'));
    expect(await leaseline('apply', path, '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('order.periodUnit cannot be changed'),
    });
  });

  it('neither buys what would be given back at once, nor takes a line down for a date that has passed', async () => {
    const over = (text: string) => `${text}lifecycle: { atTermEnd: renew, releaseAt: 2020-01-01T00:00:00Z }\n`;
    const path = await file('over', (text) => over(paidAtOnce(text)));
    const before = await creations();
    expect(await leaseline('apply', path, '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it would be given back as soon as it is bought'),
    });
    expect(await creations()).toBe(before);
    const running = await file('not-over', paidAtOnce);
    await leaseline('apply', running, '--yes', '--wait');
    await system.workplace.write('not-over.yaml', over(paidAtOnce(packageText({ name: 'not-over', site: sites }))));
    expect(await leaseline('apply', running, '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it would be given back at once'),
    });
    expect(await row('not-over')).toMatchObject({ status: 'Active', spec: { lifecycle: { releaseAt: null } } });
  });

  it('is done to its end although nobody reads what it prints, and waits no longer', async () => {
    const path = await file('unread', paidAtOnce);
    const child = system.workplace.spawn(['apply', path, '--yes', '--wait']);
    child.stdout?.destroy();
    const { code, stderr } = await ended(child);
    expect({ code, stderr }).toEqual({ code: 130, stderr: expect.not.stringContaining('EPIPE') });
    await untilStatus('unread', 'Active');
    const list = system.workplace.spawn(['list', '--json']);
    list.stdout?.destroy();
    expect(await ended(list)).toMatchObject({ code: 0, stderr: '' });
  });

  it('refuses a line that has another name already', async () => {
    const path = await file('first-name', paidAtOnce);
    await leaseline('apply', path, '--yes', '--wait');
    const other = await system.workplace.write('second-name.yaml', packageText({ name: 'second-name', site: sites }));
    expect(await leaseline('plan', other)).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('first-name is already for office site'),
    });
  });

  it('stops waiting on Ctrl-C, says so, and the package goes on', async () => {
    const path = await file('interrupted', paidAtOnce);
    const slow = { ...QUICK.delivery, wuyingSeconds: [5, 5] };
    await system.control.post('/behaviour', { delivery: slow });
    const child = system.workplace.spawn(['apply', path, '--yes', '--wait']);
    const end = ended(child);
    await new Promise((resolve) => child.stdout?.on('data', (text) => /: Provisioning/.test(text) && resolve(null)));
    child.kill('SIGINT');
    expect(await end).toMatchObject({ code: 130, stderr: expect.stringContaining('The packages go on') });
    await system.control.post('/behaviour', QUICK);
    await untilStatus('interrupted', 'Active');
  });
});

describe('order', () => {
  it('is an error for a name that exists, and then orders none of the file', async () => {
    const known = await file('known', paidAtOnce);
    expect((await leaseline('order', known, '--wait')).code).toBe(0);
    const fresh = await file('fresh', paidAtOnce);
    expect(await leaseline('order', fresh, known)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('A package named known exists (Active)'),
    });
    expect((await leaseline('show', 'fresh')).code).toBe(1);
  });
});

describe('invalid input', () => {
  it('starts nothing, names file, line, field, rule and value, and is a JSON document too', async () => {
    const good = await file('good', paidAtOnce);
    const bad = await file('bad', (text) => text.replace('bandwidth: 10', 'bandwidth: 9000'));
    const ended = await leaseline('apply', good, bad, '--yes', '--json');
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('bad.yaml:9:14 order.bandwidth: ');
    expect(JSON.parse(ended.stdout)).toMatchObject({
      problems: [{ line: 9, field: 'order.bandwidth', value: '9000' }],
    });
    expect((await leaseline('show', 'good')).code).toBe(1);
  });

  it.each([
    [['list', '--status', 'Nonsense']],
    [['resolve', 'anything']],
    [['resolve', 'anything', '--none', '--resource', 'np-1']],
    [['reject', 'anything']],
    [['release', 'anything', '--at', 'tomorrow']],
    [['nonsense']],
  ])('ends %j with 2', async (args) => {
    expect((await leaseline(...args)).code).toBe(2);
  });

  it('names the packages whose name comes near', async () => {
    await leaseline('order', await file('near-by', paidAtOnce), '--wait');
    expect(await leaseline('show', 'near')).toMatchObject({ code: 1, stderr: expect.stringContaining('near-by') });
  });

  it('ends with 4 when Temporal is away', async () => {
    const away = await system.workplace.run(['list'], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(away).toMatchObject({ code: 4, stdout: '' });
    expect(away.stderr.trim().split('\n')).toHaveLength(2);
  });
});

describe("a person's answers", () => {
  it('pays: the order is looked at and the package becomes Active', async () => {
    await leaseline('apply', await file('to-pay'), '--yes', '--wait');
    const waiting = await row('to-pay');
    expect(waiting).toMatchObject({ status: 'AwaitingPayment', nextStep: { what: 'pay' } });
    // Said too early: the order is looked at, is still unpaid, and nothing is believed.
    expect((await leaseline('paid', 'to-pay')).code).toBe(0);
    expect(await row('to-pay')).toMatchObject({ status: 'AwaitingPayment' });
    await system.control.pay(waiting.orderId);
    await untilStatus('to-pay', 'Active');
    expect((await json('list', '--status', 'Active')).packages.map(({ name }: { name: string }) => name)).toContain(
      'to-pay',
    );
  });

  it('approves and rejects, and each is kept with who said it', async () => {
    await leaseline('apply', await file('yes', withPolicy), await file('no', withPolicy), '--yes', '--wait');
    expect((await leaseline('approve', 'yes', '--comment', 'as agreed')).code).toBe(0);
    expect(await json('reject', 'no', '--reason', 'not needed')).toMatchObject({ name: 'no' });
    await untilStatus('no', 'Rejected');
    await untilStatus('yes', 'AwaitingPayment');
    const { timeline } = await json('timeline', 'yes');
    expect(timeline).toContainEqual(expect.objectContaining({ who: 'tester' }));
    expect((await row('no')).reason).toContain('not needed');
  });

  it('refuses what makes no sense now, with what it is and what to do', async () => {
    await leaseline('apply', await file('calm', paidAtOnce), '--yes', '--wait');
    expect(await leaseline('cancel', 'calm')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('use release'),
    });
    expect((await leaseline('approve', 'calm')).code).toBe(1);
  });

  it('does an act once for one operation id', async () => {
    await leaseline('apply', await file('renewed', paidAtOnce), '--yes', '--wait');
    const renew = () => leaseline('renew', 'renewed', '--operation-id', 'renewal-1');
    expect((await renew()).code).toBe(0);
    expect((await renew()).code).toBe(0);
    await expect.poll(async () => (await system.control.calls()).RenewNetworkPackages, { timeout: 120_000 }).toBe(1);
  });

  it('follows a timeline as JSON lines until the package ends', async () => {
    await leaseline('apply', await file('followed', paidAtOnce), '--yes', '--wait');
    const following = ended(system.workplace.spawn(['timeline', 'followed', '--follow', '--json']));
    expect((await leaseline('release', 'followed', '--yes')).code).toBe(0);
    const { code, stdout } = await following;
    expect(code).toBe(0);
    const entries = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries.length).toBeGreaterThan(1);
    expect(entries[0]).toMatchObject({ at: expect.any(String), what: expect.any(String), who: expect.any(String) });
    expect(await row('followed')).toMatchObject({ status: 'Released' });
  });
});

describe('a workflow stopped from outside', () => {
  it('is shown as such, and never ordered again by its name', async () => {
    const path = await file('stopped', paidAtOnce);
    await leaseline('apply', path, '--yes', '--wait');
    const connection = await Connection.connect({ address: system.temporalAddress });
    await new Client({ connection }).workflow.getHandle(packageWorkflowId('stopped')).terminate('by mistake');
    await connection.close();
    expect(await row('stopped')).toMatchObject({ status: 'Active', reason: expect.stringContaining('terminated') });
    const before = await creations();
    expect(await leaseline('apply', path, '--yes', '--again')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('may still be there'),
    });
    expect(await creations()).toBe(before);
  });
});

describe('doctor', () => {
  it('finds nothing wrong with a running system', async () => {
    const { code, stdout } = await leaseline('doctor', '--json');
    expect(JSON.parse(stdout).checks.filter(({ level }: { level: string }) => level !== 'ok')).toEqual([]);
    expect(code).toBe(0);
  });

  it('names a missing credential and a worker that is not there', async () => {
    const config = await system.workplace.write(
      'other.yaml',
      'accounts:\n  other: { vendor: ucloud, credentials: { publicKeyEnv: NOT_SET_A, privateKeyEnv: NOT_SET_B } }\n',
    );
    const { code, stdout } = await leaseline('doctor', '--config', config);
    expect(code).toBe(1);
    expect(stdout).toContain('NOT_SET_A');
    expect(stdout).toContain('queue leaseline.other.orders (activity): no worker listens');
  });
});
