import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { SignsOfLife } from '../../cli/rehearse/signs-of-life.js';
import { accountNamed, type LeaselineConfig, parseLeaselineConfig } from '../../model/config/leaseline-config.js';
import { packageInput } from '../../model/config/package-input.js';
import { parseTemporalConfig, type TemporalConfig } from '../../model/config/temporal-config.js';
import { MAIN_QUEUE, packageWorkflowId, WORKFLOW_TYPES } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { parsePackage } from '../../model/parse-package.js';
import { initialMemo, MEMO_KEY } from '../../model/row.js';
import { SEARCH_ATTRIBUTES } from '../../model/search-attributes.js';
import { startAttributes } from '../../model/start-attributes.js';
import { PACKAGE_QUERY_STATE } from '../../model/workflow-inputs.js';
import type { SimulatorBehaviourInput } from '../../simulator/behaviour.js';
import { type RunningSimulator, startSimulator } from '../../simulator/server.js';
import { projectRoot } from '../../workers/embedded/home.js';
import { createWorkers } from '../../workers/run-worker.js';
import { addSearchAttributes } from '../../workers/search-attributes.js';
import { BusyActivities } from './busy-activities.js';
import { patiently } from './patiently.js';
import { quietRuntime } from './quiet-runtime.js';
import { SimulatorControl } from './simulator-control.js';

const MINUTE_MS = 60_000;
/**
 * Real time in which virtual time must have leapt, or it is held. Far longer than any activity takes on a busy machine:
 * time let go under a running one leaps over it, and what it was to bring comes too late.
 */
const WATCH_MS = 8_000;
/**
 * Added to every pass. Whole multiples of a desk's tick would have the test speak in the very instant in which the desk's timer
 * fires, which the server does not always survive (see below).
 */
const OFF_THE_TICK_MS = 1_237;
const STOP_LIMIT_MS = 30_000;
/** Most passes are over before. */
const START_MS = 200;
/** What is on its way when the virtual time is up may still arrive within this real time. */
const PATIENCE_MS = 15_000;
export const CREDENTIALS = {
  LEASELINE_ALI_KEY: 'demo-key',
  LEASELINE_ALI_SECRET: 'demo-secret',
  LEASELINE_UCLOUD_PUBLIC: 'demo-public',
  LEASELINE_UCLOUD_PRIVATE: 'demo-private',
};

export interface HarnessOptions {
  readonly behaviour?: SimulatorBehaviourInput;
  /** More of `timing` in leaseline.yaml. */
  readonly timing?: string;
  /** `orders.resend` of both accounts. */
  readonly resend?: 'ask' | 'afterProof';
  /** Changes the text of `leaseline.yaml`. */
  readonly edit?: (text: string) => string;
}

/**
 * The real workflows and activities against the real simulator over HTTP, on Temporal's time-skipping server: the
 * simulated clouds run on the server's own clock.
 */
export class Harness {
  readonly #options: HarnessOptions;
  #parts: Parts;
  readonly #ordered: PackageHandle[] = [];
  /** Over all passes: what comes about between them is no test of the server. */
  #signs = new SignsOfLife();
  #isStuck = false;

  private constructor(options: HarnessOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
  }

  get env(): TestWorkflowEnvironment {
    return this.#parts.env;
  }
  get simulator(): RunningSimulator {
    return this.#parts.simulator;
  }
  get control(): SimulatorControl {
    return this.#parts.control;
  }
  get config(): LeaselineConfig {
    return this.#parts.config;
  }

  static async start(options: HarnessOptions = {}): Promise<Harness> {
    return new Harness(options, await startParts(options));
  }

