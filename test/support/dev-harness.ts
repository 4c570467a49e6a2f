import { TypedSearchAttributes } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker } from '@temporalio/worker';
import { type Logger, pino } from 'pino';
import { accountNamed, type LeaselineConfig } from '../../model/config/leaseline-config.js';
import { packageInput } from '../../model/config/package-input.js';
import { MAIN_QUEUE, packageWorkflowId, WORKFLOW_TYPES } from '../../model/ids.js';
import type { MessageName, PackageState } from '../../model/messages.js';
import { initialMemo, MEMO_KEY } from '../../model/row.js';
import { SEARCH_ATTRIBUTES } from '../../model/search-attributes.js';
import { startAttributes } from '../../model/start-attributes.js';
import { PACKAGE_QUERY_STATE } from '../../model/workflow-inputs.js';
import type { SimulatorBehaviourInput } from '../../simulator/behaviour.js';
import { realClock } from '../../simulator/clock.js';
import { type RunningSimulator, startSimulator } from '../../simulator/server.js';
import { createWorkers } from '../../workers/run-worker.js';
import { addSearchAttributes } from '../../workers/search-attributes.js';
import { binary, CREDENTIALS, parsedConfig, specOf, testConfigText, testTemporalConfig } from './harness.js';
import { patiently } from './patiently.js';
import { quietRuntime } from './quiet-runtime.js';
import { SimulatorControl } from './simulator-control.js';

export interface DevHarnessOptions {
  /** `timing` in leaseline.yaml; absent: limits of a few seconds. */
  readonly timing?: string;
  readonly behaviour?: SimulatorBehaviourInput;
  /** What follows the proof that an order whose answer was lost did not come about; absent: a person is asked. */
  readonly resend?: 'ask' | 'afterProof';
  /** The workflow bundle; absent: the built one. */
  readonly bundlePath?: string;
  /** `notifications` in leaseline.yaml, indented by two; absent: nobody is told. */
  readonly notifications?: string;
  /** What workers find in their environment besides the credentials. */
  readonly workerEnv?: NodeJS.ProcessEnv;
  /** The workers' log; absent: none. */
  readonly logger?: Logger;
  /** The server's dynamic configuration, as `KEY=JSON`. */
  readonly dynamicConfig?: readonly string[];
}

/** Deliveries within moments: the dev server has no virtual time. */
const QUICK_DELIVERY = {
  wuyingSeconds: [0, 1],
  wuyingReleaseSeconds: [0, 1],
  cenSeconds: [0, 1],
  cenAttachSeconds: [0, 1],
  ugnSeconds: [0, 1],
} as const;

export interface BuildOptions {
  /** The workflow bundle; absent: the harness's. */
  readonly bundlePath?: string;
  /** Of temporal.yaml; absent: unversioned. */
  readonly deployment?: { readonly versioned: true; readonly buildId: string };
  readonly queues?: readonly string[] | undefined;
}

export class RunningBuild {
  readonly #workers: readonly Worker[];
  readonly #running: Promise<unknown>;
  #isStopping = false;

  constructor(workers: readonly Worker[]) {
    this.#workers = workers;
    this.#running = Promise.all(workers.map((worker) => worker.run()));
  }

  async stop(): Promise<void> {
    if (!this.#isStopping) for (const worker of this.#workers) worker.shutdown();
    this.#isStopping = true;
    await this.#running;
  }
}

/** A real Temporal dev server, in real time: for resets, searches and lost workers. */
export class DevHarness {
  readonly env: TestWorkflowEnvironment;
  readonly simulator: RunningSimulator;
  readonly control: SimulatorControl;
  readonly config: LeaselineConfig;
  readonly #options: DevHarnessOptions;
  readonly #bundlePath: string;
  readonly #builds: RunningBuild[] = [];

  private constructor(env: TestWorkflowEnvironment, simulator: RunningSimulator, options: DevHarnessOptions) {
    this.env = env;
    this.simulator = simulator;
    this.control = new SimulatorControl(simulator.url);
    this.#options = options;
    this.config = parsedConfig(this.configText());
    this.#bundlePath = options.bundlePath ?? binary('LEASELINE_WORKFLOW_BUNDLE');
  }

