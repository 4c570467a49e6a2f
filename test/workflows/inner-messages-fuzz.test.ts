import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUDGET_UPDATE, type BudgetRequest, budgetWorkflowId } from '../../model/budget.js';
import type { DeskRequest, DeskSight } from '../../model/desk.js';
import { type DeskName, deskWorkflowId, MAIN_QUEUE, WORKFLOW_TYPES } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import type { Notice } from '../../model/notice.js';
import type { SurveyRequest } from '../../model/survey.js';
import {
  DESK_QUERY_SIGHT,
  DESK_SIGNAL_SWEEP,
  DESK_UPDATE,
  DESK_UPDATE_SURVEY,
  REDELIVERY_SIGNAL_ALSO,
  RUN_QUERY_STATE,
  RUN_SIGNAL_MOVED,
  type RunResult,
  WAKE,
} from '../../model/workflow-inputs.js';
import { Harness } from '../support/harness.js';
import { autoPaid, monthly } from './documents.js';

const SEED = 20261129;
const UPDATES = 150;
const DAY_MS = 24 * 60 * 60_000;
const desk: DeskName = { account: 'ali', product: 'wuying', region: 'cn-hangzhou' };

const holder = { packageName: 'nobody', firstExecutionRunId: 'no-run' };
const ASKED: readonly DeskRequest[] = [
  { kind: 'open', holder, operation: 1, lane: { name: 'nowhere', until: 'operation' }, fingerprint: 'none' },
  { kind: 'fence', holder, operation: 1, attempt: 1 },
  { kind: 'own', holder, resourceId: 'np-none' },
  { kind: 'ownOrder', holder, orderId: '1' },
  {
    kind: 'review',
    holder,
    operation: 1,
    candidates: [{ resourceId: 'np-none', orderId: null, createdAt: null, isTold: true }],
    ordered: ['np-none'],
    mayCommitForMs: 1,
  },
  {
    kind: 'watch',
    holder,
    watch: { resourceId: 'np-none', orderId: null, mark: 'no-run-1', pace: 'idle' },
    told: 'r-',
  },
  { kind: 'handOver', holder, from: { packageName: 'never', firstExecutionRunId: 'never' } },
  { kind: 'settle', holder, operation: 1 },
];
const SURVEY: SurveyRequest = { fresh: false, resourceIds: ['np-none'] };
const COUNTED: BudgetRequest = {
  kind: 'count',
  holder,
  monthly: { amountMinor: 1, currency: 'USD' },
  limit: { amountMinor: 100, currency: 'USD' },
  force: false,
};

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, '', 0, -1, 1.5, true, [], {}, [null]),
  fc.jsonValue({ maxDepth: 2 }),
);

/** What is asked, with one thing in it that is something else; or something else altogether. */
function nearly(asked: readonly unknown[]): fc.Arbitrary<unknown> {
  const changed = fc
    .constantFrom(...asked)
    .chain((one) => fc.tuple(fc.constant(one), fc.constantFrom(...placesIn(one)), odd))
    .map(([one, place, value]) => changedAt(one, place, value));
  return fc.oneof(odd, { arbitrary: changed, weight: 4 });
}

function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, one]) => placesIn(one, [...path, key]));
  return path.length === 0 ? below : [path, ...below];
}

function changedAt(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) return value.map((one, at) => (String(at) === key ? changedAt(one, rest, to) : one));
  const copy = { ...(value as Record<string, unknown>) };
  copy[key] = changedAt(copy[key], rest, to);
  return copy;
}

const nonsense = fc.sample(odd, { seed: SEED, numRuns: 20 });
const drawn = (asked: readonly unknown[], numRuns = UPDATES) => fc.sample(nearly(asked), { seed: SEED, numRuns });

