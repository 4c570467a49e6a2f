import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAIN_QUEUE, recurringScheduleId } from '../../model/ids.js';
import type { RunResult } from '../../model/workflow-inputs.js';
import { type ScheduleStanding, scheduleStandings } from '../../workers/client/schedules.js';
import { loadTemporalConfig } from '../../workers/config/load.js';
import { ensureRecurringRuns } from '../../workers/recurring-runs.js';
import { DevHarness } from '../support/dev-harness.js';
import { autoPaid } from '../workflows/documents.js';

let harness: DevHarness;
let client: Client;
let folder: string;
beforeAll(async () => {
  harness = await DevHarness.start();
  client = harness.env.client;
  folder = await mkdtemp(join(tmpdir(), 'leaseline-recurring-'));
  await harness.startWorkers();
});
afterAll(async () => {
  await harness.stop();
  await rm(folder, { recursive: true, force: true });
});

const HEAD = { apiVersion: 'leaseline/v1', kind: 'BandwidthPackage' };
const DAILY = 'calendar: { at: "08:00" }, timeZone: Asia/Shanghai';

async function write(file: string, ...documents: readonly object[]): Promise<void> {
  const text = documents.map((document) => JSON.stringify({ ...HEAD, ...document })).join('\n---\n');
  await writeFile(join(folder, file), text);
}

/** `temporal.yaml` with these runs, each one line of it. */
async function temporal(...runs: readonly string[]) {
  const file = join(folder, 'temporal.yaml');
  await writeFile(file, `schedules: [${runs.map((run) => `{ ${run} }`).join(', ')}]\n`);
  return loadTemporalConfig(file, {});
}

async function ensure(...runs: readonly string[]): Promise<readonly string[]> {
  return (await ensureRecurringRuns(client, await temporal(...runs), harness.config)).map(({ message }) => message);
}

const schedule = (name: string) => client.schedule.getHandle(recurringScheduleId(name));
const describeOf = (name: string) => schedule(name).describe();

async function standing(name: string, ...runs: readonly string[]): Promise<ScheduleStanding | undefined> {
  const standings = await scheduleStandings(client, await temporal(...runs), harness.config);
  return standings.find((one) => one.name === name);
}

/** Begins a run now, as the schedule would, and waits until it has ended. */
async function fire(name: string): Promise<RunResult> {
  const before = (await describeOf(name)).info.recentActions.length;
  await schedule(name).trigger();
  await expect.poll(async () => (await describeOf(name)).info.recentActions.length).toBeGreaterThan(before);
  const workflow = (await describeOf(name)).info.recentActions.at(-1)?.action.workflow;
  return client.workflow.getHandle(workflow?.workflowId ?? '', workflow?.firstExecutionRunId).result();
}

const ordersBought = async () => (await harness.control.orders()).filter(({ kind }) => kind === 'New').length;

