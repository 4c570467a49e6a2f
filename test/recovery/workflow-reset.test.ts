import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackageState } from '../../model/messages.js';
import type { Product } from '../../model/product.js';
import { DevHarness } from '../support/dev-harness.js';
import { resetBefore } from '../support/reset-workflow.js';
import type { SimOrder } from '../support/simulator-control.js';
import { autoPaid, monthly } from '../workflows/documents.js';

const ORDERED_BY = {
  wuying: 'createNetworkPackage',
  cen: 'createCenBandwidthPackage',
  ugn: 'createSimpleUGNBwPackage',
} as const;
const RENEWED_BY = { wuying: 'renewNetworkPackages', cen: 'renewInstance', ugn: 'createRenew' } as const;
const RESIZED_BY = {
  wuying: 'modifyNetworkPackageBandwidth',
  cen: 'modifyCenBandwidthPackageSpec',
  ugn: 'modifyUGNBandwidth',
} as const;

const isQuiet = ({ status, waitingFor, reason }: PackageState) =>
  status === 'Active' && waitingFor === null && reason === null;

describe('a workflow reset to before something it has sent', () => {
  let harness: DevHarness;
  beforeAll(async () => {
    harness = await DevHarness.start({ behaviour: { cenPostPay: true } });
    await harness.startWorkers();
  });
  afterAll(() => harness?.stop());

  /** How often the vendor was asked for an operation. */
  const calls = async (activityType: string) =>
    (await harness.control.calls())[activityType.replace(/^./, (first) => first.toUpperCase())] ?? 0;

  async function ordersFor(resourceId: string | null, kind: string): Promise<SimOrder[]> {
    const orders = await harness.control.orders();
    return orders.filter((order) => order.resourceId === resourceId && order.kind === kind);
  }

  // The products side by side: each has calls of its own, and most of this is waiting for limits to pass.
  it.concurrent.each(['wuying', 'cen', 'ugn'] as const)('never orders a %s package twice', async (product) => {
    const workflowId = await harness.order(autoPaid(product, `order-${product}`));
    const before = await harness.until(workflowId, isQuiet);
    const callsBefore = await calls(ORDERED_BY[product]);

    const runId = await resetBefore(harness, before, ORDERED_BY[product]);

    const after = await harness.until(workflowId, (state) => isQuiet(state) && state.runId === runId);
    expect(after.resourceId).toBe(before.resourceId);
    expect(await newOrders(product)).toHaveLength(1);
    // CEN may repeat its call: the same token is answered with the first result.
    if (product !== 'cen') expect(await calls(ORDERED_BY[product])).toBe(callsBefore);
  });

  async function newOrders(product: Product): Promise<SimOrder[]> {
    return (await harness.control.orders()).filter((order) => order.product === product && order.kind === 'New');
  }

  it('never orders a second package beside one that waits to be paid and is hidden until then', async () => {
    const workflowId = await harness.order(monthly('wuying', 'order-unpaid'));
    const before = await harness.until(workflowId, (state) => state.waitingFor === 'payment');
    const bought = (await newOrders('wuying')).length;

    const runId = await resetBefore(harness, before, ORDERED_BY.wuying);

    await harness.until(workflowId, ({ runId: now, waitingFor }) => now === runId && waitingFor !== null);
    await harness.control.payAll();
    await harness.until(workflowId, (state) => isQuiet(state) && state.runId === runId);
    expect(await newOrders('wuying')).toHaveLength(bought);
  });

  it.concurrent.each(['wuying', 'cen', 'ugn'] as const)('never renews a %s package twice', async (product) => {
    const workflowId = await harness.order(autoPaid(product, `renew-${product}`));
    const before = await harness.until(workflowId, isQuiet);
    await harness.say(workflowId, 'renew');
    const renewed = await harness.until(workflowId, (state) => isQuiet(state) && state.expiresAt !== before.expiresAt);
    const callsBefore = await calls(RENEWED_BY[product]);

    const runId = await resetBefore(harness, before, RENEWED_BY[product]);

    // A renewal ends a run, so what comes after it is neither the run it was reset to nor an earlier one.
    const former = [before.runId, renewed.runId, runId];
    const after = await harness.until(workflowId, (state) => isQuiet(state) && !former.includes(state.runId));
    expect(after.expiresAt).toBe(renewed.expiresAt);
    expect(await ordersFor(before.resourceId, 'Renew')).toMatchObject([{ paymentStatus: 'Paid' }]);
    if (product !== 'cen') expect(await calls(RENEWED_BY[product])).toBe(callsBefore);
  });

  it('never renews twice while the first renewal waits to be paid', async () => {
    const lifecycle = { renew: { autoPay: false } };
    const workflowId = await harness.order(autoPaid('wuying', 'renew-unpaid', { lifecycle }));
    const before = await harness.until(workflowId, isQuiet);
    await harness.say(workflowId, 'renew');
    await harness.until(workflowId, (state) => state.waitingFor === 'payment');

    const runId = await resetBefore(harness, before, RENEWED_BY.wuying);

    await harness.until(workflowId, ({ runId: now, waitingFor }) => now === runId && waitingFor !== null);
    expect(await ordersFor(before.resourceId, 'Renew')).toMatchObject([{ paymentStatus: 'Unpaid' }]);
    await harness.control.payAll();
    const after = await harness.until(workflowId, (state) => isQuiet(state) && state.expiresAt !== before.expiresAt);
    expect(after.resourceId).toBe(before.resourceId);
    expect(await ordersFor(before.resourceId, 'Renew')).toMatchObject([{ paymentStatus: 'Paid' }]);
  });

  it.concurrent.each(['wuying', 'cen', 'ugn'] as const)('never resizes a %s package twice', async (product) => {
    const workflowId = await harness.order(autoPaid(product, `resize-${product}`));
    const before = await harness.until(workflowId, isQuiet);
    const bandwidthMbps = 2 * before.bandwidthMbps;
    await harness.say(workflowId, 'resize', { bandwidthMbps });
    const resized = await harness.until(workflowId, (state) => isQuiet(state) && state.bandwidthMbps === bandwidthMbps);
    const callsBefore = await calls(RESIZED_BY[product]);

    const runId = await resetBefore(harness, resized, RESIZED_BY[product]);

    const isAgain = (state: PackageState) => state.runId === runId && state.bandwidthMbps === bandwidthMbps;
    await harness.until(workflowId, (state) => isQuiet(state) && isAgain(state));
    expect(await ordersFor(before.resourceId, 'Upgrade')).toMatchObject([{ paymentStatus: 'Paid' }]);
    expect(await calls(RESIZED_BY[product])).toBe(callsBefore);
  });

  const postpaid = { payType: 'PostPaid', period: undefined, periodUnit: undefined };
  it.each([
    ['refunds a wuying package', autoPaid('wuying', 'refund-wuying'), 'refundInstance'],
    ['deletes a wuying package', autoPaid('wuying', 'delete-wuying', { order: postpaid }), 'deleteNetworkPackages'],
    ['refunds a cen plan', autoPaid('cen', 'refund-cen'), 'refundInstance'],
    [
      'deletes a cen plan',
      autoPaid('cen', 'delete-cen', { order: { bandwidthPackageChargeType: 'POSTPAY' } }),
      'deleteCenBandwidthPackage',
    ],
    ['deletes a ugn package', autoPaid('ugn', 'delete-ugn'), 'deleteUGNBwPackage'],
  ])('never %s twice', async (_what, document, activityType) => {
    const workflowId = await harness.order(document);
    const { resourceId } = await harness.until(workflowId, isQuiet);
    await harness.say(workflowId, 'release', { confirm: true });
    const released = await harness.until(workflowId, (state) => state.status === 'Released');
    const callsBefore = await calls(activityType);
    const refunds = await ordersFor(resourceId, 'Refund');

    const runId = await resetBefore(harness, released, activityType);

    await harness.until(workflowId, (state) => state.status === 'Released' && state.runId === runId);
    expect(await calls(activityType)).toBe(callsBefore);
    expect(await ordersFor(resourceId, 'Refund')).toEqual(refunds);
  });

  it('sends nothing for a line that another package has adopted since it was terminated', async () => {
    const former = await harness.order(autoPaid('wuying', 'terminated'));
    const before = await harness.until(former, isQuiet);
    await harness.env.client.workflow.getHandle(former).terminate('somebody ended it by hand');
    const heir = await harness.order(autoPaid('wuying', 'its-heir'), before.resourceId ?? '');
    await harness.until(heir, isQuiet);

    const runId = await resetBefore(harness, before, 'askDesk');
    const again = await harness.until(former, (state) => isQuiet(state) && state.runId === runId);
    expect(again.resourceId).toBe(before.resourceId);
    await harness.say(former, 'renew');

    const asked = await harness.until(former, ({ status }) => status === 'OutcomeUnknown');
    expect(asked.expiresAt).toBe(before.expiresAt);
    expect(await ordersFor(before.resourceId, 'Renew')).toEqual([]);
    await harness.say(heir, 'renew');
    const renewed = await harness.until(heir, (state) => isQuiet(state) && state.expiresAt !== before.expiresAt);
    expect(await ordersFor(before.resourceId, 'Renew')).toHaveLength(1);
    await harness.until(former, (state) => state.expiresAt === renewed.expiresAt);
    expect(await ordersFor(before.resourceId, 'Renew')).toHaveLength(1);
  });

  it('never cancels an order twice', async () => {
    const workflowId = await harness.order(monthly('cen', 'cancel-cen'));
    await harness.until(workflowId, (state) => state.waitingFor === 'payment');
    await harness.say(workflowId, 'cancel');
    const cancelled = await harness.until(workflowId, (state) => state.status === 'Cancelled');

    const runId = await resetBefore(harness, cancelled, 'cancelOrder');

    await harness.until(workflowId, (state) => state.status === 'Cancelled' && state.runId === runId);
    expect(await calls('cancelOrder')).toBe(1);
  });
});
