import { setTimeout as sleep } from 'node:timers/promises';
import {
  deskWorkflowId,
  MAIN_QUEUE,
  packageWorkflowId,
  redeliveryWorkflowId,
  WORKFLOW_TYPES,
} from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { PACKAGE_QUERY_STATE } from '../../model/workflow-inputs.js';
import { requestHash } from '../../workflows/approval-request.js';
import { autoPaid, LOOKS, monthly } from '../workflows/documents.js';
import { callsTo } from '../workflows/judge.js';
import { resizeInConsole } from '../workflows/vendor-console.js';
import { DAY_MS, HOUR_MS, isActive, type Story, waitsForPayment } from './story.js';

/** Somebody resizes it at the vendor, and a resize of ours is shown long after it was accepted. */
export const RESIZED_LATE: Story = async (harness) => {
  const pack = await harness.order({ ...autoPaid('wuying', 'resized-late'), labels: { team: 'ruled' } });
  await pack.until((state) => state.waitingFor === 'approval');
  await pack.say('approve', { by: 'ada' });
  const active = await pack.until(isActive);
  const desk = harness.env.client.workflow.getHandle(
    deskWorkflowId({ account: 'ali', product: 'wuying', region: 'cn-hangzhou' }),
  );
  const shown = async (bandwidthMbps: number) => {
    await desk.signal('sweep');
    await pack.until((state) => state.bandwidthMbps === bandwidthMbps && state.waitingFor === null, HOUR_MS);
  };
  await resizeInConsole(harness, active, 15);
  await shown(15);
  await harness.pass(2 * HOUR_MS);
  await harness.control.faults([{ action: LOOKS.wuying, fault: 'staleDescribe', seconds: HOUR_MS / 1000 }]);
  await pack.say('resize', { bandwidthMbps: 20 });
  await pack.until((state) => state.waitingFor === 'operator', HOUR_MS);
  await harness.control.clearFaults();
  await shown(20);
  await harness.pass(HOUR_MS / 4);
  return [pack.workflow.workflowId];
};

/** Somebody withdraws it: too late, while it waits to be paid, and a change whose answer was lost. */
export const WITHDRAWN: Story = async (harness) => {
  await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'delayAfter', seconds: 4, count: 1 }]);
  const before = await callsTo(harness, 'CreateNetworkPackage');
  const late = await harness.order(autoPaid('wuying', 'withdrawn-late'));
  // No virtual time passes meanwhile: the vendor has it, and has not answered.
  while ((await callsTo(harness, 'CreateNetworkPackage')) === before) await sleep(20);
  await late.say('cancel');
  await late.until(isActive);
  await harness.control.faults([{ action: 'RenewNetworkPackages', fault: 'dropBefore' }]);
  await late.say('renew');
  await late.until((state) => state.reason?.includes('proved that nothing') === true, 3 * HOUR_MS);
  await late.say('cancel');
  await late.until(isActive);
  await harness.control.clearFaults();
  const unpaid = await harness.order(monthly('cen', 'withdrawn-unpaid'));
  await unpaid.until(waitsForPayment);
  await harness.control.faults([{ action: 'CancelOrder', fault: 'invalidAccessKey' }]);
  await unpaid.say('cancel');
  await harness.pass(HOUR_MS / 2);
  await harness.control.clearFaults();
  await unpaid.until((state) => state.status === 'Cancelled', 2 * HOUR_MS, HOUR_MS / 4);
  return [late.workflow.workflowId, unpaid.workflow.workflowId];
};

/** Ended from outside, and taken over under another name; a run that waited for it hears of that. */
export const TERMINATED: Story = async (harness) => {
  const wish = { labels: { team: 'ruled' } };
  const document = { ...autoPaid('ugn', 'ended-from-outside'), ...wish };
  const { client } = harness.env;
  const head = { apiVersion: 'leaseline/v1', kind: 'BandwidthPackage' };
  const run = await client.workflow.start(WORKFLOW_TYPES.run, {
    workflowId: 'run/ended-from-outside',
    taskQueue: MAIN_QUEUE,
    args: [{ packages: [{ ...head, ...document }] }],
  });
  await harness.pass(HOUR_MS / 60);
  const ended = client.workflow.getHandle(packageWorkflowId('ended-from-outside'));
  await ended.signal('approve', { by: 'ada' });
  await harness.pass(HOUR_MS / 2);
  const { resourceId } = await ended.query<PackageState>(PACKAGE_QUERY_STATE);
  await ended.terminate();
  await harness.pass(HOUR_MS / 4);
  const heir = await harness.order({ ...document, name: 'heir' }, resourceId ?? '');
  await heir.until(isActive, HOUR_MS);
  await heir.say('release', { confirm: true });
  await heir.until((state) => state.status === 'Released', DAY_MS);
  return [run.workflowId, heir.workflow.workflowId];
};

/** Somebody who is told of payments does not answer; the package goes on, and ends before they do. */
export const UNHEARD: Story = async (harness) => {
  const pack = await harness.order(monthly('cen', 'unheard', { lifecycle: { payment: { remindEvery: '1h' } } }));
  await pack.until(waitsForPayment);
  await harness.pass(3 * HOUR_MS);
  await pack.say('cancel');
  await pack.until((state) => state.status === 'Cancelled');
  await harness.pass(4 * DAY_MS);
  return [pack.workflow.workflowId, redeliveryWorkflowId('unheard', requestHash('nobody'))];
};
