import { setTimeout as sleep } from 'node:timers/promises';
import type { ApprovalAsked } from '../../model/approval.js';
import { budgetWorkflowId } from '../../model/budget.js';
import { deskOf } from '../../model/desk-region.js';
import { deskWorkflowId } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import type { PackageSpec } from '../../model/package-spec.js';
import type { Survey } from '../../model/survey.js';
import type { Books, Ledger } from './books.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './campaign-config.js';
import { buyAtConsole } from './console.js';
import { BUDGET } from './governance.js';
import { PackageRun, type SaidAct } from './package-run.js';
import { Crowd } from './people.js';
import type { PackagePlan, Schedule } from './schedule.js';
import { FORGETFUL_LIMIT_MS, memoryFor, SCHEDULE_LIMIT_MS, STILL_LIMIT_MS, type Stage, StageStuck } from './stage.js';
import { surveysOf } from './surveys.js';

/** What is left when a schedule has been played: the vendors' books, and what the packages say of themselves. */
export interface Evidence {
  readonly schedule: Schedule;
  readonly packages: readonly PackageEnd[];
  readonly ledger: Ledger;
  /** What the desks report as nobody's; null where desks cannot be asked. */
  readonly surveys: readonly Survey[] | null;
  /** `activity boundary` for each worker fault that struck. */
  readonly workerHits: readonly string[];
  /** When people looked. */
  readonly looks: readonly string[];
  /** When the vendors began to ask for more; null: they did not. */
  readonly raisedAt: string | null;
  readonly now: string;
}

export interface PackageEnd {
  readonly plan: PackagePlan;
  /** As it was ordered. */
  readonly spec: PackageSpec;
  readonly name: string;
  readonly workflowId: string;
  readonly firstRunId: string;
  readonly state: PackageState;
  readonly said: readonly SaidAct[];
  /** What people saw asked, oldest first. */
  readonly asked: readonly ApprovalAsked[];
  /** Temporal's own word: a package never fails as a workflow. */
  readonly workflowStatus: string;
}

/**
 * Looks while the faults are in force: soon at first, then ever more rarely. Never a whole number of the desk's ticks: said in the
 * very instant in which its timer fires, a signal breaks the test server (1.40.0), which answers "invalid history builder
 * state" to each end of that workflow task and hands it out again for ever.
 */
const ROUNDS_MS = [60_000, 5 * MINUTE_MS, 6 * MINUTE_MS, 12 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS].map(
  (ms) => ms + 7_300,
);
/** And once they are gone: until nothing more comes, but not for ever. */
const SETTLING_MS = [2 * HOUR_MS, 2 * HOUR_MS, 12 * HOUR_MS, DAY_MS, 2 * DAY_MS];
/** A stuck play is waited for this long before its server is taken away under it. */
const LEAVE_MS = 20_000;
const LOOK_MS = 2_000;

/**
 * Plays a schedule from the first order to the last answer.
 * @param inspect looks at the workflows before they are ended
 * @throws StageStuck when virtual time stood still for too long
 */
export async function play(
  stage: Stage,
  schedule: Schedule,
  inspect: (runs: readonly PackageRun[]) => Promise<void> = async () => {},
): Promise<Evidence> {
  const started: string[] = [];
  await stage.begin(schedule);
  const performance = perform(stage, schedule, started, inspect);
  const done = performance.then(
    () => true,
    () => true,
  );
  try {
    const limitMs = memoryFor(schedule) === 'none' ? FORGETFUL_LIMIT_MS : SCHEDULE_LIMIT_MS;
    const why = await whyGivenUp(stage, limitMs, done);
    if (why !== null) {
      stage.isTainted = true;
      stage.isGivenUp = true;
      await within(LEAVE_MS, done);
      throw new StageStuck(`${schedule.name}: ${why}`);
    }
    return await performance;
  } finally {
    if (!stage.isTainted) await stage.end(started);
  }
}

/** @returns null once it is done */
async function whyGivenUp(stage: Stage, limitMs: number, done: Promise<boolean>): Promise<string | null> {
  const begunAt = performance.now();
  while (!(await within(LOOK_MS, done))) {
    if (stage.stillMs > STILL_LIMIT_MS) return `nothing came about for ${STILL_LIMIT_MS / 1000} s (${stage.doing})`;
    if (performance.now() - begunAt > limitMs) return `it took longer than ${limitMs / 1000} s`;
  }
  return null;
}

