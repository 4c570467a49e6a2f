import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { freePort } from '../../cli/support/ports.js';
import { projectRoot } from '../../workers/embedded/home.js';
import type { DevHarness } from './dev-harness.js';
import { CREDENTIALS } from './harness.js';

const MAIN = join(projectRoot(), 'dist', 'cli', 'main.js');
/** The first one may have been on its way before the thaw; by the last one everything that waited has had its turn. */
const AWAKE_ANSWERS = 10;
const STOP_MYSELF = join(projectRoot(), 'dist', 'test', 'support', 'stop-myself.js');

export interface WorkerProcessOptions {
  readonly queues: readonly string[];
  /** Where it finds Temporal; absent: the harness's server itself. */
  readonly address?: string;
  /** `timing` of its own leaseline.yaml; absent: the harness's. */
  readonly timing?: string;
  /**
   * Sends of one queue at a time, default 1: a frozen process keeps the polls it has open, and the server goes on giving
   * it tasks, one for each free slot.
   */
  readonly slots?: number;
  /** It stops itself as by SIGSTOP, once, when it comes to this point of a call whose name holds `action`. */
  readonly stopsAt?: { readonly point: 'beforeSocket' | 'sent'; readonly action: string };
}

/** A worker as it runs in production, in a process of its own that can be killed or frozen. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #healthPort: number;

  private constructor(child: ChildProcess, folder: string, healthPort: number) {
    this.#child = child;
    this.#folder = folder;
    this.#healthPort = healthPort;
  }

  static async start(harness: DevHarness, options: WorkerProcessOptions): Promise<WorkerProcess> {
    const { queues, address = harness.env.address, timing, slots = 1, stopsAt } = options;
    const folder = mkdtempSync(join(tmpdir(), 'leaseline-worker-'));
    const config = join(folder, 'leaseline.yaml');
    writeFileSync(config, harness.configText(timing));
    writeFileSync(join(folder, 'temporal.yaml'), `encryption: off\nworker: { activityTaskSlots: ${slots} }\n`);
    const healthPort = await freePort();
    const preload = stopsAt === undefined ? [] : ['--import', STOP_MYSELF];
    const child = spawn(
      process.execPath,
      [
        ...preload,
        ...[MAIN, 'worker', '--config', config, '--queues', queues.join(',')],
        ...['--health-port', String(healthPort)],
      ],
      {
        env: {
          ...process.env,
          ...CREDENTIALS,
          LEASELINE_HOME: folder,
          TEMPORAL_CONFIG_FILE: join(folder, 'none.toml'),
          TEMPORAL_ADDRESS: address,
          STOP_MYSELF_AT: stopsAt?.point,
          STOP_MYSELF_ACTION: stopsAt?.action,
        },
        cwd: folder,
        stdio: ['ignore', 'ignore', process.env.LEASELINE_TEST_LOG === '1' ? 'inherit' : 'ignore'],
      },
    );
    const worker = new WorkerProcess(child, folder, healthPort);
    await worker.untilPolling(harness, queues, 0);
    return worker;
  }

  /** @param sinceMs epoch milliseconds: its poll must be newer than this */
  async untilPolling(harness: DevHarness, queues: readonly string[], sinceMs: number): Promise<void> {
    for (const queue of queues) {
      await vi.waitUntil(() => this.#polls(harness, queue, sinceMs), { timeout: 120_000, interval: 100 });
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async #polls(harness: DevHarness, queue: string, sinceMs: number): Promise<boolean> {
    const { exitCode } = this.#child;
    if (exitCode !== null) throw new Error(`the worker ended with code ${exitCode}`);
    const { pollers } = await harness.env.connection.workflowService.describeTaskQueue({
      namespace: 'default',
      taskQueue: { name: queue },
      // Activities: these workers host no workflows.
      taskQueueType: 2,
    });
    const own = pollers?.find(({ identity }) => identity?.endsWith(`:${this.pid}`));
    return own !== undefined && Number(own.lastAccessTime?.seconds ?? 0) * 1000 >= sinceMs;
  }

  /** Every thread of it stands still, as when its machine swaps, migrates or is paused; nothing of it is lost. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  /** After a thaw: its event loop turns again, so what it had begun before has gone on. */
  async untilAwake(): Promise<void> {
    for (let answers = 0; answers < AWAKE_ANSWERS; answers += 1) {
      await vi.waitUntil(() => this.#isHealthy(), { timeout: 10_000 });
    }
  }

  async #isHealthy(): Promise<boolean> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.#healthPort}/healthz`, {
        signal: AbortSignal.timeout(1_000),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }

  get isFrozen(): boolean {
    return execFileSync('ps', ['-o', 'state=', '-p', String(this.pid)], { encoding: 'utf8' }).startsWith('T');
  }

  async kill(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    if (exitCode === null && signalCode === null) await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
