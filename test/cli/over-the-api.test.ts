import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { announced } from '../support/announced.js';
import { packageText } from './samples.js';
import { type Ended, ended, System, Workplace } from './support/system.js';

const LONG = { timeout: 300_000 };

let system: System;
let elsewhere: string;
beforeAll(async () => {
  system = await System.start();
  elsewhere = await mkdtemp(join(tmpdir(), 'leaseline-elsewhere-'));
}, LONG.timeout);
afterAll(async () => {
  await system.stop();
  await rm(elsewhere, { recursive: true, force: true });
});

/** No Temporal answers there: what works, works over the API. */
const overApi = (...args: string[]): Promise<Ended> =>
  system.workplace.run(args, { LEASELINE_API_URL: system.apiUrl, TEMPORAL_ADDRESS: '127.0.0.1:1' });
const direct = (...args: string[]): Promise<Ended> => system.workplace.run(args);

async function json(...args: string[]) {
  const { stdout, stderr, code } = await overApi(...args, '--json');
  if (stdout === '') throw new Error(stderr);
  return { code, ...JSON.parse(stdout) };
}

const office = packageText({ name: 'office', site: 1 }).replace('autoPay: false', 'autoPay: true');
const unpaid = packageText({ name: 'unpaid', site: 2 });
const asked = `${packageText({ name: 'asked', site: 3 })}approval: production\n`;