  stop(): Promise<void> {
    return stopParts(this.#parts);
  }

  /** Starts a package as `apply` does; with a resource to take over, as `adopt` does. */
  async order(document: object, adopt?: string, requestedBy?: string): Promise<PackageHandle> {
    if (this.#isStuck) await this.#beginAnew();
    const spec = specOf(document);
    const account = accountNamed(this.config, spec.account);
    if (account === undefined) throw new Error(`no account ${spec.account}`);
    const input = packageInput(this.config, account, spec, {
      requestedBy,
      adopt: adopt === undefined ? undefined : { resourceId: adopt },
    });
    const handle = await this.env.client.workflow.start(WORKFLOW_TYPES.package, {
      workflowId: packageWorkflowId(spec.name),
      // A test that is tried again orders anew what its first try left behind.
      workflowIdConflictPolicy: 'TERMINATE_EXISTING',
      taskQueue: MAIN_QUEUE,
      args: [input],
      memo: { [MEMO_KEY]: initialMemo(spec) },
      typedSearchAttributes: new TypedSearchAttributes(startAttributes(spec)),
    });
    const pack = new PackageHandle(this, handle);
    this.#ordered.push(pack);
    return pack;
  }

  /** Ends every package ordered so far: what lives on would act through the months of the next test. */
  async endPackages(): Promise<void> {
    for (const pack of this.#ordered.splice(0)) await pack.terminate().catch(() => undefined);
  }

  /** Lets virtual time pass until so long after an instant (ISO 8601), or before it. */
  async passUntil(instant: string | null, offsetMs: number): Promise<void> {
    await this.#pass(Date.parse(instant ?? '') + offsetMs - (await this.env.currentTimeMs()));
  }

  /** Lets virtual time pass: so much, and a moment more. */
  pass(durationMs: number): Promise<void> {
    return this.#pass(durationMs + OFF_THE_TICK_MS);
  }

  async #pass(durationMs: number): Promise<void> {
    const { busy } = this.#parts;
    let before: { readonly realMs: number; readonly virtualMs: number } | null = null;
    let giveUp: (why: Error) => void = () => undefined;
    const stuck = new Promise<never>((_resolve, reject) => {
      giveUp = reject;
    });
    const look = async () => {
      const now = { realMs: performance.now(), virtualMs: await this.env.currentTimeMs() };
      // While an activity runs, time is held for it: let go, it would leap over what that is to bring.
      const isHeld = before !== null && now.virtualMs - before.virtualMs < 2 * WATCH_MS;
      if (isHeld && busy.none) await this.#freeTime();
      if (before !== null && !this.#signs.look(now.virtualMs, busy.done, now.realMs - before.realMs)) {
        this.#isStuck = true;
        giveUp(new Error(`the test server is stuck: time is held by ${busy.runningFor(0).join(', ') || 'nothing'}`));
      }
      before = now;
    };
    // From its beginning on: many short passes, each of them held to its end, would never be noticed otherwise.
    const start = setTimeout(look, START_MS);
    const watchdog = setInterval(look, WATCH_MS);
    const asleep = this.env.sleep(durationMs);
    asleep.catch(() => undefined);
    try {
      await Promise.race([asleep, stuck]);
    } finally {
      clearTimeout(start);
      clearInterval(watchdog);
    }
  }

  /**
   * The test server (1.40.0) hands out a workflow task again and again, and answers "invalid history builder state" to each end of
   * it, when a signal came in the very instant in which a timer of that workflow fired. Mostly it is a desk's: whoever asks it
   * waits for ever. A test that is tried again gets another server.
   */
  async #beginAnew(): Promise<void> {
    const before = this.#parts;
    this.#parts = await startParts(this.#options);
    this.#isStuck = false;
    this.#signs = new SignsOfLife();
    this.#ordered.length = 0;
    stopParts(before).catch(() => undefined);
  }

  /**
   * The test server (1.40.0) now and then goes on holding time when a workflow ends, with nothing pending anywhere:
   * then a virtual second takes a real one, for ever. Seen under load; letting go once more cures it.
   */
  async #freeTime(): Promise<void> {
    await this.env.connection.testService?.unlockTimeSkipping({}).catch(() => undefined);
  }
}

interface Parts {
  readonly env: TestWorkflowEnvironment;
  readonly simulator: RunningSimulator;
  readonly control: SimulatorControl;
  readonly config: LeaselineConfig;
  readonly workers: readonly Worker[];
  readonly running: Promise<unknown>;
  readonly busy: BusyActivities;
}

async function startParts(options: HarnessOptions): Promise<Parts> {
  quietRuntime();
  const env = await patiently(() =>
    TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: binary('LEASELINE_TEST_SERVER_BIN') } },
    }),
  );
  const simulator = await startSimulator({
    port: 0,
    stateDir: null,
    clock: { now: () => env.currentTimeMs() },
    behaviour: { throttling: { enabled: false }, ...options.behaviour },
  });
  const timing = options.timing ?? 'sweep: { busy: 5s, idle: 30d }';
  const { edit = (text) => text } = options;
  const config = parsedConfig(edit(testConfigText(simulator.url, timing, options.resend)));
  const temporal = testTemporalConfig();
  await addSearchAttributes(env.connection.operatorService, temporal.namespace, SEARCH_ATTRIBUTES);
  const busy = new BusyActivities();
  const workers = await createWorkers({
    config,
    temporal,
    connection: env.nativeConnection,
    bundlePath: join(projectRoot(), 'dist', 'workflow-bundle.js'),
    logger: pino({ enabled: false }),
    env: CREDENTIALS,
    activityInterceptors: [() => ({ inbound: busy })],
  });
  const running = Promise.all(workers.map((worker) => worker.run()));
  return { env, simulator, control: new SimulatorControl(simulator.url), config, workers, running, busy };
}

