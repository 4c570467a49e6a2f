import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Client, Connection } from '@temporalio/client';
import { note } from '../cli/support/output.js';
import { freePort } from '../cli/support/ports.js';
import { RunningSystem } from '../cli/up/local-system.js';
import { SupervisedProcess } from '../cli/up/supervised-process.js';
import { type LoadedConfig, loadConfig } from '../workers/config/load.js';
import { connectClient } from '../workers/connection.js';
import { leaselineHome } from '../workers/embedded/home.js';
import { readRunFile } from '../workers/embedded/run-file.js';
import { findTemporalCli } from '../workers/embedded/temporal-binary.js';
import { benchEnvironment, writeBenchConfig } from './bench-config.js';
import { EMPTY } from './empty-activity.js';
import { SimulatedClouds } from './simulated-clouds.js';
import type { Pids } from './usage.js';

/** A whole system of its own: server, simulator, one real worker, and beside them the worker of the empty activities. */
export interface Stage {
  readonly client: Client;
  readonly config: LoadedConfig;
  readonly clouds: SimulatedClouds;
  /** `temporal`, `simulator`, `worker`, `emptyWorker`. */
  readonly pids: Pids;
}

const EMPTY_WORKER = fileURLToPath(new URL('./empty-worker.js', import.meta.url));
const POLLER_LOOK_MS = 100;

/**
 * Puts the system up in a home of its own, does the work, and leaves nothing behind, whatever happens.
 * @throws the signal's reason when it is aborted, and the error of a process that cannot be kept running
 */
export async function onStage<Result>(signal: AbortSignal, work: (stage: Stage) => Promise<Result>): Promise<Result> {
  const home = await mkdtemp(join(tmpdir(), 'leaseline-bench-'));
  const cleanUps: (() => Promise<void>)[] = [() => rm(home, { recursive: true, force: true, maxRetries: 5 })];
  try {
    return await Promise.race([aborted(signal), raise(home, cleanUps, signal, work)]);
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  }
}

async function raise<Result>(
  home: string,
  cleanUps: (() => Promise<void>)[],
  signal: AbortSignal,
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const env = benchEnvironment(home, process.env);
  const file = writeBenchConfig(home);
  const temporalBinary = await findTemporalCli({ home: leaselineHome(), say: note });
  const [temporal, temporalUi, simulator, workerHealth] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  signal.throwIfAborted();
  const ports = { temporal, temporalUi, simulator, workerHealth };
  const system = new RunningSystem(
    { home, config: loadConfig({ file, env }), env, ports },
    { temporalBinary, simulator: true },
  );
  // Nothing of it is to be kept, so nobody waits for an orderly end.
  cleanUps.push(() => {
    system.kill();
    return system.stop();
  });
  await Promise.race([system.start(), system.failed]);

  const config = loadConfig({ file, env });
  const { client, connection } = await connectClient(config.temporal, { env });
  cleanUps.push(() => connection.close());
  signal.throwIfAborted();
  const emptyWorker = keepEmptyWorker(home, config, env, connection);
  cleanUps.push(() => {
    emptyWorker.process.kill();
    return emptyWorker.process.stop();
  });
  const emptyPid = await Promise.race([emptyWorker.ready, emptyWorker.failed, system.failed]);

  const clouds = new SimulatedClouds(system.addresses.simulator ?? '');
  await clouds.hurry();
  const pids = { ...systemPids(home), emptyWorker: emptyPid };
  const result = await Promise.race([work({ client, config, clouds, pids }), emptyWorker.failed, system.failed]);
  // A process that died and came back has done some of its work twice: such figures say nothing.
  if (JSON.stringify({ ...systemPids(home), emptyWorker: emptyWorker.pid() }) !== JSON.stringify(pids)) {
    throw new Error('a process died and was started again while it was measured; the figures are void');
  }
  return result;
}

function systemPids(home: string): Pids {
  const processes = Object.entries(readRunFile(home)?.processes ?? {});
  return Object.fromEntries(processes.map(([name, { pid }]) => [name, pid]).sort());
}

function keepEmptyWorker(home: string, { file }: LoadedConfig, env: NodeJS.ProcessEnv, connection: Connection) {
  let pid: number | null = null;
  let resolveReady: (pid: number) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const ready = new Promise<number>((resolve) => {
    resolveReady = resolve;
  });
  const failed = new Promise<never>((_resolve, rejectFailed) => {
    reject = rejectFailed;
  });
  failed.catch(() => {});
  const process_ = new SupervisedProcess(
    {
      name: 'empty worker',
      command: process.execPath,
      args: [EMPTY_WORKER, file],
      env,
      logFile: join(home, 'logs', 'empty-worker.log'),
      untilReady: (signal) => untilPolled(connection, signal),
      stopLimitMs: 1_000,
    },
    {
      pid: (current) => {
        pid = current;
      },
      restarting: (why) => note(`the empty worker ${why}; starting it again`),
      ready: () => resolveReady(pid ?? 0),
      gaveUp: reject,
    },
  );
  process_.start();
  return { process: process_, ready, failed, pid: () => pid };
}

async function untilPolled(connection: Connection, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace: 'default',
      taskQueue: { name: EMPTY.queue },
    });
    if (pollers.length > 0) return;
    await sleep(POLLER_LOOK_MS);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}
