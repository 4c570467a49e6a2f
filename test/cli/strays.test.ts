import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlibabaClouds, UcloudClouds } from '../../activities/context.js';
import { packageWorkflowId } from '../../model/ids.js';
import { accepted } from '../clouds/support/simulator.js';
import { parsedConfig, testConfigText } from '../support/harness.js';
import { alibabaConsole, ucloudConsole } from '../workflows/vendor-console.js';
import { packageText } from './samples.js';
import { type Ended, System } from './support/system.js';

/** A dozen commands follow one another, and each is a process of its own on a machine that may be busy. */
const LONG = { timeout: 240_000 };

let system: System;
/** Somebody who buys and deletes at the vendors' consoles, with the same keys. */
let alibaba: AlibabaClouds;
let ucloud: UcloudClouds;

beforeAll(async () => {
  system = await System.start();
  const home = { config: parsedConfig(testConfigText(system.simulatorUrl, 'requestTimeout: 10s')) };
  alibaba = alibabaConsole(home);
  ucloud = ucloudConsole(home);
});
afterAll(() => system.stop());

const leaseline = (...args: string[]): Promise<Ended> => system.workplace.run(args);

const json = (...args: string[]) => system.workplace.json(...args);

const REGION = 'cn-hangzhou';
const HANGZHOU = ['--account', 'demo-alibaba', '--product', 'wuying', '--region', REGION];
const SOON = { timeout: 120_000, interval: 200 };
let sites = 100;

/** A network package bought in the console: not by us, not known to us. */
async function bought(changes: { PayType?: string; AutoPay?: boolean } = {}) {
  sites += 1;
  const site = `${REGION}+dir-${3633530000 + sites}`;
  const prepaid = changes.PayType === 'PostPaid' ? {} : { PayType: 'PrePaid', Period: 3, PeriodUnit: 'Month' };
  const order = { RegionId: REGION, Bandwidth: 10, OfficeSiteId: site, AutoPay: true, ...prepaid, ...changes };
  const { NetworkPackageId, OrderId } = accepted(await alibaba.ecd.createNetworkPackage(order, {}));
  return { id: NetworkPackageId, orderId: OrderId ?? '', site: sites };
}

/** By the vendor's own ledger; its answers have no milliseconds. */
async function expiryAt(resourceId: string): Promise<string | undefined> {
  const found = (await system.control.packages()).find((one) => one.resourceId === resourceId);
  return found?.expiresAt?.replace(/\.\d{3}Z$/, '.000Z');
}

interface Listed {
  readonly resources: readonly { readonly resourceId: string }[];
}
const idsOf = ({ resources }: Listed) => resources.map(({ resourceId }) => resourceId);

describe('before anything was ordered', () => {
  it('there is no place to look, and that is no good news', async () => {
    const { code, stdout, stderr } = await leaseline('strays', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ resources: [], orders: [], desks: [] });
    expect(stderr).toContain('There is no place to look');
  });

  it('an account that no worker serves cannot be looked at', async () => {
    const config = await system.workplace.write('other.yaml', 'accounts: { other: { vendor: alibaba } }\n');
    const ended = await leaseline('strays', '--account', 'other', '--product', 'cen', '--config', config);
    expect(ended).toMatchObject({ code: 1, stdout: 'Nothing could be looked at.\n' });
    expect(ended.stderr).toContain('NOT SEEN: No worker listens on queue leaseline.other');
  });

  it.each([
    [['strays', '--account', 'demo-alibaba', '--product', 'ugn']],
    [['adopt', 'demo-alibaba', 'wuying', 'np-1', '--all']],
    // No region is known yet.
    [['adopt', 'demo-alibaba', 'wuying', 'np-1']],
  ])('%j is bad usage', async (args) => {
    expect((await leaseline(...args)).code).toBe(2);
  });
});

