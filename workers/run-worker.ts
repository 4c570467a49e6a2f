import { hostname } from 'node:os';
import { Client } from '@temporalio/client';
import {
  type ActivityInterceptorsFactory,
  DefaultLogger,
  type LogEntry,
  type NativeConnection,
  Runtime,
  Worker,
} from '@temporalio/worker';
import type { Logger } from 'pino';
import { BudgetLine } from '../activities/budget-line.js';
import { type AccountClouds, type ActivityDeps, BindDeps } from '../activities/context.js';
import { DeskLine } from '../activities/desk-line.js';
import * as activities from '../activities/index.js';
import { ExplainedError } from '../model/config/explained-error.js';
import type { LeaselineConfig } from '../model/config/leaseline-config.js';
import type { DeploymentConfig, TemporalConfig } from '../model/config/temporal-config.js';
import { MAIN_QUEUE, ordersQueue, readsQueue } from '../model/ids.js';
import { buildIdOf, builtBundle } from './build-id.js';
import { cloudsOf } from './clouds-of.js';
import { connectWorker } from './connection.js';
import { CredentialEar, watchCredentials } from './credentials/watch.js';
import { type Readiness, serveHealth } from './health.js';
import { outletsOf, sayWhatIsMissing } from './outlets-of.js';
import { dataConverterOf, isEncrypted } from './payloads/data-converter.js';
import { encodingWorkflowCode } from './payloads/workflow-code.js';
import { ReadPace, shareQuotas } from './read-pace.js';
import { tryEnsureRecurringRuns } from './recurring-runs.js';
import { tryEnsureSchedules } from './schedules.js';
import { ensureSearchAttributes } from './search-attributes.js';

