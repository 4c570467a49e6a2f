import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BUDGET_QUERY_VIEW, type BudgetView, budgetWorkflowId } from '../../model/budget.js';
import { deskWorkflowId } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS, type Product } from '../../model/product.js';
import { Harness } from '../support/harness.js';
import { autoPaid, LOOKS, withRules } from './documents.js';
import { resizeInConsole } from './vendor-console.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const isQuiet = (state: PackageState) => state.status === 'Active' && state.waitingFor === null;
const waitsForOperator = (state: PackageState) => state.waitingFor === 'operator';

const BUDGETS = `
policies:
  production: {}
budgets:
  - { name: whole, perMonth: 99999.00 USD, over: deny }
`;

/** Per Mbps and month, minor units: as the simulator has it, and when it has become dearer. */
const PRICES = { wuying: 2_000, cen: 3_400, ugn: 20_000 } as const;
const DEARER = { wuying: 3_000, cen: 5_000, ugn: 30_000 } as const;
const ORDERED_MBPS = { wuying: 10, cen: 2, ugn: 5 } as const;
const DESKS = {
  wuying: { account: 'ali', product: 'wuying', region: 'cn-hangzhou' },
  cen: { account: 'ali', product: 'cen', region: 'global' },
  ugn: { account: 'surfer', product: 'ugn', region: 'org-demo' },
} as const;

