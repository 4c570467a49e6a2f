import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { budgetWorkflowId } from '../../model/budget.js';
import { credentialWorkflowId, deskWorkflowId, MAIN_QUEUE, packageWorkflowId, WORKFLOW_TYPES } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import type { Product } from '../../model/product.js';
import { CREDENTIAL_SIGNAL_RESTORED, PACKAGE_QUERY_STATE } from '../../model/workflow-inputs.js';
import { openTrouble } from '../../workers/credentials/trouble.js';
import { type Harness, specOf } from '../support/harness.js';
import { autoPaid, LOOKS, monthly } from '../workflows/documents.js';
import { callsTo } from '../workflows/judge.js';
import { resizeInConsole } from '../workflows/vendor-console.js';
import { historiesOf, historyText } from './stored.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const isActive = (state: PackageState) => state.status === 'Active';
const waitsForPayment = (state: PackageState) => state.waitingFor === 'payment';

/** What a story leaves behind: every run of these workflows, oldest first, is worth keeping. */
type Story = (harness: Harness) => Promise<readonly string[]>;

const FIRST_LIFE: Story = async (harness) => {
  const pack = await harness.order(
    monthly('wuying', 'paid-renewed-released', {
      approval: 'production',
      lifecycle: { atTermEnd: 'renew', renew: { before: '9d' }, payment: { within: '3d', remindEvery: '6h' } },
    }),
  );
  await pack.until((state) => state.waitingFor === 'approval');
  await pack.say('approve', { operationId: 'yes-1' });
  await pack.until(waitsForPayment);
  await pack.signal('resolve', { none: true });
  await harness.pass(13 * HOUR_MS);
  await harness.control.payAll();
  await pack.say('paid');
  await pack.until(isActive, HOUR_MS);
  await pack.until((state) => state.waitingFor === 'approval', 40 * DAY_MS, DAY_MS);
  await pack.say('approve');
  await pack.until(waitsForPayment);
  await harness.control.payAll();
  await pack.until((state) => isActive(state) && state.waitingFor === null, DAY_MS, HOUR_MS);
  await pack.say('release', { confirm: true });
  await pack.until((state) => state.status === 'Released');
  return [pack.workflow.workflowId];
};

const LOST_AND_RENEWED = (product: Product, create: string, renew: string): Story => {
  return async (harness) => {
    await harness.control.faults([
      { action: create, fault: 'throttle', count: 1 },
      { action: create, fault: 'dropAfter', skip: 1, count: 1 },
      { action: renew, fault: 'dropAfter', count: 1 },
    ]);
    const order = product === 'cen' ? { attach: { cenId: 'cen-demo000000000007' } } : {};
    const lifecycle = { atTermEnd: 'renew', renew: { before: '5d' } };
    const pack = await harness.order(autoPaid(product, `${product}-lost-renewed`, { order, lifecycle }));
    await pack.until(isActive);
    await harness.pass(70 * DAY_MS);
    await pack.say('release', { confirm: true });
    await pack.until((state) => state.status === 'Released');
    await harness.control.clearFaults();
    return [pack.workflow.workflowId];
  };
};

const LOST_UNPAID_AND_RESIZED: Story = async (harness) => {
  await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'dropAfter', count: 1 }]);
  const pack = await harness.order(monthly('wuying', 'lost-unpaid'));
  await pack.until(waitsForPayment, 2 * HOUR_MS);
  await harness.control.payAll();
  await pack.until(isActive, HOUR_MS);
  await pack.say('resize', { bandwidthMbps: 20 });
  await pack.until(waitsForPayment);
  await harness.control.payAll();
  await pack.until((state) => isActive(state) && state.waitingFor === null, HOUR_MS);
  await harness.control.clearFaults();
  return [pack.workflow.workflowId];
};

const PROVED_ABSENT: Story = async (harness) => {
  await harness.control.faults([{ action: 'CreateNetworkPackage', fault: 'dropBefore', count: 1 }]);
  const pack = await harness.order(autoPaid('wuying', 'proved-absent'));
  await pack.until((state) => state.waitingFor === 'operator', HOUR_MS);
  await pack.say('resolve', { none: true });
  await pack.until(isActive, HOUR_MS);
  await harness.control.clearFaults();
  return [pack.workflow.workflowId];
};