export interface RunWorkerOptions {
  readonly config: LeaselineConfig;
  readonly temporal: TemporalConfig;
  /** Only these task queues; a worker that holds one vendor's keys names that account's queues alone. */
  readonly queues?: readonly string[] | undefined;
  readonly healthPort?: number | undefined;
  readonly logger: Logger;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Hosts workflows and activities until SIGTERM or SIGINT, then lets running activities finish.
 * @throws ExplainedError when Temporal, its search attributes or the credentials are not there
 */
export async function runWorker(options: RunWorkerOptions): Promise<void> {
  const { temporal, logger } = options;
  installRuntime(logger);
  if (temporal.mode === 'external' && temporal.encryption === null) {
    logger.warn('what Temporal stores is not encrypted: whoever runs its server can read it (docs/encryption.md)');
  }
  const connection = await connectWorker(temporal);
  try {
    await ensureSearchAttributes(connection.operatorService, temporal);
    const paces = pacesOf(options.config);
    const ear = new CredentialEar();
    const clouds = resolveClouds(options, paces, ear);
    const workers = await createWorkers({ ...options, connection, clouds });
    const dataConverter = dataConverterOf(temporal, options.env);
    const client = new Client({ connection, namespace: temporal.namespace, dataConverter });
    if (workers.some((worker) => worker.options.taskQueue === MAIN_QUEUE)) {
      await tryEnsureSchedules(client, options.config.notifications, logger);
      await tryEnsureRecurringRuns(client, temporal, options.config, logger);
    }
    const stopSharing = shareQuotas(connection, temporal.namespace, paces);
    const { healthPort } = options;
    const health = healthPort === undefined ? null : await serveHealth(healthPort, () => readinessOf(workers));
    const version = workers.find(({ options: { taskQueue } }) => taskQueue === MAIN_QUEUE)?.options
      .workerDeploymentOptions?.version;
    logger.info({ queues: workers.map((worker) => worker.options.taskQueue), ...version }, 'worker is up');
    if (health !== null) logger.info({ port: health.port }, 'health checks are answered');
    const watch = watchCredentials({ client, clouds, probeMs: options.config.timing.credentialProbeMs, ear, logger });
    await runAll(workers).finally(() => {
      stopSharing();
      return watch.stop();
    });
    health?.close();
  } finally {
    await connection.close();
  }
}

export interface CreateWorkersOptions extends RunWorkerOptions {
  readonly connection: NativeConnection;
  /** The bundle's path; the built one when absent. */
  readonly bundlePath?: string;
  /** The accounts' clients, where somebody else uses them as well; made here when absent. */
  readonly clouds?: ReadonlyMap<string, AccountClouds>;
  /** Around every activity, outside our own: a campaign loses answers there. */
  readonly activityInterceptors?: readonly ActivityInterceptorsFactory[];
}

/** One worker for each queue it may serve; all of them share one desk line, so that requests travel together. */
export async function createWorkers(options: CreateWorkersOptions): Promise<Worker[]> {
  const { config, temporal, connection, logger } = options;
  const clouds = options.clouds ?? resolveClouds(options);
  const outlets = outletsOf(config.notifications, options.env);
  const deps: ActivityDeps = { config, clouds, desks: new DeskLine(), budgets: new BudgetLine(), outlets, logger };
  const wanted = (queue: string) => options.queues === undefined || options.queues.includes(queue);
  if (wanted(MAIN_QUEUE)) sayWhatIsMissing(outlets, logger);
  const { worker: tuning, namespace } = temporal;
  const common = {
    connection,
    namespace,
    dataConverter: dataConverterOf(temporal, options.env),
    identity: `${temporal.deployment.name}@${hostname()}:${process.pid}`,
    activities: { ...activities },
    interceptors: { activity: [...(options.activityInterceptors ?? []), () => ({ inbound: new BindDeps(deps) })] },
    maxConcurrentActivityTaskExecutions: tuning.activityTaskSlots,
    shutdownGraceTime: tuning.shutdownGraceMs,
  };
  const main = wanted(MAIN_QUEUE)
    ? [
        Worker.create({
          ...common,
          ...workflowsOf(temporal.deployment, options.bundlePath ?? builtBundle(), isEncrypted(temporal)),
          taskQueue: MAIN_QUEUE,
          maxConcurrentWorkflowTaskExecutions: tuning.workflowTaskSlots,
          maxCachedWorkflows: tuning.cachedWorkflows,
        }),
      ]
    : [];
  // More orders than their desk keeps up with would reach their sockets too late, and be tried again for nothing.
  const orderSlots = Math.min(tuning.orderTaskSlots, tuning.activityTaskSlots);
  const perAccount = [...clouds.keys()].flatMap((account) => [
    { taskQueue: readsQueue(account), slots: tuning.activityTaskSlots, limit: undefined },
    { taskQueue: ordersQueue(account), slots: orderSlots, limit: config.accounts[account]?.quotas.orderPerSecond },
  ]);
  const workers = perAccount
    .filter(({ taskQueue }) => wanted(taskQueue))
    .map(({ taskQueue, slots, limit }) =>
      Worker.create({
        ...common,
        taskQueue,
        maxConcurrentActivityTaskExecutions: slots,
        ...(limit && { maxTaskQueueActivitiesPerSecond: limit }),
      }),
    );
  return Promise.all([...main, ...workers]);
}

/**
 * The bundle, and which version it is. Workflows of every type stay with the build that began their run, and are moved
 * when they begin a new one (workflows/next-run.ts). Only the queue that hosts workflows is versioned: activities of every
 * other queue take what any build sends them.
 */
function workflowsOf(deployment: DeploymentConfig, codePath: string, isEncrypted: boolean) {
  const workflowBundle = isEncrypted ? { code: encodingWorkflowCode(codePath) } : { codePath };
  if (!deployment.versioned) return { workflowBundle };
  const version = { deploymentName: deployment.name, buildId: buildIdOf(deployment, codePath) };
  return {
    workflowBundle,
    workerDeploymentOptions: { useWorkerVersioning: true, version, defaultVersioningBehavior: 'PINNED' },
  } as const;
}

/** An account without credentials is left to workers that have them, unless nothing would be left to do. */
function resolveClouds(
  { config, queues, logger, env = process.env }: RunWorkerOptions,
  paces?: ReadonlyMap<string, ReadPace>,
  ear?: CredentialEar,
): Map<string, AccountClouds> {
  const clouds = new Map<string, AccountClouds>();
  const accounts = Object.values(config.accounts).filter(
    ({ name }) => queues === undefined || queues.includes(readsQueue(name)) || queues.includes(ordersQueue(name)),
  );
  const problems: ExplainedError[] = [];
  for (const account of accounts) {
    try {
      const { name } = account;
      const onFailure = (code: string) => ear?.heard(name, code);
      clouds.set(name, cloudsOf(account, config.timing, env, paces?.get(name), onFailure));
    } catch (error) {
      if (!(error instanceof ExplainedError)) throw error;
      problems.push(error);
      logger.error({ account: account.name, remedy: error.remedy }, error.message);
    }
  }
  const [first] = problems;
  if (first !== undefined && (clouds.size === 0 || queues !== undefined)) throw first;
  return clouds;
}

function pacesOf({ accounts }: LeaselineConfig): ReadonlyMap<string, ReadPace> {
  return new Map(Object.values(accounts).map(({ name, quotas }) => [name, new ReadPace(quotas.describePerSecond)]));
}

/** When one worker stops, for whatever reason, all stop: half a worker would look alive and leave work undone. */
async function runAll(workers: readonly Worker[]): Promise<void> {
  const stopOthers = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  await Promise.all(workers.map((worker) => worker.run().finally(stopOthers)));
}

function readinessOf(workers: readonly Worker[]): Readiness & { readonly workers: readonly object[] } {
  const states = workers.map((worker) => ({ queue: worker.options.taskQueue, state: worker.getState() }));
  return { ready: states.every(({ state }) => state === 'RUNNING'), workers: states };
}

/** Temporal's own log lines go where ours go; one logger for the whole process. */
function installRuntime(logger: Logger): void {
  const write = ({ level, message, meta }: LogEntry) => {
    const { error, ...fields } = meta ?? {};
    const line = error === undefined ? fields : { ...fields, err: error };
    const method =
      level === 'TRACE' || level === 'DEBUG'
        ? 'debug'
        : level === 'INFO'
          ? 'info'
          : level === 'WARN'
            ? 'warn'
            : 'error';
    logger[method](line, message);
  };
  Runtime.install({ logger: new DefaultLogger('INFO', write), shutdownSignals: ['SIGTERM', 'SIGINT'] });
}