async function stopParts({ env, simulator, workers, running }: Parts): Promise<void> {
  for (const worker of workers) worker.shutdown();
  // What a stuck server holds never ends.
  await Promise.race([running.catch(() => undefined), sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
  await simulator.close();
  await env.teardown();
}

/** One package under test. */
export class PackageHandle {
  readonly harness: Harness;
  readonly workflow: WorkflowHandleWithFirstExecutionRunId;

  constructor(harness: Harness, workflow: WorkflowHandleWithFirstExecutionRunId) {
    this.harness = harness;
    this.workflow = workflow;
  }

  get #newest() {
    return this.harness.env.client.workflow.getHandle(this.workflow.workflowId);
  }

  /** Ends its newest run from outside, in the middle of whatever it does. */
  async terminate(): Promise<void> {
    await this.#newest.terminate();
  }

  state(): Promise<PackageState> {
    return this.#newest.query<PackageState>(PACKAGE_QUERY_STATE);
  }

  /**
   * Lets time pass in steps until the state is as wanted; fails with the whole state when it never is. The longer it
   * takes, the longer are the steps, by a twentieth of what has passed: each look is a question to the worker.
   */
  async until(
    wanted: (state: PackageState) => boolean,
    limitMs = 60 * MINUTE_MS,
    stepMs = 10_000,
  ): Promise<PackageState> {
    for (let passedMs = 0; passedMs <= limitMs; ) {
      const state = await this.state();
      if (wanted(state)) return state;
      const step = Math.max(stepMs, Math.round(passedMs / 20));
      await this.harness.pass(step);
      passedMs += step;
    }
    for (const deadlineMs = Date.now() + PATIENCE_MS; Date.now() < deadlineMs; ) {
      const state = await this.state();
      if (wanted(state)) return state;
      await this.harness.pass(1_000);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`never came to be as wanted: ${JSON.stringify(await this.state(), null, 1)}`);
  }

  /** An operator says something by update. */
  say(name: string, argument: object = {}): Promise<unknown> {
    return this.#newest.executeUpdate(name, { args: [{ by: 'test', ...argument }] });
  }

  signal(name: string, argument: object = {}): Promise<void> {
    return this.#newest.signal(name, { by: 'test', ...argument });
  }

  history() {
    return this.#newest.fetchHistory();
  }
}

export function specOf(document: object): PackageSpec {
  const parsed = parsePackage({ apiVersion: 'leaseline/v1', kind: 'BandwidthPackage', ...document });
  if (parsed.ok) return parsed.spec;
  throw new Error(`not a package: ${JSON.stringify(parsed.problems)}`);
}

/** `leaseline.yaml` for the simulator's accounts. */
export function testConfigText(simulatorUrl: string, timing: string, resend: 'ask' | 'afterProof' = 'ask'): string {
  return `
accounts:
  ali:
    vendor: alibaba
    site: international
    credentials: { accessKeyIdEnv: LEASELINE_ALI_KEY, accessKeySecretEnv: LEASELINE_ALI_SECRET }
    endpoints: { ecd: "${simulatorUrl}", cbn: "${simulatorUrl}", bss: "${simulatorUrl}" }
    quotas: { describePerSecond: 1000, orderPerSecond: 1000 }
    orders: { resend: ${resend} }
  surfer:
    vendor: ucloud
    credentials: { publicKeyEnv: LEASELINE_UCLOUD_PUBLIC, privateKeyEnv: LEASELINE_UCLOUD_PRIVATE }
    endpoints: { api: "${simulatorUrl}/ucloud" }
    quotas: { describePerSecond: 1000, orderPerSecond: 1000 }
    orders: { resend: ${resend} }
policies:
  production: {}
  standing: { bridge: true }
  soon: { approvers: [ada], executeWithin: 1d }
  four-eyes: { approvers: [ada, bob, cleo], quorum: 2, expireAfter: 3d, remindEvery: 1d, priceTolerancePercent: 10 }
timing:
  ${timing}
`;
}

export function parsedConfig(text: string): LeaselineConfig {
  const parsed = parseLeaselineConfig(text, 'test leaseline.yaml');
  if (parsed.ok) return parsed.value;
  throw new Error(JSON.stringify(parsed.problems));
}

export function testTemporalConfig(): TemporalConfig {
  const parsed = parseTemporalConfig('mode: external\nnamespace: default\n', 'test temporal.yaml');
  if (parsed.ok) return parsed.value;
  throw new Error(JSON.stringify(parsed.problems));
}

export function binary(variable: string): string {
  const path = process.env[variable];
  if (path !== undefined && path !== '') return path;
  throw new Error(`${variable} is not set: run the tests with npm test, which sets everything up`);
}
