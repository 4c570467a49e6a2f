import { budgetWorkflowId } from '../../model/budget.js';
import {
  credentialWorkflowId,
  deskWorkflowId,
  MAIN_QUEUE,
  packageWorkflowId,
  WORKFLOW_TYPES,
} from '../../model/ids.js';
import type { Product } from '../../model/product.js';
import { CREDENTIAL_SIGNAL_RESTORED } from '../../model/workflow-inputs.js';
import { openTrouble } from '../../workers/credentials/trouble.js';
import { specOf } from '../support/harness.js';
import { autoPaid, LOOKS, monthly } from '../workflows/documents.js';
import {
  PRICED_AND_COMPARED,
  REFUSED_ON_ITS_DAY,
  SUSPENDED_FOR_LONG,
  TOGETHER,
  TOLD_BEFORE_THE_END,
} from './stories-of-ends.js';
import {
  BY_THE_WEEK,
  HELD_NONSENSE,
  LEARNS_DELIVERY,
  RENEWALS_ASTRAY,
  RULES_OF_NOW,
  RUN_TOLD_NONSENSE,
  TOLD_NONSENSE,
  WITHDRAWN_EARLY,
} from './stories-of-oddities.js';
import { RESIZED_LATE, TERMINATED, UNHEARD, WITHDRAWN } from './stories-of-people.js';
import { DAY_MS, HOUR_MS, isActive, type Story, waitsForPayment } from './story.js';

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
  await pack.until(
    (state) => state.status === 'OutcomeUnknown' && state.waitingFor === 'operator',
    32 * DAY_MS,
    6 * HOUR_MS,
  );
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
  const pack = await harness.order(
    { ...autoPaid('wuying', 'under-rules', { order: { officeSiteId: undefined } }), labels },
    undefined,
    'dora',
  );
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

export const STORIES: readonly Story[] = [
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
  UNHEARD,
  KEY_REFUSED,
  TOLD_BEFORE_THE_END,
  REFUSED_ON_ITS_DAY,
  PRICED_AND_COMPARED,
  SUSPENDED_FOR_LONG,
  TOGETHER,
  TOLD_NONSENSE,
  RULES_OF_NOW,
  RUN_TOLD_NONSENSE,
  HELD_NONSENSE,
  WITHDRAWN_EARLY,
  RENEWALS_ASTRAY,
  BY_THE_WEEK,
  LEARNS_DELIVERY,
  DESKS,
];
