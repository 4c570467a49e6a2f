import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { projectRoot } from '../../workers/embedded/home.js';
import type { DevHarness } from './dev-harness.js';
import { CREDENTIALS } from './harness.js';

const MAIN = join(projectRoot(), 'dist', 'cli', 'main.js');
const STOP_MYSELF = join(projectRoot(), 'dist', 'test', 'support', 'stop-myself.js');

export interface WorkerProcessOptions {
  readonly queues: readonly string[];
  /** Where it finds Temporal; absent: the harness's server itself. */
  readonly address?: string;
  /** It stops itself as by SIGSTOP, once, when it comes to this point of a call whose name holds `action`. */
  readonly stopsAt?: { readonly point: 'beforeSocket' | 'sent'; readonly action: string };
}

/** A worker as it runs in production, in a process of its own that can be killed or frozen. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
  }

  static async start(harness: DevHarness, options: WorkerProcessOptions): Promise<WorkerProcess> {
    const { queues, address = harness.env.address, stopsAt } = options;
    const folder = mkdtempSync(join(tmpdir(), 'leaseline-worker-'));
    const config = join(folder, 'leaseline.yaml');
    writeFileSync(config, harness.configText);
    const preload = stopsAt === undefined ? [] : ['--import', STOP_MYSELF];
    const child = spawn(
      process.execPath,
      [...preload, MAIN, 'worker', '--config', config, '--queues', queues.join(',')],
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
    const worker = new WorkerProcess(child, folder);
    for (const queue of queues) {
      await expect.poll(() => worker.#polls(harness, queue), { timeout: 30_000 }).toBe(true);
    }
    return worker;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async #polls(harness: DevHarness, queue: string): Promise<boolean> {
    const { exitCode } = this.#child;
    if (exitCode !== null) throw new Error(`the worker ended with code ${exitCode}`);
    const { pollers } = await harness.env.connection.workflowService.describeTaskQueue({
      namespace: 'default',
      taskQueue: { name: queue },
      // Activities: these workers host no workflows.
      taskQueueType: 2,
    });
    return pollers?.some(({ identity }) => identity?.endsWith(`:${this.pid}`)) === true;
  }

  /** Every thread of it stands still, as when its machine swaps, migrates or is paused; nothing of it is lost. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
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
