import { setTimeout as sleep } from 'node:timers/promises';
import { deskWorkflowId, MAIN_QUEUE, packageWorkflowId, WORKFLOW_TYPES } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { PACKAGE_SIGNAL_OBSERVED, REDELIVERY_SIGNAL_ALSO, RUN_SIGNAL_MOVED } from '../../model/workflow-inputs.js';
import { specOf } from '../support/harness.js';
import { autoPaid, LOOKS, monthly } from '../workflows/documents.js';
import { rulesOf } from '../workflows/rules-of.js';
import { DAY_MS, HOUR_MS, isActive, type Story, waitsForPayment } from './story.js';

const NONSENSE = [null, 'nothing', 7, { by: 7, at: [] }];
const PAST = '2020-01-01T00:00:00Z';
const asksApproval = (state: PackageState) => state.waitingFor === 'approval';

/** Told what means nothing, and what is too late or cannot be, by signals that nobody answers. */
export const TOLD_NONSENSE: Story = async (harness) => {
  const document = autoPaid('cen', 'told-nonsense', { lifecycle: { atTermEnd: 'renew' } });
  const pack = await harness.order(document);
  await pack.until(isActive);
  const handle = harness.env.client.workflow.getHandle(pack.workflow.workflowId);
  for (const odd of NONSENSE) {
    for (const name of ['resize', 'configure', PACKAGE_SIGNAL_OBSERVED]) await handle.signal(name, odd);
  }
  await pack.signal('release', { at: PAST, confirm: true });
  await pack.signal('resize', { bandwidthMbps: 4, at: PAST });
  await pack.signal('renew', { period: 1, periodUnit: 'Week' });
  const spec = specOf(document);
  await pack.signal('configure', { spec: { ...spec, lifecycle: { ...spec.lifecycle, releaseAt: PAST } } });
  await harness.pass(HOUR_MS);
  await pack.say('release', { confirm: true });
  await pack.until((state) => state.status === 'Released', DAY_MS);
  return [pack.workflow.workflowId];
};

/** The rules change while people are asked; a yes that is for nothing, and a say that is not theirs to give. */
export const RULES_OF_NOW: Story = async (harness) => {
  const document = autoPaid('wuying', 'rules-of-now', { approval: 'four-eyes' });
  const changed = rulesOf(harness, document);
  const pack = await harness.order(document, undefined, 'ada');
  await pack.until(asksApproval);
  await pack.signal('delegate', { by: 'ada', to: 'fay' });
  await pack.say('configure', changed({ requesterMayApprove: true }));
  await pack.say('approve', { by: 'ada' });
  await pack.say('configure', changed({ requesterMayApprove: false }));
  await pack.say('approve', { by: 'bob' });
  await pack.until((state) => state.approval?.approvedBy.length === 0);
  await pack.say('configure', changed({ quorum: 1 }));
  await pack.say('configure', changed({ quorum: 2 }));
  await harness.control.faults([{ action: 'DescribePrice', fault: 'throttle' }]);
  for (const by of ['bob', 'cleo']) await pack.say('approve', { by });
  await harness.control.clearFaults();
  await pack.until(isActive, HOUR_MS);
  const late = await harness.order(autoPaid('wuying', 'late-yes', { approval: 'four-eyes' }), undefined, 'dora');
  await late.until(asksApproval);
  await harness.control.faults([{ action: 'DescribePrice', fault: 'throttle' }]);
  for (const by of ['bob', 'cleo']) await late.say('approve', { by });
  await late.signal('approve', { by: 'ada' });
  await late.state();
  await harness.control.clearFaults();
  await late.until(isActive, HOUR_MS);
  return [pack.workflow.workflowId, late.workflow.workflowId];
};

/** A run that is told of what is not its own. */
export const RUN_TOLD_NONSENSE: Story = async (harness) => {
  const { client } = harness.env;
  const head = { apiVersion: 'leaseline/v1', kind: 'BandwidthPackage' };
  const run = await client.workflow.start(WORKFLOW_TYPES.run, {
    workflowId: 'run/told-nonsense',
    taskQueue: MAIN_QUEUE,
    args: [{ packages: [{ ...head, ...monthly('ugn', 'of-a-run', { approval: 'production' }) }] }],
  });
  await harness.pass(HOUR_MS / 60);
  for (const odd of NONSENSE) await run.signal(RUN_SIGNAL_MOVED, odd);
  await client.workflow.getHandle(packageWorkflowId('of-a-run')).signal('reject', { by: 'ada' });
  await run.result();
  return [run.workflowId];
};

