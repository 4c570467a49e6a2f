import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { BudgetLine } from '../../activities/budget-line.js';
import { BindDeps } from '../../activities/context.js';
import { type DescribedStrays, type DescribeStrays, describeStrays } from '../../activities/describe-strays.js';
import { DeskLine } from '../../activities/desk-line.js';
import { parsePackage } from '../../model/parse-package.js';
import type { SimulatorBehaviourInput } from '../../simulator/behaviour.js';
import { cloudsOf } from '../../workers/clouds-of.js';
import { accepted, simulatedClouds } from '../clouds/support/simulator.js';
import { CREDENTIALS, parsedConfig, testConfigText } from '../support/harness.js';

/** The activity as a worker runs it, over HTTP to the simulated vendors. */
async function stage(behaviour: SimulatorBehaviourInput = {}) {
  const clouds = await simulatedClouds(behaviour);
  const config = parsedConfig(testConfigText(clouds.url, 'requestTimeout: 10s'));
  const accounts = Object.values(config.accounts);
  const deps = {
    config,
    clouds: new Map(accounts.map((account) => [account.name, cloudsOf(account, config.timing, CREDENTIALS)])),
    desks: new DeskLine(),
    budgets: new BudgetLine(),
    outlets: { webhooks: [], mail: [], consoleUrl: null, monitor: null },
    logger: pino({ enabled: false }),
  };
  const environment = new MockActivityEnvironment(
    {},
    { interceptors: [() => ({ inbound: new BindDeps(deps) })], logger: new DefaultLogger('ERROR') },
  );
  const run = (input: DescribeStrays) =>
    environment.run<[DescribeStrays], DescribedStrays, typeof describeStrays>(describeStrays, input);
  const calls = async () => ((await clouds.control('GET', 'calls')) as { counts: Record<string, number> }).counts;
  return { ...clouds, run, calls };
}

const SINCE = '2026-11-21T00:00:00.000Z';
const seen = (...ids: string[]) => ids.map((resourceId) => ({ resourceId, firstSeenAt: SINCE }));
const hangzhou = { account: 'ali', product: 'wuying', region: 'cn-hangzhou' } as const;
const global = { account: 'ali', product: 'cen', region: 'global' } as const;
const project = { account: 'surfer', product: 'ugn', region: 'org-demo' } as const;

const network = {
  RegionId: 'cn-hangzhou',
  Bandwidth: 10,
  OfficeSiteId: 'cn-hangzhou+dir-3633530001',
  PayType: 'PrePaid',
  Period: 3,
  PeriodUnit: 'Month',
  AutoPay: true,
} as const;

const plan = {
  Bandwidth: 5,
  GeographicRegionAId: 'China',
  GeographicRegionBId: 'North-America',
  BandwidthPackageChargeType: 'PREPAY',
  Period: 1,
  PricingCycle: 'Year',
  AutoPay: true,
} as const;

const bandwidth = {
  ProjectId: 'org-demo',
  UGNID: 'ugn-demo00000001',
  RegionA: 'cn-bj2',
  RegionB: 'hk',
  BandWidth: 8,
  PayMode: 'FixedBw',
  ChargeType: 'Month',
  Quantity: 1,
} as const;