describe('what was bought behind our back', LONG, () => {
  it('is shown as a stray, taken over without an order, and is a package like any other', async () => {
    const { id, site } = await bought();
    const shown = await json('strays', '--now', ...HANGZHOU);
    expect(shown.resources).toContainEqual(
      expect.objectContaining({
        resourceId: id,
        product: 'wuying',
        region: REGION,
        price: { amountMinor: 20_000, currency: 'USD', per: 'month' },
        autoRenew: false,
        document: expect.objectContaining({ name: id }),
      }),
    );
    // From now on its desk runs, so nobody has to say where.
    const table = await leaseline('strays');
    expect(table).toMatchObject({ code: 0, stdout: expect.stringContaining(id) });
    expect(table.stdout).toContain(`leaseline adopt demo-alibaba wuying`);

    const ordersBefore = (await system.control.orders()).length;
    const adopted = await leaseline('adopt', 'demo-alibaba', 'wuying', id, '--wait', '--json');
    expect(adopted, adopted.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(adopted.stdout)).toMatchObject({
      packages: [{ name: id, status: 'Active', waitingFor: null, resourceId: id, expiresAt: await expiryAt(id) }],
      refused: [],
    });
    expect(await json('show', id)).toMatchObject({
      operations: [],
      spec: { lifecycle: { atTermEnd: 'ask' }, order: { period: 3, periodUnit: 'Month' } },
    });
    expect(await system.control.orders()).toHaveLength(ordersBefore);
    expect(idsOf(await json('strays', '--now'))).not.toContain(id);

    const again = await leaseline('adopt', 'demo-alibaba', 'wuying', id);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining(`belongs to package ${id} (Active)`) });
    expect(again.stderr).toContain('Nothing was taken over');

    const other = await system.workplace.write('other-name.yaml', packageText({ name: 'other-name', site }));
    const applied = await leaseline('apply', other, '--yes');
    expect(applied).toMatchObject({ code: 2, stderr: expect.stringContaining(`Write name: ${id} in the file`) });
    expect(await system.control.orders()).toHaveLength(ordersBefore);
  });

  it('is left alone when one of those that were named is not there', async () => {
    const { id } = await bought();
    const both = await leaseline(
      'adopt',
      'demo-alibaba',
      'wuying',
      id,
      'np-nowhere00000',
      '--region',
      REGION,
      '--json',
    );
    expect(both).toMatchObject({ code: 1, stderr: expect.stringContaining('the vendor does not show it in') });
    expect(JSON.parse(both.stdout)).toMatchObject({ packages: [], refused: [{ resourceId: 'np-nowhere00000' }] });
    expect((await leaseline('show', id)).code).toBe(1);
  });

  it('of all three products is taken over at once', async () => {
    const { id } = await bought();
    const plan = { Bandwidth: 5, GeographicRegionAId: 'China', GeographicRegionBId: 'Europe', Period: 1 };
    const { CenBandwidthPackageId: planId } = accepted(
      await alibaba.cen.createCenBandwidthPackage({ ...plan, AutoPay: true, ClientToken: 'console-1' }, {}),
    );
    const project = { ProjectId: 'org-demo' };
    const line = { ...project, UGNID: 'ugn-demo00000009', RegionA: 'cn-bj2', RegionB: 'hk', BandWidth: 5 };
    accepted(
      await ucloud.ugn.createSimpleUGNBwPackage({ ...line, PayMode: 'FixedBw', ChargeType: 'Month', Quantity: 1 }, {}),
    );
    // Vendors take a moment to deliver, and list nothing before.
    const CEN = ['--account', 'demo-alibaba', '--product', 'cen'];
    await expect.poll(async () => idsOf(await json('strays', '--now', ...CEN)), SOON).toContain(planId);
    await expect.poll(async () => (await ucloud.ugn.listAllSimpleBwPackages(project, {})).items, SOON).toHaveLength(1);
    const ordersBefore = (await system.control.orders()).length;
    expect(await leaseline('adopt', 'demo-alibaba', 'cen', '--all')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--yes'),
    });
    // Also where nothing may be ordered: taking over is no order.
    const accounts = 'accounts: { demo-alibaba: { vendor: alibaba, observeOnly: true } }\n';
    const observing = await system.workplace.write('observing.yaml', accounts);
    for (const where of [
      ['demo-alibaba', 'wuying', '--region', REGION, '--config', observing],
      ['demo-alibaba', 'cen'],
      ['demo-surfer', 'ugn', '--region', 'org-demo'],
    ]) {
      const ended = await leaseline('adopt', ...where, '--all', '--yes', '--wait');
      expect(ended, `${where}: ${ended.stdout}${ended.stderr}`).toMatchObject({ code: 0 });
      expect(ended.stdout).toContain('Nothing is bought');
    }
    const { packages } = await json('list', '--status', 'Active');
    const owned = packages.map(({ resourceId }: { resourceId: string }) => resourceId);
    const [ugn] = (await ucloud.ugn.listAllSimpleBwPackages(project, {})).items;
    expect(owned).toEqual(expect.arrayContaining([id, planId, ugn?.PackageID]));
    expect(await system.control.orders()).toHaveLength(ordersBefore);
    expect(await json('strays', '--now')).toMatchObject({ resources: [] });
  });

  it('is shown while it is only an order that waits to be paid', async () => {
    const { orderId } = await bought({ AutoPay: false });
    const { orders } = await json('strays', '--now', ...HANGZHOU);
    expect(orders).toContainEqual(
      expect.objectContaining({
        orderId,
        product: 'wuying',
        kind: 'New',
        paymentStatus: 'Unpaid',
        amountMinor: 60_000,
      }),
    );
  });
});

