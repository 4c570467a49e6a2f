import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker } from '@temporalio/worker';
import { pino } from 'pino';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import { SEARCH_ATTRIBUTES } from '../../model/search-attributes.js';
import { type RunningSimulator, startSimulator } from '../../simulator/server.js';
import { createWorkers } from '../../workers/run-worker.js';
import { addSearchAttributes } from '../../workers/search-attributes.js';
import { binary, testTemporalConfig } from '../support/harness.js';
import { patiently } from '../support/patiently.js';
import { quietRuntime } from '../support/quiet-runtime.js';
import { Books } from './books.js';
import { ACTIVITY_TIMEOUT_MS, campaignConfig, ENVIRONMENT, HOUR_MS, SIMULATOR_ACCOUNTS } from './campaign-config.js';
import type { Governance } from './governance.js';
import type { Resend, Schedule } from './schedule.js';
import { WorkerFaults } from './worker-faults.js';

/** Real time in which virtual time must have leapt, or the server holds it for nothing. */
const HELD_MS = 2_000;
/** Real time in which nothing at all comes about, not even an answer: a server that gives none any more. */
export const STILL_LIMIT_MS = 60_000;
/** Real time one schedule may take; one that takes longer is played again on a fresh server. */
export const SCHEDULE_LIMIT_MS = 3 * 60_000;
/** The same where workers are replaced and remember nothing: each task reads the whole history again. */
export const FORGETFUL_LIMIT_MS = 5 * 60_000;

const CLOSED_MS = 5;
const STOP_LIMIT_MS = 9_000;
/** The longest stretch of virtual time that nothing can stop. */
const LEAP_MS = 12 * HOUR_MS;

/**
 * `none`: the worker replays every workflow at every step. Only such a one can be replaced in mid-life here: the test
 * server goes on asking the worker that remembered a workflow, even when that one is gone.
 */
export type WorkerMemory = 'cached' | 'none';

/** Where workers are replaced in mid-life, by a restart or after days away. */
export const memoryFor = ({ restartAfter, awayDays }: Schedule): WorkerMemory =>
  restartAfter.length > 0 || awayDays !== undefined ? 'none' : 'cached';

export class StageStuck extends Error {
  override readonly name = 'StageStuck';
}

/**
 * A time-skipping server, the simulated vendors on its clock, and the real worker, one schedule after the other: only
 * the vendors are new for each. Time is one for all of a server's workflows, so schedules are never played at once.
 */
export class Stage {
  readonly env: TestWorkflowEnvironment;
  readonly faults = new WorkerFaults();
  readonly bundlePath: string;
  readonly #memory: WorkerMemory;
  /** Schedules begun here. */
  played = 0;
  /** The server had to be pushed: it should not be used for another schedule. */
  isTainted = false;
  /** What is being played here is to end as soon as it can. */
  isGivenUp = false;
  /** How often time was let go though something held it. */
  #pushes = 0;
  #pulseAt = performance.now();
  /** What is waited for, for a person. */
  doing = '';
  #simulator: RunningSimulator;
  #workers: readonly Worker[] = [];
  #running: Promise<unknown> = Promise.resolve();
  #governance: Governance | undefined;

  private constructor(
    env: TestWorkflowEnvironment,
    simulator: RunningSimulator,
    bundlePath: string,
    memory: WorkerMemory,
  ) {
    this.env = env;
    this.#memory = memory;
    this.#simulator = simulator;
    this.bundlePath = bundlePath;
  }