  static async start(options: DevHarnessOptions = {}): Promise<DevHarness> {
    quietRuntime();
    const env = await patiently(() =>
      TestWorkflowEnvironment.createLocal({
        server: {
          executable: { type: 'existing-path', path: binary('LEASELINE_TEMPORAL_BIN') },
          log: { format: 'pretty', level: 'error' },
          extraArgs: (options.dynamicConfig ?? []).flatMap((value) => ['--dynamic-config-value', value]),
        },
      }),
    );
    await addSearchAttributes(env.connection.operatorService, 'default', SEARCH_ATTRIBUTES);
    const simulator = await startSimulator({
      port: 0,
      stateDir: null,
      clock: realClock(),
      behaviour: {
        throttling: { enabled: false },
        delivery: {
          wuyingSeconds: [...QUICK_DELIVERY.wuyingSeconds],
          wuyingReleaseSeconds: [...QUICK_DELIVERY.wuyingReleaseSeconds],
          cenSeconds: [...QUICK_DELIVERY.cenSeconds],
          cenAttachSeconds: [...QUICK_DELIVERY.cenAttachSeconds],
          ugnSeconds: [...QUICK_DELIVERY.ugnSeconds],
        },
        ...options.behaviour,
      },
    });
    return new DevHarness(env, simulator, options);
  }

  /**
   * `leaseline.yaml`, for workers that run as processes of their own.
   * @param timing instead of the harness's own
   */
  configText(timing = this.#options.timing ?? 'activityTimeout: 3s\n  requestTimeout: 2s'): string {
    const text = `sweep: { busy: 300ms, idle: 1h }\n  fallbackLook: 2s\n  ${timing}`;
    const { notifications = 'webhooks: []', resend } = this.#options;
    return `${testConfigText(this.simulator.url, text, resend)}notifications:\n  ${notifications}\n`;
  }

  /** @param queues only these task queues; absent: all of them */
  async startWorkers(queues?: readonly string[]): Promise<void> {
    await this.startBuild({ queues });
  }

  /** Workers of one build, beside those that run already. */
  async startBuild({ bundlePath = this.#bundlePath, deployment, queues }: BuildOptions): Promise<RunningBuild> {
    const temporal = testTemporalConfig();
    const workers = await createWorkers({
      config: this.config,
      temporal: { ...temporal, deployment: { ...temporal.deployment, ...deployment } },
      connection: this.env.nativeConnection,
      bundlePath,
      queues,
      logger: this.#options.logger ?? pino({ enabled: false }),
      env: { ...CREDENTIALS, ...this.#options.workerEnv },
    });
    const build = new RunningBuild(workers);
    this.#builds.push(build);
    return build;
  }

  async stopWorkers(): Promise<void> {
    await Promise.all(this.#builds.splice(0).map((build) => build.stop()));
  }

  async stop(): Promise<void> {
    await this.stopWorkers();
    await this.simulator.close();
    await this.env.teardown();
  }

  /** @param adopt the resource it is to be built around instead of buying one */
  async order(document: object, adopt?: string): Promise<string> {
    const spec = specOf(document);
    const account = accountNamed(this.config, spec.account);
    if (account === undefined) throw new Error(`no account ${spec.account}`);
    const input = packageInput(this.config, account, spec, {
      adopt: adopt === undefined ? undefined : { resourceId: adopt },
    });
    const workflowId = packageWorkflowId(spec.name);
    await this.env.client.workflow.start(WORKFLOW_TYPES.package, {
      workflowId,
      workflowIdConflictPolicy: 'TERMINATE_EXISTING',
      taskQueue: MAIN_QUEUE,
      args: [input],
      memo: { [MEMO_KEY]: initialMemo(spec) },
      typedSearchAttributes: new TypedSearchAttributes(startAttributes(spec)),
    });
    return workflowId;
  }

  state(workflowId: string): Promise<PackageState> {
    return this.env.client.workflow.getHandle(workflowId).query<PackageState>(PACKAGE_QUERY_STATE);
  }

  /** An operator says something by update. */
  say(workflowId: string, name: MessageName, argument: object = {}): Promise<unknown> {
    return this.env.client.workflow.getHandle(workflowId).executeUpdate(name, { args: [{ by: 'test', ...argument }] });
  }

  /** Looks until the state is as wanted; fails with the whole state when it never is. */
  async until(workflowId: string, wanted: (state: PackageState) => boolean, limitMs = 120_000): Promise<PackageState> {
    const deadlineMs = Date.now() + limitMs;
    for (;;) {
      const state = await this.state(workflowId);
      if (wanted(state)) return state;
      if (Date.now() > deadlineMs) throw new Error(`never came to be as wanted: ${JSON.stringify(state, null, 1)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