/** What is held for an outlet that is down is told nonsense beside a notice too old to be told. */
export const HELD_NONSENSE: Story = async ({ env }) => {
  const handle = await env.client.workflow.signalWithStart(WORKFLOW_TYPES.redelivery, {
    workflowId: 'redelivery/told-nonsense',
    taskQueue: MAIN_QUEUE,
    args: [{ outlet: 'nobody', notices: [{ key: 'nobody/x/7d', at: PAST }] }],
    signal: REDELIVERY_SIGNAL_ALSO,
    signalArgs: [null],
  });
  await handle.result();
  return [handle.workflowId];
};

/** Withdrawn before a listing can be read, after days in which the vendor took no order, and while it waits to be paid. */
export const WITHDRAWN_EARLY: Story = async (harness) => {
  await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'throttle' }]);
  const early = await harness.order(autoPaid('wuying', 'withdrawn-early'));
  await early.until((state) => state.reason !== null, HOUR_MS);
  await harness.pass(3 * DAY_MS);
  await early.say('cancel');
  await early.until((state) => state.status === 'Cancelled', HOUR_MS);
  await harness.control.faults([{ action: LOOKS.wuying, fault: 'serviceUnavailable' }]);
  const order = { regionId: 'cn-shenzhen', officeSiteId: 'cn-shenzhen+dir-3633530001' };
  const unseen = await harness.order(autoPaid('wuying', 'withdrawn-unseen', { order }));
  // No virtual time passes meanwhile: it waits for a listing.
  while ((await unseen.state()).status !== 'Ordering') await sleep(20);
  await unseen.say('cancel');
  await unseen.until((state) => state.status === 'Cancelled', HOUR_MS);
  await harness.control.clearFaults();
  const unpaid = await harness.order(monthly('wuying', 'withdrawn-unpaid-too'));
  await unpaid.until(waitsForPayment);
  await harness.control.faults([{ action: 'CancelOrder', fault: 'throttle', count: 1 }]);
  await unpaid.say('cancel');
  await unpaid.until((state) => state.status === 'Cancelled', HOUR_MS);
  return [early, unseen, unpaid].map((pack) => pack.workflow.workflowId);
};

/** Renewed by somebody before it is due, then suspended twice: withdrawn, and waited for. */
export const RENEWALS_ASTRAY: Story = async (harness) => {
  const lifecycle = { atTermEnd: 'renew', renew: { before: '5d' } };
  const pack = await harness.order(autoPaid('wuying', 'renewals-astray', { lifecycle }));
  const { expiresAt, resourceId } = await pack.until(isActive);
  await harness.passUntil(expiresAt, -6 * DAY_MS);
  await harness.control.post(`/packages/${resourceId}/renew`, {});
  await harness.passUntil(expiresAt, -4 * DAY_MS);
  await harness.control.faults([{ action: 'RenewNetworkPackages', fault: 'riskRejection', count: 2 }]);
  for (const withdraws of [true, false]) {
    await pack.say('renew');
    await pack.until((state) => state.status === 'OutcomeUnknown' && state.waitingFor === 'operator', DAY_MS);
    if (withdraws) await pack.say('cancel');
    await pack.say('resolve', { none: true });
    await pack.until(isActive, DAY_MS);
    await harness.pass(HOUR_MS);
  }
  await harness.control.clearFaults();
  await harness.pass(2 * DAY_MS);
  return [pack.workflow.workflowId];
};

/** By the week, renewed by the vendor; the balance cannot be read when it is looked at first. */
export const BY_THE_WEEK: Story = async (harness) => {
  await harness.control.faults([{ action: 'QueryAccountBalance', fault: 'serviceUnavailable', count: 30 }]);
  const order = { periodUnit: 'Week' };
  const lifecycle = { atTermEnd: 'renew', renew: { backstop: 'vendorAutoRenew' } };
  const pack = await harness.order(autoPaid('wuying', 'by-the-week', { order, lifecycle }));
  await pack.until(isActive);
  await harness.pass(9 * DAY_MS);
  await harness.control.clearFaults();
  await harness.pass(7 * DAY_MS);
  await pack.say('release', { confirm: true });
  await pack.until((state) => state.status !== 'Active', DAY_MS, HOUR_MS);
  return [pack.workflow.workflowId];
};

/** A desk that learns how long delivery takes. */
export const LEARNS_DELIVERY: Story = async (harness) => {
  for (const at of [1, 2, 3, 4]) {
    const order = { regionId: 'cn-beijing', officeSiteId: `cn-beijing+dir-363353000${at}` };
    const pack = await harness.order(autoPaid('wuying', `delivered-${at}`, { order }));
    await pack.until(isActive);
  }
  return [deskWorkflowId({ account: 'ali', product: 'wuying', region: 'cn-beijing' })];
};
