import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Connection } from '@temporalio/client';
import { freePort } from '../../../cli/support/ports.js';
import type { LeaselineConfig } from '../../../model/config/leaseline-config.js';
import { MAIN_QUEUE } from '../../../model/ids.js';
import { loadConfig } from '../../../workers/config/load.js';
import { connectClient } from '../../../workers/connection.js';
import { leaselineHome, projectRoot } from '../../../workers/embedded/home.js';
import { readRunFile } from '../../../workers/embedded/run-file.js';
import { findTemporalCli } from '../../../workers/embedded/temporal-binary.js';
import { announced } from '../../support/announced.js';
import { writeKillConfig } from './kill-config.js';

export const PARTS = ['worker', 'temporal', 'simulator'] as const;
export type Part = (typeof PARTS)[number];

export interface Session {
  readonly client: Client;
  readonly config: LeaselineConfig;
  readonly simulatorUrl: string;
}

const MAIN = join(projectRoot(), 'bin', 'leaseline.mjs');
const LOOK_MS = 50;
/** Far more than a busy machine needs to bring one of them back. */
const WHOLE_LIMIT_MS = 90_000;

/** The system as a person puts it up: `leaseline up` as a process, which keeps server, simulator and worker below it. */
export class KillableSystem {
  readonly home: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #configFile: string;
  /** The same after every start, so that one client can wait through all of them. */
  readonly #ports: readonly string[];
  #up: ChildProcess | null = null;
  #open: (Session & { readonly connection: Connection }) | null = null;
  /** Killed, and not yet seen again as another process. */
  readonly #dead = new Map<Part, number>();

  private constructor(home: string, env: NodeJS.ProcessEnv, ports: readonly string[]) {
    this.home = home;
    this.#env = env;
    this.#ports = ports;
    this.#configFile = writeKillConfig(home);
    // Should this process end in the middle of it all, nothing is left running.
    process.once('exit', () => this.#up?.kill('SIGTERM'));
  }

  static async prepare(say: (line: string) => void): Promise<KillableSystem> {
    const LEASELINE_TEMPORAL_BIN = await findTemporalCli({ home: leaselineHome(), say });
    const home = await mkdtemp(join(tmpdir(), 'leaseline-kills-'));
    const env = { LEASELINE_TEMPORAL_BIN, LEASELINE_HOME: home, TEMPORAL_CONFIG_FILE: join(home, 'none.toml') };
    const flags = ['--temporal-port', '--ui-port', '--simulator-port', '--api-port'];
    const ports = await Promise.all(flags.map(async (flag) => [flag, String(await freePort())]));
    return new KillableSystem(home, { ...process.env, ...env }, ports.flat());
  }

  get session(): Session {
    if (this.#open === null) throw new Error('the system is not up');
    return this.#open;
  }

  async up(): Promise<void> {
    const { home } = this;
    const up = spawn(process.execPath, [MAIN, 'up', '--config', this.#configFile, '--json', ...this.#ports], {
      env: this.#env,
      cwd: home,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#up = up;
    await announced(up);
    if (this.#open !== null) return;
    const { leaseline, temporal } = loadConfig({ file: this.#configFile, env: this.#env });
    const simulatorUrl = readRunFile(home)?.addresses.simulator;
    if (simulatorUrl == null) throw new Error('no simulator runs');
    const { client, connection } = await connectClient(temporal, { env: this.#env });
    this.#open = { client, connection, config: leaseline, simulatorUrl };
  }

  pid(part: Part): number | null {
    return readRunFile(this.home)?.processes[part]?.pid ?? null;
  }

  /** @returns the process ids that were killed; a part that was just being started again has none */
  kill(parts: readonly Part[]): Partial<Record<Part, number>> {
    const killed: Partial<Record<Part, number>> = {};
    for (const part of parts) {
      const pid = this.pid(part);
      if (pid === null || !killNow(pid)) continue;
      killed[part] = pid;
      this.#dead.set(part, pid);
    }
    return killed;
  }

  /** All of it at once and the supervisor with it, as when the power fails. */
  async cutPower(): Promise<void> {
    const up = this.#up;
    const ended = new Promise((resolve) => up?.once('exit', resolve));
    this.kill(PARTS);
    up?.kill('SIGKILL');
    await ended;
    this.#dead.clear();
  }

  /** Waits until every part runs and the worker takes tasks. */
  async untilWhole(signal: AbortSignal): Promise<void> {
    const deadlineMs = performance.now() + WHOLE_LIMIT_MS;
    while (!(await this.#isWhole())) {
      signal.throwIfAborted();
      if (performance.now() > deadlineMs) throw new Error(`not whole again after ${WHOLE_LIMIT_MS / 1000} s`);
      await sleep(LOOK_MS);
    }
    this.#dead.clear();
  }

  async #isWhole(): Promise<boolean> {
    const pids = PARTS.map((part) => [part, this.pid(part)] as const);
    if (pids.some(([part, pid]) => pid === null || pid === this.#dead.get(part))) return false;
    const { connection, simulatorUrl } = this.#open ?? {};
    try {
      const health = await fetch(`${simulatorUrl}/_sim/healthz`, { signal: AbortSignal.timeout(1_000) });
      await health.body?.cancel();
      const described = await connection?.withDeadline(Date.now() + 1_000, () =>
        connection.workflowService.describeTaskQueue({ namespace: 'default', taskQueue: { name: MAIN_QUEUE } }),
      );
      const mine = `:${this.pid('worker')}`;
      return health.ok && (described?.pollers ?? []).some(({ identity }) => identity?.endsWith(mine) === true);
    } catch {
      return false;
    }
  }

  /** The real command line, as a person uses it. */
  leaseline(...args: string[]): Promise<{ code: number; stdout: string }> {
    const line = [MAIN, ...args, '--config', this.#configFile];
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        line,
        { env: this.#env, cwd: this.home, maxBuffer: 64 * 1024 * 1024 },
        (error, stdout) => {
          resolve({ code: error === null ? 0 : Number(error.code), stdout });
        },
      );
    });
  }

  async down(): Promise<void> {
    await this.#open?.connection.close().catch(() => undefined);
    const up = this.#up;
    if (up === null || up.exitCode !== null || up.signalCode !== null) return;
    const ended = new Promise((resolve) => up.once('exit', resolve));
    up.kill('SIGTERM');
    await ended;
  }

  remove(): Promise<void> {
    return rm(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

function killNow(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    // It has just died; the supervisor has not noticed yet.
    return false;
  }
}