const ADOPTED: Story = async (harness) => {
  const areas = ['China', 'Europe'];
  const made = await harness.control.post('/packages', { product: 'cen', bandwidthMbps: 5, areas });
  const { resourceId } = (made as { package: { resourceId: string } }).package;
  const order = { bandwidth: 5, geographicRegionAId: 'China', geographicRegionBId: 'Europe' };
  const pack = await harness.order(monthly('cen', 'adopted', { order }), resourceId);
  await pack.until(isActive);
  await pack.say('release', { confirm: true });
  await pack.until((state) => state.status === 'Released', DAY_MS);
  return [pack.workflow.workflowId];
};

const SUSPENDED: Story = async (harness) => {
  const pack = await harness.order(autoPaid('wuying', 'suspended', { order: { promotionId: 'risk-demo' } }));
  await pack.until((state) => state.status === 'OutcomeUnknown');
  await harness.pass(DAY_MS);
  await pack.say('cancel');
  await pack.say('resolve', { none: true });
  await pack.until((state) => ['Cancelled', 'Failed'].includes(state.status));
  return [pack.workflow.workflowId];
};

/** Its renewal is suspended, nobody knows of it, and somebody has it renewed all the same. */
const SUSPENDED_RENEWAL: Story = async (harness) => {
  const lifecycle = { atTermEnd: 'renew', renew: { before: '5d' } };
  const pack = await harness.order(autoPaid('cen', 'suspended-renewal', { lifecycle }));
  await pack.until(isActive);
  await harness.control.faults([{ action: 'RenewInstance', fault: 'riskRejection', count: 1 }]);
  await pack.until((state) => state.status === 'OutcomeUnknown' && state.waitingFor === 'operator', 32 * DAY_MS, 6 * HOUR_MS);
  await pack.say('resolve', { none: true });
  await pack.until(isActive);
  await harness.pass(2 * DAY_MS);
  await pack.say('renew');
  await pack.until((state) => isActive(state) && state.waitingFor === null, DAY_MS, HOUR_MS);
  await harness.control.clearFaults();
  return [pack.workflow.workflowId];
};

/** Nobody approves its renewal, and it is paused when the shortest term is to be bought. */
const BRIDGED: Story = async (harness) => {
  const lifecycle = { atTermEnd: 'renew', renew: { before: '5d', onSilence: 'bridge' } };
  const pack = await harness.order(autoPaid('cen', 'bridged', { lifecycle, approval: 'standing' }));
  await pack.until((state) => state.waitingFor === 'approval');
  await pack.say('approve');
  const { expiresAt } = await pack.until(isActive);
  await harness.passUntil(expiresAt, -3 * DAY_MS);
  await pack.say('pause', { until: new Date(Date.parse(expiresAt ?? '') - 6 * HOUR_MS).toISOString() });
  await harness.passUntil(expiresAt, -HOUR_MS);
  return [pack.workflow.workflowId];
};

const UNPAID: Story = async (harness) => {
  const pack = await harness.order(monthly('cen', 'never-paid', { lifecycle: { payment: { within: '1d' } } }));
  await pack.until((state) => state.status === 'Cancelled', 2 * DAY_MS, HOUR_MS);
  return [pack.workflow.workflowId];
};

const RUN: Story = async (harness) => {
  const head = { apiVersion: 'leaseline/v1', kind: 'BandwidthPackage' };
  const documents = [
    monthly('wuying', 'run-unpaid'),
    autoPaid('ugn', 'run-paid'),
    autoPaid('cen', 'run-refused', { approval: 'production' }),
  ];
  const handle = await harness.env.client.workflow.start(WORKFLOW_TYPES.run, {
    workflowId: 'run/recorded',
    taskQueue: MAIN_QUEUE,
    args: [{ packages: documents.map((document) => ({ ...head, ...document })), atomic: true }],
  });
  await harness.pass(HOUR_MS / 10);
  await harness.env.client.workflow.getHandle(packageWorkflowId('run-refused')).signal('reject', { by: 'test' });
  await harness.pass(HOUR_MS / 2);
  return [handle.workflowId, packageWorkflowId('run-unpaid'), packageWorkflowId('run-refused')];
};

