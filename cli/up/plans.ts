import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import type { LoadedConfig } from '../../workers/config/load.js';
import { demoEnvironment } from '../../workers/config/simulator-endpoints.js';
import { devServerArguments, untilServing } from '../../workers/embedded/dev-server.js';
import type { ProcessPlan } from './supervised-process.js';

/** What is common to every process of one local system. */
export interface LocalSystem {
  readonly home: string;
  readonly config: LoadedConfig;
  readonly env: NodeJS.ProcessEnv;
  readonly ports: {
    readonly temporal: number;
    readonly temporalUi: number;
    readonly simulator: number;
    readonly workerHealth: number;
    readonly api: number;
  };
}

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const GUARD = fileURLToPath(new URL('../../workers/embedded/guard.js', import.meta.url));
const RETRY_MS = 50;
const PROBE_LIMIT_MS = 2_000;
const STOP_LIMIT_MS = 12_000;

export function temporalPlan(system: LocalSystem, binary: string): ProcessPlan {
  const { home, config, env, ports } = system;
  const { namespace } = config.temporal;
  const databaseFile = join(home, 'temporal.db');
  const args = devServerArguments({ databaseFile, namespace, port: ports.temporal, uiPort: ports.temporalUi });
  return {
    name: 'temporal',
    command: process.execPath,
    args: [GUARD, binary, ...args],
    env,
    logFile: logFile(home, 'temporal'),
    untilReady: (signal) => untilServing(`127.0.0.1:${ports.temporal}`, namespace, signal),
    stopLimitMs: STOP_LIMIT_MS,
  };
}

export function simulatorPlan(system: LocalSystem): ProcessPlan {
  const { home, env, ports } = system;
  return {
    name: 'simulator',
    command: process.execPath,
    args: [MAIN, 'simulator', '--port', String(ports.simulator), '--state', join(home, 'simulator')],
    env,
    logFile: logFile(home, 'simulator'),
    untilReady: (signal) => untilHealthy(`http://127.0.0.1:${ports.simulator}/_sim/healthz`, signal),
    stopLimitMs: STOP_LIMIT_MS,
  };
}

/** @param withSimulator whether the simulator is ours, so that its demo credentials may stand in for missing ones */
export function workerPlan(system: LocalSystem, withSimulator: boolean): ProcessPlan {
  const { home, config, env, ports } = system;
  const simulatorEnv = {
    LEASELINE_SIMULATOR_PORT: String(ports.simulator),
    ...demoEnvironment(config.leaseline, env),
  };
  return {
    name: 'worker',
    command: process.execPath,
    args: [MAIN, '--config', config.file, 'worker', '--health-port', String(ports.workerHealth)],
    env: withSimulator ? { ...env, ...simulatorEnv } : env,
    logFile: logFile(home, 'worker'),
    untilReady: (signal) => untilHealthy(`http://127.0.0.1:${ports.workerHealth}/readyz`, signal),
    stopLimitMs: config.temporal.worker.shutdownGraceMs + STOP_LIMIT_MS,
  };
}

/** @param withSimulator whether the simulator is ours */
export function apiPlan(system: LocalSystem, withSimulator: boolean, withConsole: boolean): ProcessPlan {
  const { home, config, env, ports } = system;
  return {
    name: 'api',
    command: process.execPath,
    args: [MAIN, '--config', config.file, 'api', '--port', String(ports.api), ...(withConsole ? [] : ['--no-console'])],
    env: withSimulator ? { ...env, LEASELINE_SIMULATOR_PORT: String(ports.simulator) } : env,
    logFile: logFile(home, 'api'),
    untilReady: (signal) => untilHealthy(`http://127.0.0.1:${ports.api}/readyz`, signal),
    stopLimitMs: STOP_LIMIT_MS,
  };
}

function logFile(home: string, name: string): string {
  return join(home, 'logs', `${name}.log`);
}

async function untilHealthy(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      const { statusCode, body } = await request(url, {
        signal,
        bodyTimeout: PROBE_LIMIT_MS,
        headersTimeout: PROBE_LIMIT_MS,
      });
      await body.dump();
      if (statusCode === 200) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