describe('a budget counts what runs', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({
      timing: 'sweep: { busy: 30s, idle: 30d }',
      edit: withRules(BUDGETS),
    });
  });
  afterEach(async () => {
    await harness.control.clearFaults();
    await setPrices(PRICES);
    await harness.control.post('/behaviour', { wuyingDowngrade: 'atOnce' });
    await harness.endPackages();
  });
  afterAll(() => harness.stop());

  async function setPrices({ wuying, cen, ugn }: Readonly<Record<Product, number>>): Promise<void> {
    await harness.control.post('/behaviour', { prices: { wuyingMinor: wuying, cenMinor: cen, ugnMinor: ugn } });
  }

  async function sweep(product: Product): Promise<void> {
    await harness.env.client.workflow.getHandle(deskWorkflowId(DESKS[product])).signal('sweep');
    await harness.pass(5 * MINUTE_MS);
  }

  async function counted(name: string) {
    const budget = harness.env.client.workflow.getHandle(budgetWorkflowId('whole'));
    const { packages } = await budget.query<BudgetView>(BUDGET_QUERY_VIEW);
    return packages.find(({ packageName }) => packageName === name)?.monthly;
  }

  const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
  const linesOf = ({ timeline }: PackageState) => timeline.map(({ what }) => what);

  /** The vendor takes the resize to 20 Mbps, and goes on showing the line as it was an hour before. */
  async function resizedUnseen(product: Product, name: string) {
    const pack = await harness.order(autoPaid(product, name));
    await pack.until(isQuiet);
    await harness.pass(2 * HOUR_MS);
    await harness.control.faults([{ action: LOOKS[product], fault: 'staleDescribe', seconds: HOUR_MS / 1000 }]);
    await pack.say('resize', { bandwidthMbps: 20 });
    const waiting = await pack.until(waitsForOperator, HOUR_MS);
    expect(waiting.reason).toContain(`the vendor still shows ${ORDERED_MBPS[product]} Mbps`);
    return pack;
  }

  it.each(PRODUCTS)('%s: a resize that is shown late counts then, at what it was let through at', async (product) => {
    const name = `${product}-late`;
    const pack = await resizedUnseen(product, name);
    await setPrices(DEARER);
    await harness.control.clearFaults();
    await sweep(product);
    const grown = await pack.until(({ bandwidthMbps }) => bandwidthMbps === 20);
    expect(await counted(name)).toEqual(usd(20 * PRICES[product]));
    expect(grown).toMatchObject({ waitingFor: null, reason: null, monthly: usd(20 * PRICES[product]) });
    expect(grown.spec.order).toMatchObject(product === 'ugn' ? { bandWidth: 20 } : { bandwidth: 20 });
    expect(linesOf(grown)).toContain('resized to 20 Mbps');
  });

  it('its room is kept until it is shown', async () => {
    await resizedUnseen('wuying', 'late-kept');
    expect(await counted('late-kept')).toEqual(usd(20 * PRICES.wuying));
  });

  it('one that the vendor suspended and carries out after all counts at what it was let through at', async () => {
    const pack = await harness.order(autoPaid('wuying', 'held-resize'));
    const active = await pack.until(isQuiet);
    await harness.control.faults([{ action: 'ModifyNetworkPackageBandwidth', fault: 'riskRejection', count: 1 }]);
    await pack.say('resize', { bandwidthMbps: 20 });
    await pack.until(waitsForOperator, HOUR_MS);
    await pack.say('resolve', { none: true });
    const held = await pack.until((state) => state.status === 'Active' && waitsForOperator(state), HOUR_MS);
    expect(held.reason).toContain('suspended, and may still carry out, the resize');
    await setPrices(DEARER);
    await resizeInConsole(harness, active, 20);
    await sweep('wuying');
    expect(await pack.until(({ bandwidthMbps }) => bandwidthMbps === 20)).toMatchObject({
      waitingFor: null,
      reason: null,
    });
    expect(await counted('held-resize')).toEqual(usd(20 * PRICES.wuying));
  });

  it.each(PRODUCTS)(
    '%s: a line that somebody resizes at the vendor counts at what it costs by now',
    async (product) => {
      const name = `${product}-console`;
      const pack = await harness.order(autoPaid(product, name));
      const active = await pack.until(isQuiet);
      await harness.pass(MINUTE_MS);
      expect(await counted(name)).toEqual(usd(ORDERED_MBPS[product] * PRICES[product]));
      await setPrices(DEARER);
      await resizeInConsole(harness, active, 20);
      await sweep(product);
      const grown = await pack.until(({ bandwidthMbps }) => bandwidthMbps === 20);
      const monthly = usd(20 * DEARER[product]);
      expect(await counted(name)).toEqual(monthly);
      expect(grown).toMatchObject({ waitingFor: null, monthly });
      const told = linesOf(grown).filter((what) => what.includes('Mbps by now'));
      expect(told).toEqual([expect.stringMatching(/^it has 20 Mbps by now: .* a month$/)]);
    },
  );

  it('what somebody has made of it while ours was approved counts at what that costs', async () => {
    const pack = await harness.order(autoPaid('wuying', 'console-overtakes', { approval: 'production' }));
    await pack.until(({ waitingFor }) => waitingFor === 'approval');
    await pack.say('approve', { by: 'ada' });
    const active = await pack.until(isQuiet);
    await pack.say('resize', { bandwidthMbps: 20 });
    await pack.until(({ waitingFor }) => waitingFor === 'approval');
    await harness.pass(5 * MINUTE_MS);
    await setPrices(DEARER);
    await resizeInConsole(harness, active, 20);
    await pack.say('approve', { by: 'ada' });
    await pack.until((state) => isQuiet(state) && state.bandwidthMbps === 20, HOUR_MS);
    await harness.pass(MINUTE_MS);
    expect(await counted('console-overtakes')).toEqual(usd(20 * DEARER.wuying));
  });

  it('a line that somebody makes smaller at the vendor makes room', async () => {
    const pack = await harness.order(autoPaid('wuying', 'console-smaller', { order: { bandwidth: 20 } }));
    const active = await pack.until(isQuiet);
    await harness.pass(2 * HOUR_MS);
    await resizeInConsole(harness, active, 10);
    await sweep('wuying');
    await pack.until(({ bandwidthMbps }) => bandwidthMbps === 10);
    expect(await counted('console-smaller')).toEqual(usd(10 * PRICES.wuying));
  });

  it('what a list shows late of a line that was just made larger makes no room', async () => {
    const pack = await harness.order(autoPaid('wuying', 'just-grown'));
    await pack.until(isQuiet);
    await harness.pass(2 * HOUR_MS);
    await pack.say('resize', { bandwidthMbps: 20 });
    await pack.until((state) => isQuiet(state) && state.bandwidthMbps === 20);
    // The desk tells what differs from what it saw last.
    await sweep('wuying');
    await harness.control.faults([{ action: LOOKS.wuying, fault: 'staleDescribe', seconds: HOUR_MS / 1000 }]);
    await sweep('wuying');
    await pack.until(({ bandwidthMbps }) => bandwidthMbps === 10);
    expect(await counted('just-grown')).toEqual(usd(20 * PRICES.wuying));
    await harness.control.clearFaults();
    const seen = await pack.until(({ bandwidthMbps }) => bandwidthMbps === 20, 2 * HOUR_MS);
    await harness.pass(MINUTE_MS);
    expect(await counted('just-grown')).toEqual(usd(20 * PRICES.wuying));
    expect(linesOf(seen).filter((what) => what.includes('Mbps by now'))).toEqual([]);
  });

  it('while a price cannot be read it is not known, keeps its room, and is asked for again', async () => {
    const pack = await harness.order(autoPaid('wuying', 'console-unknown'));
    const active = await pack.until(isQuiet);
    await harness.control.faults([{ action: 'DescribePrice', fault: 'serviceUnavailable' }]);
    await resizeInConsole(harness, active, 20);
    await sweep('wuying');
    const grown = await pack.until(({ bandwidthMbps }) => bandwidthMbps === 20);
    expect(grown.monthly).toBeNull();
    expect(linesOf(grown)).toContain('it has 20 Mbps by now: what that costs a month is not known');
    expect(await counted('console-unknown')).toEqual(usd(10 * PRICES.wuying));
    await harness.control.clearFaults();
    await pack.until(({ monthly }) => monthly !== null, DAY_MS, HOUR_MS);
    await harness.pass(MINUTE_MS);
    expect(await counted('console-unknown')).toEqual(usd(20 * PRICES.wuying));
  });

  it('what is booked for later counts from when it was booked, and is not priced twice', async () => {
    await harness.control.post('/behaviour', { wuyingDowngrade: 'nextDay' });
    const pack = await harness.order(autoPaid('wuying', 'booked-smaller', { order: { bandwidth: 20 } }));
    await pack.until(isQuiet);
    await pack.say('resize', { bandwidthMbps: 10 });
    await pack.until((state) => isQuiet(state) && state.reservation !== null, HOUR_MS);
    await harness.pass(MINUTE_MS);
    expect(await counted('booked-smaller')).toEqual(usd(10 * PRICES.wuying));
    await setPrices(DEARER);
    await harness.pass(2 * DAY_MS);
    await sweep('wuying');
    const smaller = await pack.until(({ bandwidthMbps }) => bandwidthMbps === 10);
    expect(await counted('booked-smaller')).toEqual(usd(10 * PRICES.wuying));
    expect(linesOf(smaller).filter((what) => what.includes('Mbps by now'))).toEqual([]);
  });
});