  static async start(bundlePath: string, memory: WorkerMemory): Promise<Stage> {
    quietRuntime();
    const env = await patiently(() =>
      TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path: binary('LEASELINE_TEST_SERVER_BIN') } },
      }),
    );
    await addSearchAttributes(env.connection.operatorService, 'default', SEARCH_ATTRIBUTES);
    const stage = new Stage(env, await openSimulator(env, 0, null), bundlePath, memory);
    await stage.#startWorkers();
    return stage;
  }

  get books(): Books {
    return new Books(this.#simulator.url);
  }

  config(resend: Resend): LeaselineConfig {
    return campaignConfig(this.#simulator.url, resend, this.#governance);
  }

  /** Fresh vendors at the same address. */
  async begin(schedule: Schedule): Promise<void> {
    const { port } = this.#simulator;
    await this.#simulator.close();
    // Pooled connections are to notice that they are closed before anybody uses one.
    await sleep(CLOSED_MS);
    this.#simulator = await openSimulator(this.env, port, schedule);
    this.#governance = schedule.governance;
    this.faults.begin(schedule.boundaries);
    this.played += 1;
    this.pulse();
  }

  /** Ends what the schedule has started, so that it does nothing in the next one's time. */
  async end(workflowIds: readonly string[]): Promise<void> {
    this.faults.end();
    for (const workflowId of workflowIds) {
      await this.env.client.workflow
        .getHandle(workflowId)
        .terminate()
        .catch((error: unknown) => {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
        });
    }
    for (const until = Date.now() + 2 * ACTIVITY_TIMEOUT_MS; !this.faults.isQuiet && Date.now() < until; ) {
      await sleep(5);
    }
  }

  /** A worker that stops in the middle of everything, and a fresh one that remembers nothing. */
  async restartWorkers(): Promise<void> {
    await this.#stopWorkers();
    await this.#startWorkers();
  }

  /** Nothing of Leaseline runs for a while; the vendors' time goes on. */
  async away(durationMs: number): Promise<void> {
    await this.#stopWorkers();
    const { isTainted } = this;
    this.#pushes = 0;
    await this.pass(durationMs);
    // What nobody takes holds time rightly, so time had to be pushed: those who come now are to hold it again.
    for (; this.#pushes > 0; this.#pushes -= 1) await this.env.connection.testService?.lockTimeSkipping({});
    this.isTainted = isTainted;
    await this.#startWorkers();
  }

  /** The server goes in any case, however long the workers would still take. */
  async stop(): Promise<void> {
    this.isGivenUp = true;
    const stopped = this.#stopWorkers().catch(() => undefined);
    await Promise.race([stopped, sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
    await this.#simulator.close();
    await this.env.teardown();
  }

  /** Lets virtual time pass. */
  async pass(durationMs: number): Promise<void> {
    for (let leftMs = durationMs; leftMs > 0; leftMs -= LEAP_MS) {
      if (this.isGivenUp) throw new StageStuck('given up');
      await this.#leap(Math.min(leftMs, LEAP_MS));
    }
  }

  /** Something came about, and this comes next: what has not for long is stuck. */
  pulse(doing = this.doing): void {
    this.doing = doing;
    this.#pulseAt = performance.now();
  }

  /** Real time since the last pulse. */
  get stillMs(): number {
    return performance.now() - this.#pulseAt;
  }

  async #leap(durationMs: number): Promise<void> {
    let beforeMs: number | null = null;
    this.pulse('time passes');
    // The test server (1.40.0) now and then holds time for nothing; letting go once more cures it.
    const watchdog = setInterval(async () => {
      const nowMs = await this.env.currentTimeMs().catch(() => null);
      const isHeld = nowMs !== null && beforeMs !== null && nowMs - beforeMs < 2 * HELD_MS;
      if (nowMs !== null && !isHeld) this.pulse();
      if (isHeld) {
        this.isTainted = true;
        const letGo = async () => {
          await this.env.connection.testService?.unlockTimeSkipping({});
          this.#pushes += 1;
        };
        await letGo().catch(() => undefined);
      }
      beforeMs = nowMs;
    }, HELD_MS);
    try {
      await this.env.sleep(durationMs);
    } finally {
      clearInterval(watchdog);
      this.pulse();
    }
  }

  async #startWorkers(): Promise<void> {
    const temporal = testTemporalConfig();
    const cachedWorkflows = this.#memory === 'cached' ? temporal.worker.cachedWorkflows : 0;
    this.#workers = await createWorkers({
      config: this.config('ask'),
      temporal: { ...temporal, worker: { ...temporal.worker, cachedWorkflows } },
      connection: this.env.nativeConnection,
      bundlePath: this.bundlePath,
      logger: pino({ enabled: false }),
      env: ENVIRONMENT,
      activityInterceptors: [(context) => ({ inbound: this.faults.interceptor(context.info.activityType) })],
    });
    this.#running = Promise.all(this.#workers.map((worker) => worker.run()));
  }

  async #stopWorkers(): Promise<void> {
    for (const worker of this.#workers) worker.shutdown();
    await this.#running;
  }
}

function openSimulator(
  env: TestWorkflowEnvironment,
  port: number,
  schedule: Schedule | null,
): Promise<RunningSimulator> {
  return startSimulator({
    port,
    stateDir: null,
    clock: { now: () => env.currentTimeMs() },
    accounts: SIMULATOR_ACCOUNTS,
    behaviour: { throttling: { enabled: false }, seed: schedule?.simulatorSeed ?? 1, ...schedule?.behaviour },
  });
}