function documented(resource: { document: unknown } | undefined) {
  const parsed = parsePackage(resource?.document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.spec;
}

describe('a WUYING network package', () => {
  it('is described as it is, with price, renewal, origin and a document that our own rules accept', async () => {
    const { ecd, bss, run } = await stage();
    const tags = { Tag: [{ Key: 'managed-by', Value: 'terraform' }] };
    const { NetworkPackageId: id } = accepted(await ecd.createNetworkPackage({ ...network, ...tags }, {}));
    const { resources, orders } = await run({ desk: hangzhou, resources: seen(id, 'np-gone'), orderIds: [] });
    expect(orders).toEqual([]);
    expect(resources).toMatchObject([
      {
        resourceId: id,
        ...hangzhou,
        phase: 'ready',
        bandwidthMbps: 10,
        firstSeenAt: SINCE,
        expiresAt: expect.any(String),
        price: { amountMinor: 20_000, currency: 'USD', per: 'month' },
        autoRenew: false,
        origin: 'made by Terraform, as its tag managed-by=terraform says',
      },
    ]);
    expect(documented(resources[0])).toMatchObject({
      name: id,
      product: 'wuying',
      account: 'ali',
      lifecycle: { atTermEnd: 'ask' },
      order: {
        regionId: 'cn-hangzhou',
        bandwidth: 10,
        officeSiteId: network.OfficeSiteId,
        payType: 'PrePaid',
        internetChargeType: 'PayByBandwidth',
        period: 3,
        periodUnit: 'Month',
        autoPay: false,
        autoRenew: false,
      },
    });
    accepted(
      await bss.setRenewal(
        {
          ProductCode: 'gwsecd',
          ProductType: '',
          InstanceIDs: [id],
          RenewalStatus: 'AutoRenewal',
          RenewalPeriod: 1,
          RenewalPeriodUnit: 'M',
        },
        {},
      ),
    );
    const [renewing] = (await run({ desk: hangzhou, resources: seen(id), orderIds: [] })).resources;
    expect(renewing).toMatchObject({ autoRenew: true });
    // What renews itself goes on doing so: a package that only asks would let the line end.
    expect(documented(renewing)).toMatchObject({
      lifecycle: { atTermEnd: 'vendorAutoRenew' },
      order: { autoRenew: true },
    });
  });

  it('that is paid by use has no term, no price for a month and no renewal', async () => {
    const { ecd, run } = await stage();
    const metered = { RegionId: 'cn-hangzhou', Bandwidth: 20, PayType: 'PostPaid', AutoPay: true };
    const { NetworkPackageId: id } = accepted(await ecd.createNetworkPackage(metered, {}));
    const [resource] = (await run({ desk: hangzhou, resources: seen(id), orderIds: [] })).resources;
    expect(resource).toMatchObject({
      expiresAt: null,
      price: null,
      autoRenew: null,
      origin: "made in the vendor's console or by another program",
    });
    const { order } = documented(resource);
    expect(order).toMatchObject({ payType: 'PostPaid', internetChargeType: 'PayByTraffic', periodGiven: false });
    expect(order).not.toHaveProperty('officeSiteId');
  });

  it('that carries our mark was ordered by Leaseline; other tags are named', async () => {
    const { ecd, run } = await stage();
    const make = async (Tag: readonly { Key: string; Value: string }[]) =>
      accepted(await ecd.createNetworkPackage({ ...network, OfficeSiteId: undefined, Tag }, {})).NetworkPackageId;
    const ours = await make([{ Key: 'leaseline', Value: 'op-1' }]);
    const theirs = await make([{ Key: 'team', Value: 'net' }]);
    const { resources } = await run({ desk: hangzhou, resources: seen(ours, theirs), orderIds: [] });
    const origins = new Map(resources.map(({ resourceId, origin }) => [resourceId, origin]));
    expect(origins.get(ours)).toBe('ordered by Leaseline earlier (mark op-1); no package owns it');
    expect(origins.get(theirs)).toContain('(tagged team=net)');
  });

  it('is shown without a price where the price cannot be read, and without renewal where billing is away', async () => {
    const { ecd, run, control } = await stage();
    const { NetworkPackageId: id } = accepted(await ecd.createNetworkPackage(network, {}));
    const broken = (action: string) => ({ action, fault: 'serviceUnavailable', count: 1 });
    await control('POST', 'faults', {
      rules: [broken('DescribeRenewalPrice'), broken('QueryAvailableInstances')],
      seed: 1,
    });
    const [resource] = (await run({ desk: hangzhou, resources: seen(id), orderIds: [] })).resources;
    expect(resource).toMatchObject({ resourceId: id, price: null, autoRenew: null, document: { name: id } });
  });

  it('makes the activity fail, to be tried again, when the list itself cannot be read', async () => {
    const { run, control } = await stage();
    await control('POST', 'faults', {
      rules: [{ action: 'DescribeNetworkPackages', fault: 'serviceUnavailable', count: 1 }],
      seed: 1,
    });
    await expect(run({ desk: hangzhou, resources: seen('np-1'), orderIds: [] })).rejects.toMatchObject({
      type: 'Cloud.unavailable',
      nonRetryable: false,
    });
  });
});

describe('a CEN bandwidth plan', () => {
  it('is described with areas as orders spell them, and with the CEN it is attached to', async () => {
    const { cen, run } = await stage();
    const attached = accepted(
      await cen.createCenBandwidthPackage({ ...plan, ClientToken: 'one', Name: 'to-america' }, {}),
    ).CenBandwidthPackageId;
    accepted(
      await cen.associateCenBandwidthPackage({ CenId: 'cen-demo000000000001', CenBandwidthPackageId: attached }, {}),
    );
    const [resource] = (await run({ desk: global, resources: seen(attached), orderIds: [] })).resources;
    expect(resource).toMatchObject({ ...global, price: null, autoRenew: false, bandwidthMbps: 5 });
    expect(documented(resource)).toMatchObject({
      name: attached,
      lifecycle: { atTermEnd: 'ask' },
      order: {
        name: 'to-america',
        bandwidth: 5,
        geographicRegionAId: 'China',
        geographicRegionBId: 'North-America',
        bandwidthPackageChargeType: 'PREPAY',
        period: 1,
        pricingCycle: 'Year',
        autoPay: false,
        attach: { cenId: 'cen-demo000000000001' },
      },
    });
  });

  it('is found by its id, and many in one reading of the whole list', async () => {
    const { cen, run, calls } = await stage();
    const ids: string[] = [];
    for (let next = 0; next < 7; next += 1) {
      const made = await cen.createCenBandwidthPackage({ ...plan, AutoRenew: true, ClientToken: `token-${next}` }, {});
      ids.push(accepted(made).CenBandwidthPackageId);
    }
    const { resources } = await run({ desk: global, resources: seen(...ids), orderIds: [] });
    expect(resources.map(({ resourceId }) => resourceId).sort()).toEqual(ids.sort());
    expect(documented(resources[0])).toMatchObject({ lifecycle: { atTermEnd: 'vendorAutoRenew' } });
    expect(await calls()).toMatchObject({ DescribeCenBandwidthPackages: 1, QueryAvailableInstances: 1 });
  });
});

describe('a UGN bandwidth package', () => {
  it('is described with what the vendor shows and what follows from it', async () => {
    const { ugn, run } = await stage();
    accepted(
      await ugn.createSimpleUGNBwPackage({ ...bandwidth, Name: 'line', Remark: 'for ana [leaseline:op-1]' }, {}),
    );
    const [found] = (await ugn.listAllSimpleBwPackages({ ProjectId: 'org-demo' }, {})).items;
    const id = found?.PackageID ?? '';
    const [resource] = (await run({ desk: project, resources: seen(id), orderIds: ['1'] })).resources;
    expect(resource).toMatchObject({
      ...project,
      price: { amountMinor: 160_000, currency: 'USD', per: 'month' },
      autoRenew: null,
      origin: expect.stringContaining('mark op-1'),
    });
    expect(documented(resource)).toMatchObject({
      name: id,
      order: {
        projectId: 'org-demo',
        ugnId: 'ugn-demo00000001',
        regionA: 'cn-bj2',
        regionB: 'hk',
        bandWidth: 8,
        payMode: 'FixedBw',
        chargeType: 'Month',
        name: 'line',
        remark: 'for ana',
        path: 'IGP',
      },
    });
  });

  it.each([
    ['FixedBw', 'Year', 'Year'],
    ['Max5', 'PostPay', 'PostPay'],
    ['Traffic', 'Count', 'Count'],
  ])('of %s, bought by %s, is taken for %s', async (PayMode, ChargeType, taken) => {
    const { ugn, run } = await stage();
    accepted(await ugn.createSimpleUGNBwPackage({ ...bandwidth, PayMode, ChargeType }, {}));
    const [found] = (await ugn.listAllSimpleBwPackages({ ProjectId: 'org-demo' }, {})).items;
    const [resource] = (await run({ desk: project, resources: seen(found?.PackageID ?? ''), orderIds: [] })).resources;
    expect(documented(resource)).toMatchObject({ order: { payMode: PayMode, chargeType: taken } });
    expect(resource?.price?.per ?? null).toBe(taken === 'Year' ? 'year' : null);
  });
});

describe('an order', () => {
  it('is described while it is unpaid, and is no stray once it is paid', async () => {
    const { ecd, run, control } = await stage();
    const placed = accepted(await ecd.createNetworkPackage({ ...network, AutoPay: false }, {}));
    const orderId = placed.OrderId ?? '';
    const ask = async () => (await run({ desk: hangzhou, resources: [], orderIds: [orderId] })).orders;
    expect(await ask()).toEqual([
      {
        orderId,
        account: 'ali',
        product: 'wuying',
        kind: 'New',
        paymentStatus: 'Unpaid',
        amountMinor: 60_000,
        currency: 'USD',
        createdAt: expect.any(String),
        origin: "placed in the vendor's console or by another program",
      },
    ]);
    await control('POST', `orders/${orderId}/pay`);
    expect(await ask()).toEqual([]);
  });

  it('that cannot be read is shown by its id and never hidden', async () => {
    const { run } = await stage();
    const { orders } = await run({ desk: global, resources: [], orderIds: ['999999999999999'] });
    expect(orders).toMatchObject([{ orderId: '999999999999999', paymentStatus: 'not readable' }]);
  });
});

it('refuses more than a hundred at once', async () => {
  const { run } = await stage();
  const many = seen(...Array.from({ length: 101 }, (_, index) => `np-${index}`));
  await expect(run({ desk: hangzhou, resources: many, orderIds: [] })).rejects.toThrow('at most 100');
});