/** A rule asks, somebody delegates, a budget counts, a pause holds a resize, another name: what a package does under rules. */
const UNDER_RULES: Story = async (harness) => {
  const labels = { team: 'ruled' };
  const pack = await harness.order({ ...autoPaid('wuying', 'under-rules', { order: { officeSiteId: undefined } }), labels }, undefined, 'dora');
  await pack.until((state) => state.waitingFor === 'approval');
  await pack.say('delegate', { by: 'ada', to: 'fay' });
  await pack.say('approve', { by: 'fay' });
  await pack.until(isActive);
  const until = new Date((await harness.env.currentTimeMs()) + 2 * DAY_MS).toISOString();
  await pack.say('pause', { until });
  await pack.say('resize', { bandwidthMbps: 20 });
  await harness.pass(DAY_MS);
  await pack.say('resume');
  await pack.until((state) => state.bandwidthMbps === 20 && state.waitingFor === null, DAY_MS);
  await pack.say('rename', { to: 'under-another-name' });
  await harness.pass(HOUR_MS);
  return [pack.workflow.workflowId, packageWorkflowId('under-another-name'), budgetWorkflowId('ruled')];
};

/** What the desk tells while a package waits for a yes is heeded after it. */
const VANISHED_WHILE_BUSY: Story = async (harness) => {
  const pack = await harness.order(autoPaid('ugn', 'vanished-while-busy', { approval: 'production' }));
  await pack.until((state) => state.waitingFor === 'approval');
  await pack.say('approve');
  const { resourceId } = await pack.until(isActive);
  const desk = harness.env.client.workflow.getHandle(
    deskWorkflowId({ account: 'surfer', product: 'ugn', region: 'org-demo' }),
  );
  const sweep = async () => {
    await desk.signal('sweep');
    await harness.pass(HOUR_MS / 4);
  };
  await sweep();
  await pack.say('resize', { bandwidthMbps: 20 });
  await pack.until((state) => state.waitingFor === 'approval');
  await harness.control.post(`/packages/${resourceId}/delete`, {});
  for (let round = 0; round < 3; round += 1) await sweep();
  await pack.say('reject');
  await pack.until((state) => state.vanished, DAY_MS);
  return [pack.workflow.workflowId];
};

/** Somebody else renews it: once while the vendor cannot be read, once while ours is not taken. */
const OTHERS_RENEW: Story = async (harness) => {
  const lifecycle = { atTermEnd: 'renew', renew: { before: '5d' } };
  const pack = await harness.order(autoPaid('cen', 'others-renew', { lifecycle }));
  const { expiresAt, resourceId } = await pack.until(isActive);
  const renewed = () => harness.control.post(`/packages/${resourceId}/renew`, {});
  await harness.passUntil(expiresAt, -6 * DAY_MS);
  await harness.control.faults([{ action: LOOKS.cen, fault: 'serviceUnavailable' }]);
  await renewed();
  await harness.passUntil(expiresAt, -3 * DAY_MS);
  await harness.control.clearFaults();
  const next = await pack.until((state) => isActive(state) && state.expiresAt !== expiresAt, DAY_MS, HOUR_MS);
  await harness.control.faults([{ action: 'RenewInstance', fault: 'throttle' }]);
  await pack.say('renew');
  await harness.pass(HOUR_MS / 6);
  await renewed();
  await harness.control.clearFaults();
  await pack.until((state) => isActive(state) && state.expiresAt !== next.expiresAt, DAY_MS, HOUR_MS);
  return [pack.workflow.workflowId];
};

/** Its renewal waits to be paid when another file says that it is to lapse, and at the end the vendor cannot be read. */
const REPLANNED: Story = async (harness) => {
  const lifecycle = { atTermEnd: 'renew', renew: { before: '9d' } };
  const document = monthly('wuying', 'replanned', { lifecycle });
  const pack = await harness.order(document);
  await pack.until(waitsForPayment);
  await harness.control.payAll();
  const { expiresAt } = await pack.until(isActive, HOUR_MS);
  await pack.until(waitsForPayment, 32 * DAY_MS, DAY_MS);
  await pack.say('configure', { spec: specOf({ ...document, lifecycle: { atTermEnd: 'lapse' } }) });
  await pack.until((state) => isActive(state) && state.nextStep?.what === 'lapse', DAY_MS, HOUR_MS);
  await harness.passUntil(expiresAt, -HOUR_MS);
  await harness.control.faults([{ action: LOOKS.wuying, fault: 'serviceUnavailable' }]);
  await harness.passUntil(expiresAt, 5 * HOUR_MS);
  await harness.control.clearFaults();
  await pack.until((state) => state.status === 'Lapsed', DAY_MS, HOUR_MS);
  return [pack.workflow.workflowId];
};