describe('what only Leaseline itself says in Temporal', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ timing: 'sweep: { busy: 5s, idle: 1h }' });
  });
  afterAll(() => harness.stop());

  const handleOf = (workflowId: string) => harness.env.client.workflow.getHandle(workflowId);
  const failedTasks = async (workflowId: string) =>
    ((await handleOf(workflowId).fetchHistory()).events ?? []).flatMap(
      ({ workflowTaskFailedEventAttributes: failed }) =>
        failed?.failure == null ? [] : [failed.failure.message ?? 'without a word'],
    );

  /** One after the other: a task that stumbles over one takes all that came with it along. */
  const sayAll = async (workflowId: string, update: string, said: readonly unknown[]) => {
    for (const one of said) {
      const tried = harness.env.client.withDeadline(Date.now() + 5_000, () =>
        handleOf(workflowId).executeUpdate(update, { args: [one] }),
      );
      await tried.catch(() => undefined);
    }
  };

  it('leaves a desk as it was when it is nonsense: it sweeps, answers and begins new runs', async () => {
    const pack = await harness.order(autoPaid('wuying', 'before-nonsense'));
    await pack.until((state: PackageState) => state.status === 'Active');
    const deskId = deskWorkflowId(desk);
    await sayAll(
      deskId,
      DESK_UPDATE,
      drawn(ASKED).map((one) => [one]),
    );
    await sayAll(deskId, DESK_UPDATE, nonsense);
    await sayAll(deskId, DESK_UPDATE_SURVEY, drawn([SURVEY], 20));
    expect(await failedTasks(deskId)).toEqual([]);
    for (const signal of [DESK_SIGNAL_SWEEP, WAKE]) await handleOf(deskId).signal(signal, 5);
    await harness.pass(DAY_MS);
    const sight = await handleOf(deskId).query<DeskSight>(DESK_QUERY_SIGHT);
    expect(sight.blindSince).toBeNull();
    expect(await harness.env.currentTimeMs()).toBeLessThan(Date.parse(sight.listedAt ?? '') + 2 * 60 * 60_000);
    expect(await failedTasks(deskId)).toEqual([]);
    const after = await harness.order(autoPaid('wuying', 'after-nonsense'));
    await after.until((state: PackageState) => state.status === 'Active');
  });

  it('leaves a budget as it was', async () => {
    const budgetId = budgetWorkflowId('told-nonsense');
    await harness.env.client.workflow.start(WORKFLOW_TYPES.budget, {
      workflowId: budgetId,
      taskQueue: MAIN_QUEUE,
      args: [{ name: 'told-nonsense' }],
    });
    await sayAll(
      budgetId,
      BUDGET_UPDATE,
      drawn([COUNTED]).map((one) => [one]),
    );
    await sayAll(budgetId, BUDGET_UPDATE, nonsense);
    await handleOf(budgetId).signal(WAKE);
    expect(await failedTasks(budgetId)).toEqual([]);
    expect(await handleOf(budgetId).executeUpdate(BUDGET_UPDATE, { args: [[COUNTED]] })).toEqual([
      expect.objectContaining({ isCounted: true }),
    ]);
  });

  it('leaves a run waiting for its own packages, and for nothing else', async () => {
    const documents = [monthly('cen', 'run-told-nonsense')].map((document) => ({
      apiVersion: 'leaseline/v1',
      kind: 'BandwidthPackage',
      ...document,
    }));
    const runId = 'run/told-nonsense';
    await harness.env.client.workflow.start(WORKFLOW_TYPES.run, {
      workflowId: runId,
      taskQueue: MAIN_QUEUE,
      args: [{ packages: documents }],
    });
    const entriesOf = async () => (await handleOf(runId).query<RunResult>(RUN_QUERY_STATE)).entries;
    for (let tries = 0; (await entriesOf())[0]?.outcome !== 'waiting'; tries += 1) {
      expect(tries).toBeLessThan(60);
      await harness.pass(10_000);
    }
    const moved = { name: 'another', status: 'Active', waitingFor: null, paid: true, price: null };
    for (const said of drawn([moved], 60)) await handleOf(runId).signal(RUN_SIGNAL_MOVED, said);
    await expect.poll(entriesOf).toEqual([expect.objectContaining({ name: 'run-told-nonsense', outcome: 'waiting' })]);
    expect(await failedTasks(runId)).toEqual([]);
  });

  it.each([undefined, null, 'nothing'])('ends a run that is asked for %s, and says what it takes', async (input) => {
    const handle = await harness.env.client.workflow.start(WORKFLOW_TYPES.run, {
      workflowId: `run/asked-for-${input}`,
      taskQueue: MAIN_QUEUE,
      args: input === undefined ? [] : [input],
    });
    expect(await handle.result()).toMatchObject({ ok: false, entries: [{ outcome: 'refused' }] });
  });

  it('takes nothing from an outlet that is held notices for', async () => {
    const notice: Pick<Notice, 'key' | 'at'> = { key: 'nobody/x/7d', at: '2020-01-01T00:00:00Z' };
    const handle = await harness.env.client.workflow.signalWithStart(WORKFLOW_TYPES.redelivery, {
      workflowId: 'redelivery/told-nonsense',
      taskQueue: MAIN_QUEUE,
      args: [{ outlet: 'nobody', notices: [notice] }],
      signal: REDELIVERY_SIGNAL_ALSO,
      signalArgs: [null],
    });
    await handle.result();
    expect(await failedTasks('redelivery/told-nonsense')).toEqual([]);
  });
});
