import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsedConfig, testConfigText } from '../support/harness.js';
import { alibabaConsole } from '../workflows/vendor-console.js';
import { packageText } from './samples.js';
import { type Ended, System } from './support/system.js';

const LONG = { timeout: 300_000 };

let system: System;
beforeAll(async () => {
  system = await System.start();
}, LONG.timeout);
afterAll(() => system.stop());

const run = (...args: string[]): Promise<Ended> => system.workplace.run(args);
const overApi = (...args: string[]): Promise<Ended> =>
  system.workplace.run(args, { LEASELINE_API_URL: system.apiUrl, TEMPORAL_ADDRESS: '127.0.0.1:1' });

async function json(...args: string[]) {
  const { stdout, stderr, code } = await run(...args, '--json');
  if (stdout === '') throw new Error(stderr);
  return { code, ...JSON.parse(stdout) };
}

const packageOf =
  (name: string, site: number) =>
  (mbps: number, more: (text: string) => string = (text) => text) =>
    more(
      packageText({ name, site })
        .replace('autoPay: false', 'autoPay: true')
        .replace('bandwidth: 10', `bandwidth: ${mbps}`),
    );
const write = (text: string) => system.workplace.write('sized.yaml', text);
const bandwidthOf = async (name: string) => (await json('show', name)).bandwidthMbps;
async function resizesOf(name: string): Promise<number> {
  const { resourceId } = await json('show', name);
  const orders = await system.control.orders();
  return orders.filter((order) => /grade$/.test(order.kind) && order.resourceId === resourceId).length;
}

describe('a bandwidth that is changed in a file', LONG, () => {
  it('is planned with its price, paid for once, and then is as the file says', async () => {
    const office = packageOf('office', 11);
    await run('order', await write(office(10)), '--wait');
    const file = await write(office(20));
    const { stdout, code } = await run('plan', file);
    expect(code).toBe(0);
    expect(stdout).toContain('~ office will be changed: wuying, 10 → 20 Mbps');
    expect(stdout).toMatch(/for the rest of its term: \d+\.\d\d USD.*; one of that size costs 400.00 USD a month/);
    expect(stdout).toMatch(/Payer demo-alibaba: \d+\.\d\d USD for changes\./);
    expect(stdout).toContain('Plan: 0 to order, 1 to change (1 resized), 0 unchanged.');
    expect(await bandwidthOf('office')).toBe(10);

    const applied = await json('apply', file, '--yes', '--wait');
    expect(applied).toMatchObject({ code: 0, packages: [{ result: 'changed', bandwidthMbps: 20, waitingFor: null }] });
    expect(await resizesOf('office')).toBe(1);
    expect(await json('apply', file, '--yes', '--wait')).toMatchObject({
      code: 0,
      packages: [{ result: 'unchanged' }],
    });
    expect(await resizesOf('office')).toBe(1);
  });

  it('waits for the yes that the file of then asks for, and is asked for once', async () => {
    const asked = packageOf('asked', 12);
    await run('order', await write(asked(10)), '--wait');
    const file = await write(`${asked(30)}approval: production\n`);
    const first = await json('apply', file, '--yes', '--wait');
    expect(first).toMatchObject({
      code: 3,
      packages: [{ result: 'changed', waitingFor: 'approval', bandwidthMbps: 10 }],
    });
    const again = await json('apply', file, '--yes');
    expect(again.packages).toMatchObject([{ result: 'unchanged', message: 'it is being changed to 30 Mbps already' }]);
    await run('approve', 'asked');
    await expect.poll(() => bandwidthOf('asked'), { timeout: 120_000, interval: 200 }).toBe(30);
    expect(await resizesOf('asked')).toBe(1);
  });

  it('changed in the console: told and left alone, changed back when that is said, and kept when the file follows', async () => {
    const drifting = packageOf('drifting', 13);
    const file = await write(drifting(10));
    await run('order', file, '--wait');
    const { resourceId } = await json('show', 'drifting');
    const config = parsedConfig(testConfigText(system.simulatorUrl, 'sweep: { busy: 5s, idle: 30d }'));
    const inConsole = (bandwidth: number) =>
      alibabaConsole({ config }).ecd.modifyNetworkPackageBandwidth(
        { RegionId: 'cn-hangzhou', NetworkPackageId: resourceId, Bandwidth: bandwidth, AutoPay: true },
        {},
      );
    await inConsole(40);
    await run('strays', '--now');
    await expect.poll(() => bandwidthOf('drifting'), { timeout: 120_000, interval: 200 }).toBe(40);

    const left = await run('apply', file, '--yes');
    expect(left.code).toBe(0);
    expect(left.stdout).toContain('the vendor shows 40 Mbps, and the file says 10');
    expect(await resizesOf('drifting')).toBe(1);

    const back = await json('apply', file, '--revert-drift', '--yes', '--wait');
    expect(back).toMatchObject({ code: 0, packages: [{ result: 'changed', bandwidthMbps: 10 }] });

    await inConsole(50);
    await run('strays', '--now');
    await expect.poll(() => bandwidthOf('drifting'), { timeout: 120_000, interval: 200 }).toBe(50);
    const before = await resizesOf('drifting');
    const followed = await json('apply', await write(drifting(50)), '--yes', '--wait');
    expect(followed).toMatchObject({ code: 0, packages: [{ result: 'changed', bandwidthMbps: 50 }] });
    expect(await resizesOf('drifting')).toBe(before);
    expect((await run('plan', await write(drifting(50)))).stdout).toContain('1 unchanged');
  });

  it('is refused before anything is done while the package is not there yet', async () => {
    const early = packageText({ name: 'early', site: 14 });
    await run('order', await write(early));
    const { code, stderr } = await run('apply', await write(early.replace('bandwidth: 10', 'bandwidth: 20')), '--yes');
    expect(code).toBe(2);
    expect(stderr).toContain('only what is Active is resized');
    expect(stderr).toContain('Apply the file again once early is Active');
  });

  it('goes together with whatever else differs, also over the API', async () => {
    const both = packageOf('both', 15);
    await run('order', await write(both(10)), '--wait');
    const file = await write(both(20, (text) => text.replace('apac-net', 'emea-net')));
    const { code, stdout } = await overApi('apply', file, '--yes', '--wait', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).packages).toMatchObject([{ result: 'changed', bandwidthMbps: 20 }]);
    expect(await json('show', 'both')).toMatchObject({ labels: { team: 'emea-net' }, bandwidthMbps: 20 });
    expect(JSON.parse((await overApi('apply', file, '--yes', '--json')).stdout).packages).toMatchObject([
      { result: 'unchanged' },
    ]);
    expect(await resizesOf('both')).toBe(1);
  });
});
