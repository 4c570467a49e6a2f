import { keepClosedWorkflows } from '../../workers/embedded/dev-server.js';
import { startMarkOf } from '../../workers/embedded/process-identity.js';
import { type RunFile, removeRunFile, writeRunFile } from '../../workers/embedded/run-file.js';
import { note } from '../support/output.js';
import { apiPlan, type LocalSystem, simulatorPlan, temporalPlan, workerPlan } from './plans.js';
import { type ProcessPlan, SupervisedProcess } from './supervised-process.js';

export interface SystemParts {
  /** The Temporal CLI to run; null when somebody else runs the server. */
  readonly temporalBinary: string | null;
  readonly simulator: boolean;
  /** Whether the API serves the web console. */
  readonly console: boolean;
}

/** Server, simulator, worker and API of one machine, kept running, with `run.json` always telling where they are. */
export class RunningSystem {
  readonly addresses: RunFile['addresses'];
  /** Rejects when one of them cannot be kept running. */
  readonly failed: Promise<never>;
  readonly #system: LocalSystem;
  readonly #parts: SystemParts;
  readonly #startedAt = new Date().toISOString();
  readonly #processes = new Map<string, SupervisedProcess>();
  readonly #pids = new Map<string, number>();
  #fail: (error: Error) => void = () => {};
  #isStopping = false;

  constructor(system: LocalSystem, parts: SystemParts) {
    const { config, ports } = system;
    this.#system = system;
    this.#parts = parts;
    this.addresses = {
      temporal: parts.temporalBinary === null ? config.temporal.address : `127.0.0.1:${ports.temporal}`,
      temporalUi: parts.temporalBinary === null ? null : `http://127.0.0.1:${ports.temporalUi}`,
      simulator: parts.simulator ? `http://127.0.0.1:${ports.simulator}` : null,
      api: `http://127.0.0.1:${ports.api}`,
    };
    this.failed = new Promise((_resolve, reject) => {
      this.#fail = reject;
    });
    // Whoever waits for it sees it; without anybody waiting it must not end the process.
    this.failed.catch(() => {});
  }

  /** Starts what is asked for and comes back when all of it can be used. */
  async start(): Promise<void> {
    this.#write();
    const { temporalBinary, simulator, console } = this.#parts;
    note(
      `Starting ${['Temporal', simulator ? 'the cloud simulator' : null, 'a worker, the API'].filter(Boolean).join(', ')}`,
    );
    // All at once: the worker loads while the server comes up, then waits for it.
    await Promise.all([
      temporalBinary === null ? null : this.#keepServer(temporalBinary),
      simulator ? this.#keep(simulatorPlan(this.#system)) : null,
      this.#keep(workerPlan(this.#system, simulator)),
      this.#keep(apiPlan(this.#system, simulator, console)),
    ]);
  }

  async #keepServer(binary: string): Promise<void> {
    const { namespace, retentionMs } = this.#system.config.temporal;
    await this.#keep(temporalPlan(this.#system, binary));
    await keepClosedWorkflows(this.addresses.temporal, namespace, retentionMs);
  }

  /** Ends them in the order in which each still finds what it needs: API, worker, simulator, server. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const name of ['api', 'worker', 'simulator', 'temporal']) await this.#processes.get(name)?.stop();
    removeRunFile(this.#system.home);
  }

  /** Ends all of them at once. */
  kill(): void {
    this.#isStopping = true;
    for (const running of this.#processes.values()) running.kill();
  }

  #keep(plan: ProcessPlan): Promise<void> {
    return new Promise((resolve) => {
      const running = new SupervisedProcess(plan, {
        pid: (pid) => this.#remember(plan.name, pid),
        restarting: (why, afterMs) => note(`${plan.name} ${why}; starting it again in ${afterMs} ms`),
        ready: resolve,
        gaveUp: (error) => this.#fail(error),
      });
      this.#processes.set(plan.name, running);
      running.start();
    });
  }

  #remember(name: string, pid: number | null): void {
    if (pid === null) this.#pids.delete(name);
    else this.#pids.set(name, pid);
    if (!this.#isStopping) this.#write();
  }

  #write(): void {
    writeRunFile(this.#system.home, {
      pid: process.pid,
      startMark: startMarkOf(process.pid) ?? '',
      startedAt: this.#startedAt,
      addresses: this.addresses,
      processes: Object.fromEntries([...this.#pids].map(([name, pid]) => [name, { pid }])),
    });
  }
}
