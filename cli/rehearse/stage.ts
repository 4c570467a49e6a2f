import type { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ActivityInboundCallsInterceptor, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import { parseTemporalConfig } from '../../model/config/temporal-config.js';
import { SEARCH_ATTRIBUTES } from '../../model/search-attributes.js';
import type { SimulatorBehaviourInput } from '../../simulator/behaviour.js';
import { type RunningSimulator, startSimulator } from '../../simulator/server.js';
import { createWorkers } from '../../workers/run-worker.js';
import { addSearchAttributes } from '../../workers/search-attributes.js';
import { SignsOfLife } from './signs-of-life.js';
import type { StandIn } from './stand-in.js';

/** Real time between two looks at the virtual clock. */
const TICK_MS = 400;
/** So many ticks without anything running or any leap of the clock, and the server holds time for nothing. */
const HELD_TICKS = 3;
/** Real time workers may take to end; their server goes in any case. */
const STOP_LIMIT_MS = 3_000;

/** The test server does not go on; what was played on it can be played again on another one. */
export class StandsStill extends Error {
  override name = 'StandsStill';
}

/**
 * Temporal's time-skipping server, the simulated vendors on its clock, and the real workers between them, all in this
 * process and on free ports.
 */
export class Stage {
  readonly config: LeaselineConfig;
  readonly simulatorUrl: string;
  readonly #env: TestWorkflowEnvironment;
  readonly #simulator: RunningSimulator;
  readonly #workers: readonly Worker[];
  readonly #running: Promise<unknown>;
  readonly #activities: RunningActivities;
  readonly #clock: ServerClock;

  private constructor(parts: {
    readonly env: TestWorkflowEnvironment;
    readonly simulator: RunningSimulator;
    readonly config: LeaselineConfig;
    readonly workers: readonly Worker[];
    readonly activities: RunningActivities;
    readonly clock: ServerClock;
  }) {
    this.#env = parts.env;
    this.#simulator = parts.simulator;
    this.#workers = parts.workers;
    this.#activities = parts.activities;
    this.#clock = parts.clock;
    this.config = parts.config;
    this.simulatorUrl = parts.simulator.url;
    this.#running = Promise.all(parts.workers.map((worker) => worker.run()));
  }

  static async open(standIn: StandIn, behaviour: SimulatorBehaviourInput, testServer: string): Promise<Stage> {
    const env = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: testServer } },
    });
    const clock = new ServerClock(env);
    let simulator: RunningSimulator | null = null;
    try {
      simulator = await startSimulator({
        port: 0,
        stateDir: null,
        clock: { now: () => clock.nowMs() },
        accounts: standIn.simulatorAccounts,
        behaviour: { ...standIn.behaviour, ...behaviour },
      });
      const config = standIn.config(simulator.url);
      const activities = new RunningActivities();
      await addSearchAttributes(env.connection.operatorService, 'default', SEARCH_ATTRIBUTES);
      const workers = await createWorkers({
        config,
        temporal: temporalConfig(),
        connection: env.nativeConnection,
        logger: pino({ enabled: false }),
        env: standIn.env,
        activityInterceptors: [() => ({ inbound: activities })],
      });
      return new Stage({ env, simulator, config, workers, activities, clock });
    } catch (error) {
      await simulator?.close();
      await env.teardown();
      throw error;
    }
  }

  get client(): Client {
    return this.#env.client;
  }

  /** The virtual present, epoch milliseconds. */
  nowMs(): Promise<number> {
    return this.#clock.nowMs();
  }

  /**
   * Lets virtual time pass, as fast as what happens in it can be done.
   * @param onTime told now and then how far it is
   * @throws an error of the interrupted call when the signal is given; StandsStill when the server does not go on
   */
  async pass(
    durationMs: number,
    signal: AbortSignal,
    onTime: (nowMs: number) => void,
    signs = new SignsOfLife(),
  ): Promise<void> {
    signal.throwIfAborted();
    const still = new AbortController();
    const stopWatching = this.#watch(onTime, signs, () => still.abort());
    try {
      // A call that went on would be tried again on a line that is closed by then. A signal of its own: every call leaves a
      // listener on the one it is given.
      await this.#env.connection.withAbortSignal(AbortSignal.any([signal, still.signal]), () =>
        this.#env.sleep(Math.ceil(durationMs)),
      );
    } catch (error) {
      if (!still.signal.aborted) throw error;
      throw new StandsStill('nothing comes about on it any more');
    } finally {
      stopWatching();
    }
  }

  async close(): Promise<void> {
    for (const worker of this.#workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    const stopped = this.#running.catch(() => undefined);
    let limit: NodeJS.Timeout | undefined;
    await Promise.race([
      stopped,
      new Promise((resolve) => {
        limit = setTimeout(resolve, STOP_LIMIT_MS);
      }),
    ]);
    clearTimeout(limit);
    await this.#simulator.close();
    await this.#clock.settled();
    await this.#env.teardown();
  }

  /**
   * The test server (1.40.0) now and then goes on holding time when a workflow ends, with nothing pending anywhere: then
   * a virtual second takes a real one, for ever. Letting go once more cures it, but never while an activity runs, or time
   * would leap over it. Worse, and rarer: asked something in the very instant in which a timer fires, it cannot end that workflow's
   * task any more, and hands it out again for ever.
   */
  #watch(onTime: (nowMs: number) => void, signs: SignsOfLife, onStill: () => void): () => void {
    let beforeMs = 0;
    let heldTicks = 0;
    let doneBefore = this.#activities.done;
    let lookedMs = performance.now();
    const ticker = setInterval(async () => {
      const nowMs = await this.nowMs().catch(() => null);
      if (nowMs === null) return;
      onTime(nowMs);
      const { running, done, doneWell } = this.#activities;
      const realMs = performance.now();
      if (!signs.look(nowMs, doneWell, realMs - lookedMs)) onStill();
      lookedMs = realMs;
      const isHeld = running === 0 && done === doneBefore && nowMs - beforeMs < 2 * TICK_MS;
      heldTicks = isHeld ? heldTicks + 1 : 0;
      beforeMs = nowMs;
      doneBefore = done;
      if (heldTicks < HELD_TICKS) return;
      heldTicks = 0;
      await this.#env.connection.testService?.unlockTimeSkipping({}).catch(() => undefined);
    }, TICK_MS);
    return () => clearInterval(ticker);
  }
}

/** The server's clock, which many ask at once. */
class ServerClock {
  readonly #env: TestWorkflowEnvironment;
  readonly #asked = new Set<Promise<number>>();

  constructor(env: TestWorkflowEnvironment) {
    this.#env = env;
  }

  async nowMs(): Promise<number> {
    const answer = this.#env.currentTimeMs();
    this.#asked.add(answer);
    try {
      return await answer;
    } finally {
      this.#asked.delete(answer);
    }
  }

  /** When every question is answered, the line to the server can be closed. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#asked);
  }
}

class RunningActivities implements ActivityInboundCallsInterceptor {
  running = 0;
  done = 0;
  /** Without those that failed: what is stuck is tried again, too. */
  doneWell = 0;

  execute: NonNullable<ActivityInboundCallsInterceptor['execute']> = async (input, next) => {
    this.running += 1;
    try {
      const result = await next(input);
      this.doneWell += 1;
      return result;
    } finally {
      this.running -= 1;
      this.done += 1;
    }
  };
}

function temporalConfig() {
  const parsed = parseTemporalConfig('mode: external\n', 'rehearsal');
  if (parsed.ok) return parsed.value;
  throw new Error(parsed.problems.map(({ rule }) => rule).join('; '));
}
