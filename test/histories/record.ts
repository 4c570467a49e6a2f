import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { budgetWorkflowId } from '../../model/budget.js';
import { credentialWorkflowId, deskWorkflowId, MAIN_QUEUE, packageWorkflowId, WORKFLOW_TYPES } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import type { Product } from '../../model/product.js';
import { CREDENTIAL_SIGNAL_RESTORED } from '../../model/workflow-inputs.js';
import { openTrouble } from '../../workers/credentials/trouble.js';
import type { Harness } from '../support/harness.js';
import { autoPaid, monthly } from '../workflows/documents.js';
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
  UNPAID,
  RUN,
  VANISHED_WHILE_BUSY,
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