describe('commands over the API', LONG, () => {
  it('order, wait, and list what Temporal itself would list', async () => {
    const file = await system.workplace.write('packages.yaml', [office, unpaid, asked].join('---\n'));
    const { code, stdout } = await overApi('order', file, '--wait');
    expect(code).toBe(3);
    expect(stdout).toContain('office');
    const rows = (await json('list')).packages;
    expect(rows.map(({ name, status }: { name: string; status: string }) => `${name} ${status}`)).toEqual([
      'asked AwaitingApproval',
      'office Active',
      'unpaid AwaitingPayment',
    ]);
    expect((await json('list')).packages).toEqual(JSON.parse((await direct('list', '--json')).stdout).packages);
    expect((await json('list', '--waiting', 'payment')).packages).toMatchObject([{ name: 'unpaid' }]);
    expect((await system.control.orders()).length).toBe(2);
  });

  it('apply twice orders once, carries changes over, and refuses what Temporal itself would refuse', async () => {
    const changed = office.concat('lifecycle: { atTermEnd: renew }\n').replace('apac-net', 'emea-net');
    const file = await system.workplace.write('changed.yaml', [changed, unpaid].join('---\n'));
    expect(await json('apply', file, '--yes')).toMatchObject({
      code: 0,
      packages: [{ result: 'changed' }, { result: 'unchanged' }],
    });
    expect(await json('show', 'office')).toMatchObject({
      labels: { team: 'emea-net' },
      spec: { lifecycle: { atTermEnd: 'renew' } },
    });
    expect((await json('apply', file, '--yes')).packages).toMatchObject([{ result: 'unchanged' }, {}]);
    const renamed = await system.workplace.write('renamed.yaml', packageText({ name: 'another', site: 1 }));
    const [one, other] = [await overApi('apply', renamed, '--yes'), await direct('apply', renamed, '--yes')];
    expect(one).toEqual(other);
    expect(one.code).toBe(2);
    expect((await system.control.orders()).length).toBe(2);
  });

  it('what a person answers reaches the package, and the timeline says it', async () => {
    expect(await overApi('approve', 'asked', '--comment', 'as agreed')).toMatchObject({ code: 0 });
    await expect.poll(async () => (await json('show', 'asked')).status, { timeout: 120_000 }).toBe('AwaitingPayment');
    expect((await overApi('cancel', 'asked')).code).toBe(0);
    await expect.poll(async () => (await json('show', 'asked')).status, { timeout: 120_000 }).toBe('Cancelled');
    const { timeline } = await json('timeline', 'asked');
    expect(timeline.some(({ what }: { what: string }) => what.includes('as agreed'))).toBe(true);
    const followed = await overApi('timeline', 'asked', '--follow', '--json');
    expect(followed.code).toBe(0);
    expect(followed.stdout.trim().split('\n')).toHaveLength(timeline.length);
  });

  it('renames without a spend, finishes when it is run again, and a file with the new name finds nothing to do', async () => {
    const orders = (await system.control.orders()).length;
    const renamed = await overApi('rename', 'office', 'headquarters');
    expect(renamed).toMatchObject({ code: 0, stdout: expect.stringContaining('office is headquarters from now on') });
    expect(await direct('rename', 'office', 'headquarters')).toEqual(renamed);
    expect((await direct('show', 'office')).stdout).toContain('Renamed to headquarters');
    const moved = office.concat('lifecycle: { atTermEnd: renew }\n').replace('apac-net', 'emea-net');
    const file = await system.workplace.write('moved.yaml', moved.replace('name: office', 'name: headquarters'));
    expect((await json('apply', file, '--yes')).packages).toMatchObject([
      { name: 'headquarters', result: 'unchanged' },
    ]);
    const former = await system.workplace.write('former.yaml', moved);
    expect((await json('apply', former, '--yes')).packages).toMatchObject([{ name: 'office', result: 'ended' }]);
    expect(await direct('rename', 'headquarters', 'unpaid')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('already'),
    });
    expect(await overApi('rename', 'headquarters', 'office')).toMatchObject({ code: 1 });
    expect((await system.control.orders()).length).toBe(orders);
  });

  it('says the same of what does not work, with the same exit code', async () => {
    for (const args of [
      ['show', 'offic'],
      ['approve', 'headquarters'],
      ['renew', 'asked'],
      ['release', 'headquarters'],
      ['timeline', 'nobody'],
    ]) {
      const [one, other] = [await overApi(...args), await direct(...args)];
      expect({ args, ...one }).toEqual({ args, ...other });
      expect(one.code).not.toBe(0);
    }
  });

  it('shows the calendar, and says of what needs Temporal that it does', async () => {
    const { events } = await json('calendar');
    expect(events.map(({ id }: { id: string }) => id)).toContain('headquarters-expiry');
    for (const args of [
      ['costs'],
      ['plan', 'packages.yaml'],
      ['strays'],
      ['resize', 'headquarters', '20', '--dry-run'],
    ]) {
      expect(await overApi(...args)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('needs Temporal itself'),
      });
    }
  });

  it('needs no configuration where it runs, does what the token may, and shows the token nowhere', async () => {
    const { stdout } = await direct('token', '--role', 'viewer', '--ttl', '1h');
    const token = stdout.trim();
    const bare = await Workplace.create();
    onTestFinished(() => bare.remove());
    await rm(join(bare.folder, 'leaseline.yaml'));
    const env = { LEASELINE_API_URL: system.apiUrl, LEASELINE_TOKEN: token };
    const away = (...args: string[]) => bare.run(args, env);
    expect(await away('list')).toMatchObject({ code: 0, stdout: expect.stringContaining('headquarters') });
    const refused = await away('cancel', 'unpaid');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('The role viewer may not do this') });
    expect(refused.stderr).not.toContain(token);
    const forged = await bare.run(['list'], { ...env, LEASELINE_TOKEN: `${token.slice(0, -4)}AAAA` });
    expect(forged).toMatchObject({ code: 1, stderr: expect.not.stringContaining(token.slice(0, -4)) });
  });

  it('ends with 4 when nobody answers, and with 2 when the address or the token cannot be right', async () => {
    const at = (url: string, token?: string) =>
      system.workplace.run(['list'], { LEASELINE_API_URL: url, LEASELINE_TOKEN: token, LEASELINE_HOME: elsewhere });
    expect(await at('http://127.0.0.1:1', 'any')).toMatchObject({ code: 4 });
    expect(await at('http://127.0.0.1:1')).toMatchObject({ code: 2, stderr: expect.stringContaining('no token') });
    expect(await at('http://leaseline.example.com', 'any')).toMatchObject({ code: 2 });
    expect(await at('leaseline.example.com', 'any')).toMatchObject({ code: 2 });
    expect(await at('https://me:secret@leaseline.example.com', 'any')).toMatchObject({
      code: 2,
      stderr: expect.not.stringContaining('secret@'),
    });
    await writeFile(join(elsewhere, 'token'), 'local-token-of-another-machine\n');
    expect(await at('https://leaseline.example.com')).toMatchObject({ code: 2 });
    expect(await at(system.simulatorUrl)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('LEASELINE_API_URL'),
    });
  });
});

describe('health checks of the API', LONG, () => {
  it('are answered on a port of their own, without a token', async () => {
    const child = system.workplace.spawn(['api', '--port', '0', '--health-port', '0', '--json']);
    const end = ended(child);
    const { url, healthPort } = JSON.parse(await announced(child));
    try {
      for (const path of ['healthz', 'readyz']) {
        const response = await fetch(`http://127.0.0.1:${healthPort}/${path}`);
        expect([response.status, await response.json()]).toEqual([200, { ready: true }]);
      }
      expect((await fetch(`http://127.0.0.1:${healthPort}/v1/packages`)).status).toBe(404);
      expect((await fetch(`${url}/v1/packages`)).status).toBe(401);
    } finally {
      child.kill('SIGTERM');
    }
    expect((await end).code).toBe(0);
  });
});