async function endFromOutside(name: string): Promise<void> {
  const connection = await Connection.connect({ address: system.temporalAddress });
  await new Client({ connection }).workflow.getHandle(packageWorkflowId(name)).terminate('by mistake');
  await connection.close();
}

describe('what belonged to a package that somebody ended in Temporal', LONG, () => {
  it('is shown while it is an order that still waits to be paid', async () => {
    const file = await system.workplace.write('unpaid.yaml', packageText({ name: 'unpaid', site: 91 }));
    expect((await leaseline('apply', file, '--yes')).code).toBe(0);
    await expect.poll(async () => (await system.row('unpaid')).waitingFor, SOON).toBe('payment');
    const { orderId } = await system.row('unpaid');
    const stray = async () => {
      const { orders } = await json('strays', '--now', ...HANGZHOU);
      return orders.find((order: { readonly orderId: string }) => order.orderId === orderId);
    };
    expect(await stray()).toBeUndefined();
    await endFromOutside('unpaid');
    const origin = 'the one of package unpaid, whose workflow was ended from outside';
    await expect.poll(stray, SOON).toMatchObject({ origin, kind: 'New', paymentStatus: 'Unpaid', amountMinor: 20_000 });
  });

  it("is shown as nobody's, and can be taken over", async () => {
    const text = packageText({ name: 'ended', site: 90 }).replace('autoPay: false', 'autoPay: true');
    expect((await leaseline('apply', await system.workplace.write('ended.yaml', text), '--yes', '--wait')).code).toBe(
      0,
    );
    const { resourceId } = await system.row('ended');
    expect(idsOf(await json('strays', '--now', ...HANGZHOU))).not.toContain(resourceId);

    await endFromOutside('ended');
    const origin = 'the one of package ended, whose workflow was ended from outside';
    await expect
      .poll(async () => (await json('strays', '--now', ...HANGZHOU)).resources, SOON)
      .toContainEqual(expect.objectContaining({ resourceId, origin, region: REGION }));

    const all = await leaseline('adopt', 'demo-alibaba', 'wuying', '--all', '--region', REGION, '--yes', '--wait');
    expect(all, all.stderr).toMatchObject({ code: 0 });
    expect(await system.row(resourceId)).toMatchObject({ status: 'Active', resourceId });
    expect(idsOf(await json('strays', '--now', ...HANGZHOU))).not.toContain(resourceId);
  });
});

describe('what was deleted behind our back', LONG, () => {
  it('is said loudly and not bought again', async () => {
    const { id } = await bought({ PayType: 'PostPaid' });
    expect((await leaseline('adopt', 'demo-alibaba', 'wuying', id, '--region', REGION, '--wait')).code).toBe(0);
    const ordersBefore = (await system.control.orders()).length;
    // A listing that shows it: only what was seen there can be missed.
    await leaseline('strays', '--now', ...HANGZHOU);
    accepted(await alibaba.ecd.deleteNetworkPackages({ RegionId: REGION, NetworkPackageId: [id] }, {}));
    // It is listed as Releasing for a while. Two listings without it are needed then, and after them the package looks for itself,
    // a minute apart.
    const reasonOnceListed = async () => {
      await leaseline('strays', '--now', ...HANGZHOU);
      return (await json('show', id)).reason ?? '';
    };
    await expect.poll(reasonOnceListed, { timeout: 180_000, interval: 5_000 }).toContain('no longer at the vendor');
    expect(await json('show', id)).toMatchObject({ waitingFor: 'operator' });
    expect(await system.control.orders()).toHaveLength(ordersBefore);
  });
});

describe('a vendor that cannot be read', LONG, () => {
  it('is never taken for one that has nothing', async () => {
    await system.control.faults([{ action: 'DescribeNetworkPackages', fault: 'serviceUnavailable', count: 1_000 }]);
    try {
      const ended = await leaseline('strays', '--now', ...HANGZHOU);
      expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('NOT SEEN: ') });
    } finally {
      await system.control.clearFaults();
    }
    expect((await leaseline('strays', '--now', ...HANGZHOU)).code).toBe(0);
  });
});