/** Whoever asked for it gives away a say that is not theirs; it is counted in a budget, resized and given back. */
const RULED_AND_GIVEN_BACK: Story = async (harness) => {
  const document = { ...autoPaid('wuying', 'ruled-and-given-back'), labels: { team: 'ruled' } };
  const pack = await harness.order(document, undefined, 'dora');
  await pack.until((state) => state.waitingFor === 'approval');
  await pack.signal('delegate', { by: 'dora', to: 'eve' });
  await pack.say('approve', { by: 'ada' });
  await pack.until(isActive);
  await pack.say('resize', { bandwidthMbps: 20 });
  await pack.until((state) => state.bandwidthMbps === 20 && state.waitingFor === null, DAY_MS);
  await pack.say('release', { confirm: true });
  await pack.until((state) => state.status === 'Released', DAY_MS);
  return [pack.workflow.workflowId];
};

/** Somebody resizes it at the vendor, and a resize of ours is shown long after it was accepted. */
const RESIZED_LATE: Story = async (harness) => {
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
const WITHDRAWN: Story = async (harness) => {
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
const TERMINATED: Story = async (harness) => {
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

const KEY_REFUSED: Story = async (harness) => {
  const { client } = harness.env;
  await openTrouble(client, {
    account: 'ali',
    vendor: 'alibaba',
    since: '2026-12-01T00:00:00.000Z',
    about: 'key',
    code: 'InvalidAccessKeyId.Inactive',
    message: 'Specified access key is disabled.',
    remedy: null,
  });
  await harness.pass(HOUR_MS);
  const told = client.workflow.getHandle(credentialWorkflowId('ali'));
  await told.signal(CREDENTIAL_SIGNAL_RESTORED);
  await told.result();
  return [told.workflowId];
};

const DESKS: Story = async () => [
  deskWorkflowId({ account: 'ali', product: 'wuying', region: 'cn-hangzhou' }),
  deskWorkflowId({ account: 'ali', product: 'cen', region: 'global' }),
  deskWorkflowId({ account: 'surfer', product: 'ugn', region: 'org-demo' }),
];

const STORIES: readonly Story[] = [
  UNDER_RULES,
  FIRST_LIFE,
  LOST_AND_RENEWED('cen', 'CreateCenBandwidthPackage', 'RenewInstance'),
  LOST_AND_RENEWED('ugn', 'CreateSimpleUGNBwPackage', 'CreateRenew'),
  LOST_UNPAID_AND_RESIZED,
  PROVED_ABSENT,
  ADOPTED,
  SUSPENDED,
  SUSPENDED_RENEWAL,
  BRIDGED,
  UNPAID,
  RUN,
  VANISHED_WHILE_BUSY,
  OTHERS_RENEW,
  REPLANNED,
  RULED_AND_GIVEN_BACK,
  RESIZED_LATE,
  WITHDRAWN,
  TERMINATED,
  KEY_REFUSED,
  DESKS,
];

/** Plays every story and keeps the history of each of its workflows' runs. */
export async function recordHistories(harness: Harness, version: string): Promise<string[]> {
  const folder = historiesOf(version);
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  for (const story of STORIES) {
    for (const workflowId of await story(harness)) {
      for (const [index, runId] of (await runsOf(harness, workflowId)).entries()) {
        const history = await harness.env.client.workflow.getHandle(workflowId, runId).fetchHistory();
        const file = join(folder, `${workflowId.replaceAll('/', '.')}.run-${index + 1}.json`);
        writeFileSync(file, historyText(history));
        files.push(file);
      }
    }
  }
  return files;
}

/** The test server lists nothing, so the chain is walked back from the newest run. */
async function runsOf(harness: Harness, workflowId: string): Promise<string[]> {
  const runIds: string[] = [];
  const { client } = harness.env;
  let { runId } = await client.workflow.getHandle(workflowId).describe();
  while (runId !== '') {
    runIds.unshift(runId);
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const [started] = history.events ?? [];
    runId = started?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
  }
  return runIds;
}

/** What the rules of `leaseline.yaml` say in these stories. */
export const withRecordedRules = (text: string): string =>
  text.replace(
    'policies:',
    `rules:
  - { name: ruled, when: { operation: order, labels: { team: ruled } }, do: { approve: ruled } }
budgets:
  - { name: ruled, when: { labels: { team: ruled } }, perMonth: 99999.00 USD }
policies:
  ruled: { approvers: [ada] }`,
  );
