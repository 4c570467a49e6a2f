import { deskWorkflowId } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { autoPaid, CREATES, monthly } from '../workflows/documents.js';
import { DAY_MS, HOUR_MS, isActive, type Story, waitsForPayment } from './story.js';

const isCalm = (state: PackageState) => isActive(state) && state.waitingFor === null;

/** Paid in the moment its next run is about to begin: that nothing more is to be paid is told before it does. */
export const TOLD_BEFORE_THE_END: Story = async (harness) => {
  const pack = await harness.order(monthly('wuying', 'told-before-the-end', { lifecycle: { atTermEnd: 'renew' } }));
  await pack.until(waitsForPayment);
  await harness.control.payAll();
  const { expiresAt } = await pack.until(isActive, HOUR_MS);
  await pack.until((state) => isActive(state) && waitsForPayment(state), 40 * DAY_MS, HOUR_MS);
  await harness.control.payAll();
  await pack.say('paid');
  await pack.until((state) => isCalm(state) && state.expiresAt !== expiresAt, DAY_MS, HOUR_MS);
  return [pack.workflow.workflowId];
};

/** Given back on a day, which the vendor refuses; withdrawn, said again, and done once the vendor allows it. */
export const REFUSED_ON_ITS_DAY: Story = async (harness) => {
  const inDays = async (days: number) => new Date((await harness.env.currentTimeMs()) + days * DAY_MS).toISOString();
  const lifecycle = { atTermEnd: 'renew', renew: { before: '8d' } };
  await harness.control.faults([{ action: 'DeleteUGNBwPackage', fault: 'invalidAccessKey' }]);
  const pack = await harness.order(autoPaid('ugn', 'refused-on-its-day', { lifecycle }));
  await pack.until(isActive);
  for (const withdraws of [true, false]) {
    await pack.say('release', { at: await inDays(2), confirm: true });
    await harness.pass(3 * DAY_MS);
    await pack.until((state) => state.waitingFor === 'operator', HOUR_MS);
    if (withdraws) await pack.say('cancel');
  }
  await harness.control.clearFaults();
  await pack.until((state) => state.status === 'Released', 3 * DAY_MS, HOUR_MS);
  return [pack.workflow.workflowId];
};

/** Paid from the balance: what it cost is looked up within the hour, the vendor's own renewal compared once it can be read. */
export const PRICED_AND_COMPARED: Story = async (harness) => {
  const pack = await harness.order(
    autoPaid('cen', 'priced-and-compared', { lifecycle: { atTermEnd: 'vendorAutoRenew' } }),
  );
  const { expiresAt } = await pack.until(isActive);
  await harness.pass(2 * HOUR_MS);
  await harness.control.faults([{ action: 'QueryAvailableInstances', fault: 'serviceUnavailable' }]);
  await harness.passUntil(expiresAt, -9.4 * DAY_MS);
  await harness.control.clearFaults();
  await harness.passUntil(expiresAt, 2 * DAY_MS);
  await pack.say('release', { confirm: true });
  await pack.until((state) => state.status !== 'Active', DAY_MS, HOUR_MS);
  return [pack.workflow.workflowId];
};

/** Suspended for four months: looked for ever more rarely, and there in the end. */
export const SUSPENDED_FOR_LONG: Story = async (harness) => {
  await harness.control.faults(CREATES.map(({ action }) => ({ action, fault: 'riskRejection', count: 1 })));
  const pack = await harness.order(autoPaid('ugn', 'suspended-for-long'));
  await harness.pass(120 * DAY_MS);
  const orders = await harness.control.orders();
  const order = orders.find(({ product, paymentStatus }) => product === 'ugn' && paymentStatus !== 'Paid');
  await harness.control.post(`/orders/${order?.orderId}/resume`, {});
  await harness.control.clearFaults();
  await pack.until(isActive, 8 * DAY_MS, HOUR_MS);
  return [pack.workflow.workflowId];
};

/** Three at once in a region nobody was in before: they share its first listing. */
export const TOGETHER: Story = async (harness) => {
  const sites = ['cn-shanghai+dir-3633530001', 'cn-shanghai+dir-3633530002', 'cn-shanghai+dir-3633530003'];
  const packs = await Promise.all(
    sites.map((officeSiteId, at) =>
      harness.order(autoPaid('wuying', `together-${at + 1}`, { order: { regionId: 'cn-shanghai', officeSiteId } })),
    ),
  );
  for (const pack of packs) await pack.until(isActive);
  return [deskWorkflowId({ account: 'ali', product: 'wuying', region: 'cn-shanghai' })];
};