describe('recurring runs', () => {
  const TERM = `name: term, ${DAILY}, packages: [term.json], note: each term`;

  it('are written as temporal.yaml says, once, however many workers start; a double fire of one instant is one run', async () => {
    await write('term.json', autoPaid('cen', 'term-one'));
    expect((await Promise.all([1, 2, 3].map(() => ensure(TERM)))).flat()).toEqual([]);
    const { policies, state, info, action } = await describeOf('term');
    expect({ policies, state }).toMatchObject({ policies: { overlap: 'SKIP' }, state: { note: 'each term' } });
    expect(new Set(info.nextActionTimes.map((at) => at.toISOString().slice(11, 16)))).toEqual(new Set(['00:00']));
    // The server adds the instant, so the id of a run is that of its instant.
    expect(action.workflowId).toBe('run/schedule.term');
  });

  it('order each package once: a later run finds it there, changes nothing, and says who asked', async () => {
    const first = await fire('term');
    expect(first).toMatchObject({ ok: true, by: 'schedule term', entries: [{ name: 'term-one', outcome: 'active' }] });
    const second = await fire('term');
    const there = { name: 'term-one', outcome: 'unchanged', reason: 'it is there already: nothing was ordered' };
    expect(second).toMatchObject({ ok: true, entries: [there] });
    expect(await ordersBought()).toBe(1);
    const [newest] = await listRuns();
    expect(newest).toMatchObject({
      memo: { by: 'schedule term' },
      workflowId: expect.stringMatching(/^run\/schedule\.term-/),
    });
  });

  it('pick up what a file says now when they are written again, and are left alone when nothing changed', async () => {
    const before = await describeOf('term');
    expect(await ensure(TERM)).toEqual([]);
    expect((await describeOf('term')).raw.conflictToken).toEqual(before.raw.conflictToken);
    await write('term.json', autoPaid('cen', 'term-one'), autoPaid('ugn', 'term-two'));
    expect(await standing('term', TERM)).toMatchObject({ state: 'changed', packages: ['term-one', 'term-two'] });
    await ensure(TERM);
    expect(await standing('term', TERM)).toMatchObject({
      state: 'written',
      lastRun: expect.stringMatching(/^schedule\.term-/),
    });
    const { entries } = await fire('term');
    expect(entries.map(({ outcome }) => outcome).sort()).toEqual(['active', 'unchanged']);
    expect(await ordersBought()).toBe(2);
  });

  it('order what was released once more only where again is said', async () => {
    await harness.say('package/term-two', 'release', { confirm: true });
    await harness.until('package/term-two', ({ status }) => status === 'Released');
    await ensure(`${TERM}, again: true`);
    await expect
      .poll(async () => (await fire('term')).entries.map(({ outcome }) => outcome))
      .toEqual(['unchanged', 'active']);
    expect(await ordersBought()).toBe(3);
  });

  it('order nothing that would be given back at once, and leave alone what was by the date in its file', async () => {
    const over = { lifecycle: { releaseAt: '2020-01-01T00:00:00Z' } };
    await write('term.json', autoPaid('ugn', 'term-two', over), autoPaid('cen', 'term-late', over));
    await ensure(`${TERM}, again: true`);
    const bought = await ordersBought();
    await harness.say('package/term-two', 'release', { confirm: true });
    await harness.until('package/term-two', ({ status }) => status === 'Released');
    const entries = async () => (await fire('term')).entries.map(({ name, outcome }) => `${name} ${outcome}`).sort();
    await expect.poll(entries).toEqual(['term-late refused', 'term-two unchanged']);
    expect(await ordersBought()).toBe(bought);
    await write('term.json', autoPaid('cen', 'term-one'), autoPaid('ugn', 'term-two'));
    await ensure(`${TERM}, again: true`);
  });

  it('stay as they were when a file is wrong, which is said', async () => {
    const before = await describeOf('term');
    await writeFile(join(folder, 'term.json'), '{ "name": "x" }');
    const [problem] = await ensure(TERM);
    expect(problem).toMatch(/The recurring run term is not written: its files are not valid\n.*term\.json:1/);
    expect((await describeOf('term')).raw.conflictToken).toEqual(before.raw.conflictToken);
    const seen = await standing('term', TERM);
    expect(seen).toMatchObject({
      state: 'invalid',
      problems: expect.arrayContaining([expect.stringContaining('term.json')]),
    });
    await write('term.json', autoPaid('cen', 'term-one'));
  });

  it('stay paused when somebody paused them', async () => {
    await schedule('term').pause('budget freeze');
    await ensure(`${TERM}, catchUp: 2h`);
    expect((await describeOf('term')).state).toMatchObject({ paused: true, note: 'budget freeze' });
    expect(await standing('term', `${TERM}, catchUp: 2h`)).toMatchObject({
      paused: true,
      note: 'budget freeze',
      state: 'written',
    });
  });

  it('go on after a package they waited for was stopped from outside: its run ends and says so', async () => {
    const held = `name: held, ${DAILY}, packages: [held.json]`;
    await write('held.json', autoPaid('cen', 'held-one', { approval: 'production' }));
    expect(await ensure(TERM, held)).toEqual([]);
    const ended = fire('held');
    const line = () => harness.state('package/held-one').catch(() => null);
    await expect.poll(async () => (await line())?.waitingFor, { timeout: 120_000 }).toBe('approval');
    await client.workflow.getHandle('package/held-one').terminate('a mistake');
    const { ok, entries } = await ended;
    expect(ok).toBe(false);
    expect(entries).toMatchObject([{ name: 'held-one', outcome: 'ended', waitingFor: null }]);
    expect(entries[0]?.reason).toContain('stopped from outside');
    expect((await fire('held')).entries).toMatchObject([{ name: 'held-one', outcome: 'unchanged' }]);
  });

  it('are gone when they are taken out; what others made is not touched', async () => {
    await client.schedule.create({
      scheduleId: recurringScheduleId('theirs'),
      spec: { intervals: [{ every: '30 days' }] },
      action: { type: 'startWorkflow', workflowType: 'digest', taskQueue: MAIN_QUEUE },
    });
    const cron = 'name: weekly, cron: "30 8 * * 7", packages: [term.json]';
    // The server's list follows by a moment.
    await expect
      .poll(async () => {
        await ensure(cron);
        return describeOf('term').then(
          () => 'there',
          () => 'gone',
        );
      })
      .toBe('gone');
    const [next] = (await describeOf('weekly')).info.nextActionTimes;
    expect({ day: next?.getUTCDay(), at: next?.toISOString().slice(11, 16) }).toEqual({ day: 0, at: '08:30' });
    const theirs = `name: theirs, every: 7d, packages: [term.json]`;
    expect(await ensure(cron, theirs)).toEqual([expect.stringContaining('was made by somebody else')]);
    expect(await standing('theirs', theirs)).toMatchObject({ state: 'foreign' });
    await ensure();
    expect((await describeOf('theirs')).action.workflowType).toBe('digest');
  });
});

async function listRuns() {
  const runs = [];
  for await (const run of client.workflow.list({ query: "WorkflowType = 'provisioningRun'" })) runs.push(run);
  return runs;
}
