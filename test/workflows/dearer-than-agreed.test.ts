import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BUDGET_QUERY_VIEW, type BudgetView, budgetWorkflowId } from '../../model/budget.js';
import type { PackageState } from '../../model/messages.js';
import { Harness, type PackageHandle } from '../support/harness.js';
import { autoPaid, monthly, withRules } from './documents.js';
import { ordersOf, theOrderOf } from './judge.js';

const MINUTE_MS = 60_000;
const isActive = (state: PackageState) => state.status === 'Active';
const asksApproval = (state: PackageState) => state.waitingFor === 'approval';
const waitsForPayment = (state: PackageState) => state.waitingFor === 'payment';

const BUDGETS = `
policies:
  production: {}
budgets:
  - { name: whole, when: { product: wuying }, perMonth: 2000.00 USD, over: deny }
`;

describe('an order that the vendor carries out late, at the price of then', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({
      timing: 'sweep: { busy: 30s, idle: 30d }',
      edit: withRules(BUDGETS),
    });
  });
  afterEach(async () => {
    await harness.control.clearFaults();
    await harness.control.post('/behaviour', { prices: { wuyingMinor: 2_000 } });
  });
  afterAll(() => harness.stop());

  /** Sent at 200.00 USD, done 400 s later at 300.00 USD. */
  async function sentAndThenDearer(action: string, send: () => Promise<unknown>): Promise<void> {
    await harness.control.faults([{ action, fault: 'lateCommit', seconds: 400, count: 1 }]);
    await send();
    await harness.pass(MINUTE_MS);
    await harness.control.post('/behaviour', { prices: { wuyingMinor: 3_000 } });
  }

  const approved = async (pack: PackageHandle) => {
    await pack.until(asksApproval);
    await pack.say('approve', { by: 'bob' });
  };
  const counted = async (name: string) => {
    const budget = harness.env.client.workflow.getHandle(budgetWorkflowId('whole'));
    const { packages } = await budget.query<BudgetView>(BUDGET_QUERY_VIEW);
    return packages.find(({ packageName }) => packageName === name)?.monthly;
  };
  const dearer = (orderId: string | undefined) =>
    expect.objectContaining({
      what: `order ${orderId} costs 300.00 USD, and it was let through at 200.00 USD`,
      who: 'vendor',
    });

  it('whoever is to pay it reads both prices, and the budgets count what it costs', async () => {
    const pack = await harness.order(monthly('wuying', 'dearer-by-hand', { approval: 'production' }));
    await sentAndThenDearer('CreateNetworkPackage', () => approved(pack));
    const waiting = await pack.until(waitsForPayment, 30 * MINUTE_MS);
    const { orderId } = await theOrderOf(pack);
    expect(waiting.reason).toBe(
      `Order ${orderId} (300.00 USD, let through at 200.00 USD) waits to be paid in the vendor's console.`,
    );
    expect(waiting.timeline).toContainEqual(dearer(orderId));
    await harness.control.pay(orderId);
    await pack.until(isActive, 60 * MINUTE_MS, MINUTE_MS);
    await harness.pass(MINUTE_MS);
    expect(await counted('dearer-by-hand')).toEqual({ amountMinor: 30_000, currency: 'USD' });
    await pack.say('release', { confirm: true });
  });

  it('paid by the vendor itself, it is looked up and said all the same, once', async () => {
    const pack = await harness.order(autoPaid('wuying', 'dearer-by-itself', { approval: 'production' }));
    await sentAndThenDearer('CreateNetworkPackage', () => approved(pack));
    const active = await pack.until(isActive, 30 * MINUTE_MS);
    const { orderId } = await theOrderOf(pack);
    expect(active.timeline.filter(({ what }) => what.includes('let through at'))).toEqual([dearer(orderId)]);
    expect(active.price).toMatchObject({ amountMinor: 30_000 });
    await harness.pass(MINUTE_MS);
    expect(await counted('dearer-by-itself')).toEqual({ amountMinor: 30_000, currency: 'USD' });
    await pack.say('release', { confirm: true });
  });

  it('a renewal says it as well', async () => {
    const pack = await harness.order(autoPaid('wuying', 'dearer-renewal', { approval: 'production' }));
    await approved(pack);
    const { expiresAt } = await pack.until(isActive, 30 * MINUTE_MS);
    await sentAndThenDearer('RenewNetworkPackages', async () => {
      await pack.say('renew', { by: 'dora' });
      await approved(pack);
    });
    const renewed = await pack.until((state) => (state.expiresAt ?? '') > (expiresAt ?? ''), 60 * MINUTE_MS);
    const [, renewal] = await ordersOf(pack);
    expect((await pack.until(({ waitingFor }) => waitingFor === null)).timeline).toContainEqual(
      dearer(renewal?.orderId),
    );
    expect(renewed.status).toBe('Active');
    expect(await pack.state()).toMatchObject({ monthly: { amountMinor: 30_000, currency: 'USD' } });
  });

  it('what costs as much as was let through says nothing', async () => {
    const pack = await harness.order(autoPaid('wuying', 'as-agreed'));
    await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'lateCommit', seconds: 400, count: 1 }]);
    const active = await pack.until(isActive, 30 * MINUTE_MS);
    expect(active.timeline.filter(({ what }) => what.includes('let through at'))).toEqual([]);
  });

  it('cen: the order that a token found again is looked up, and what it cost is said', async () => {
    const pack = await harness.order(autoPaid('cen', 'found-by-token', { approval: 'production' }));
    await harness.control.faults([{ action: 'CreateCenBandwidthPackage', fault: 'dropAfter', count: 1 }]);
    await approved(pack);
    const active = await pack.until(isActive, 30 * MINUTE_MS);
    const { orderId, amountMinor } = await theOrderOf(pack);
    expect(active.price).toMatchObject({ amountMinor });
    expect(active.timeline.map(({ what }) => what)).toContainEqual(
      expect.stringMatching(new RegExp(`^charged: .* for order ${orderId}$`)),
    );
  });
});