/** @returns whether it was done in time */
async function within(limitMs: number, done: Promise<boolean>): Promise<boolean> {
  const over = new AbortController();
  const limit = sleep(limitMs, false, { signal: over.signal }).catch(() => false);
  const result = await Promise.race([done, limit]);
  over.abort();
  return result;
}

async function perform(
  stage: Stage,
  schedule: Schedule,
  started: string[],
  inspect: (runs: readonly PackageRun[]) => Promise<void>,
): Promise<Evidence> {
  const crowd = new Crowd(stage, schedule);
  const runs: PackageRun[] = [];
  const { books } = stage;
  const looks: string[] = [];
  let raisedAt: string | null = null;
  const attend = async (): Promise<boolean> => {
    looks.push(new Date(await stage.env.currentTimeMs()).toISOString());
    return attendAll(stage, crowd, runs);
  };
  if (schedule.governance?.budgetMinor != null) started.push(budgetWorkflowId(BUDGET));
  await buyAtConsole(stage, schedule.console);
  await books.playFaults(schedule.rules, schedule.simulatorSeed);

  for (const [round, durationMs] of ROUNDS_MS.entries()) {
    for (const [index, plan] of schedule.packages.entries()) {
      if (plan.startsInRound !== round) continue;
      const run = await PackageRun.start(stage, plan, `s${stage.played}-${index + 1}`, schedule);
      runs.push(run);
      started.push(run.workflowId, deskWorkflowId(deskOf(run.spec)));
    }
    await stage.pass(durationMs);
    if (schedule.restartAfter.includes(round)) await stage.restartWorkers();
    const isQuiet = await attend();
    if (schedule.governance?.rise?.round === round) {
      // Nothing is to be under way: between the last look at a price and the order nobody can step in.
      await stage.pass(MINUTE_MS);
      await books.raisePrices(schedule);
      raisedAt = new Date(await stage.env.currentTimeMs()).toISOString();
    }
    if (isQuiet && runs.length === schedule.packages.length) break;
  }
  for (let quarter = 0; quarter < 4 && schedule.livesDays > 0; quarter += 1) {
    if (schedule.renewedAtConsole?.quarter === quarter)
      await renewAtConsole(books, runs[schedule.renewedAtConsole.package]);
    await stage.pass((schedule.livesDays * DAY_MS) / 4);
    await attend();
  }

  if (schedule.awayDays !== undefined) {
    await stage.away(schedule.awayDays * DAY_MS);
    await stage.pass(HOUR_MS);
    await attend();
  }

  await books.clearFaults();
  stage.faults.end();
  for (const durationMs of SETTLING_MS) {
    await stage.pass(durationMs);
    if (await attend()) break;
  }
  // What was said last has its effect before anybody judges.
  await stage.pass(2 * HOUR_MS);
  const evidence = { ...(await collect(stage, schedule, runs)), looks, raisedAt };
  stage.pulse('workflows are replayed');
  await inspect(runs);
  return evidence;
}

async function renewAtConsole(books: Books, run: PackageRun | undefined): Promise<void> {
  const resourceId = (await run?.state())?.resourceId ?? null;
  if (resourceId !== null) await books.renew(resourceId);
}

/** @returns whether nothing more is to be said or waited for */
async function attendAll(stage: Stage, crowd: Crowd, runs: readonly PackageRun[]): Promise<boolean> {
  let isQuiet = true;
  for (const run of runs) {
    stage.pulse(`${run.workflowId} is asked`);
    const state = await run.state();
    stage.pulse(`${run.workflowId} (${state.status}) is attended`);
    const acted = await crowd.attend(run, state);
    if (acted || !crowd.isSettled(run, state)) isQuiet = false;
  }
  return isQuiet;
}

async function collect(
  stage: Stage,
  schedule: Schedule,
  runs: readonly PackageRun[],
): Promise<Omit<Evidence, 'looks' | 'raisedAt'>> {
  stage.pulse('desks are surveyed');
  const surveys = await surveysOf(stage, runs);
  const packages: PackageEnd[] = [];
  for (const run of runs) {
    const { plan, spec, firstRunId, said, workflowId } = run;
    const asked = [...run.asked.values()];
    const state = await run.state();
    const workflowStatus = (await run.handle.describe()).status.name;
    packages.push({ plan, spec, name: spec.name, workflowId, firstRunId, state, said, asked, workflowStatus });
  }
  const now = new Date(await stage.env.currentTimeMs()).toISOString();
  const workerHits = stage.faults.struck();
  return { schedule, packages, ledger: await stage.books.read(), surveys, workerHits, now };
}
