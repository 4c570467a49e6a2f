import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client, Connection } from '@temporalio/client';
import { note } from '../cli/support/output.js';
import { freePort } from '../cli/support/ports.js';
import { RunningSystem } from '../cli/up/local-system.js';
import type { LocalSystem } from '../cli/up/plans.js';
import type { ProcessPlan } from '../cli/up/supervised-process.js';
import { type LoadedConfig, loadConfig } from '../workers/config/load.js';
import { connectClient } from '../workers/connection.js';
import { leaselineHome } from '../workers/embedded/home.js';
import { readRunFile } from '../workers/embedded/run-file.js';
import { findTemporalCli } from '../workers/embedded/temporal-binary.js';
import { type BenchTiming, benchEnvironment, writeBenchConfig } from './bench-config.js';
import { type KeptProcess, keepProcess } from './kept-process.js';
import { SimulatedClouds } from './simulated-clouds.js';
import type { Pids } from './usage.js';

/** A whole system of its own: server, simulator, one real worker, and what its setting puts beside them. */
export interface Stage {
  readonly client: Client;
  readonly config: LoadedConfig;
  readonly clouds: SimulatedClouds;
  /** Where the API of this system listens. */
  readonly apiUrl: string;
  /** The home of this system, with the keys of its API. */
  readonly home: string;
  /** `temporal`, `simulator`, `worker`, and each process beside them by its name. */
  readonly pids: Pids;
}

/** What differs between the stages of different benches. */
export interface Setting {
  readonly timing: BenchTiming;
  /** How long the vendors take to deliver: least and most. */
  readonly deliverySeconds: readonly [number, number];
  /** Processes beside server, simulator and the one worker. */
  readonly beside: (premises: Premises) => Promise<readonly ProcessPlan[]>;
}

/** As shipped, vendors that deliver at once, and nothing beside them. */
export const PLAIN: Setting = { timing: {}, deliverySeconds: [0, 1], beside: async () => [] };

/** Where a process beside the others finds them. */
export interface Premises {
  readonly system: LocalSystem;
  readonly connection: Connection;
}

/**
 * Puts the system up in a home of its own, does the work, and leaves nothing behind, whatever happens.
 * @throws the signal's reason when it is aborted, and the error of a process that cannot be kept running
 */
export async function onStage<Result>(
  signal: AbortSignal,
  setting: Setting,
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const home = await mkdtemp(join(tmpdir(), 'leaseline-bench-'));
  const cleanUps: (() => Promise<void>)[] = [() => rm(home, { recursive: true, force: true, maxRetries: 5 })];
  const stopped = aborted(signal);
  try {
    return await Promise.race([stopped.promise, raise({ home, cleanUps, signal, setting, work })]);
  } finally {
    stopped.forget();
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  }
}

async function raise<Result>(raising: {
  readonly home: string;
  readonly cleanUps: (() => Promise<void>)[];
  readonly signal: AbortSignal;
  readonly setting: Setting;
  readonly work: (stage: Stage) => Promise<Result>;
}): Promise<Result> {
  const { home, cleanUps, signal, setting, work } = raising;
  const env = benchEnvironment(home, process.env);
  const file = writeBenchConfig(home, setting.timing);
  const temporalBinary = await findTemporalCli({ home: leaselineHome(), say: note });
  const [temporal, temporalUi, simulator, workerHealth, api] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  signal.throwIfAborted();
  const local: LocalSystem = {
    home,
    config: loadConfig({ file, env }),
    env,
    ports: { temporal, temporalUi, simulator, workerHealth, api },
  };
  const system = new RunningSystem(local, { temporalBinary, simulator: true, console: false });
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
  const plans = await setting.beside({ system: local, connection });
  const kept = plans.map((plan): readonly [string, KeptProcess] => [plan.name, keepProcess(plan)]);
  cleanUps.push(async () => {
    for (const [, { process }] of kept) process.kill();
    await Promise.all(kept.map(([, { process }]) => process.stop()));
  });
  const failed = Promise.race([system.failed, ...kept.map(([, one]) => one.failed)]);
  await Promise.race([Promise.all(kept.map(([, { ready }]) => ready)), failed]);

  const clouds = new SimulatedClouds(system.addresses.simulator ?? '');
  await clouds.behave(setting.deliverySeconds);
  const pids = pidsOf(home, kept);
  const result = await Promise.race([
    work({ client, config, clouds, apiUrl: system.addresses.api ?? '', home, pids }),
    failed,
  ]);
  // A process that died and came back has done some of its work twice: such figures say nothing.
  if (JSON.stringify(pidsOf(home, kept)) !== JSON.stringify(pids)) {
    throw new Error('a process died and was started again while it was measured; the figures are void');
  }
  return result;
}

function pidsOf(home: string, kept: readonly (readonly [string, KeptProcess])[]): Pids {
  const processes = Object.entries(readRunFile(home)?.processes ?? {}).map(([name, { pid }]) => [name, pid] as const);
  const beside = kept.map(([name, { pid }]) => [name, pid() ?? 0] as const);
  return Object.fromEntries([...processes.sort(), ...beside]);
}

/** Rejects once it is aborted; several stages may stand under one signal, each forgets it when it is done. */
function aborted(signal: AbortSignal): { readonly promise: Promise<never>; readonly forget: () => void } {
  let forget = () => {};
  const promise = new Promise<never>((_resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
    forget = () => signal.removeEventListener('abort', onAbort);
  });
  return { promise, forget };
}
