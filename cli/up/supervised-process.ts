import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { z } from 'zod';
import { ExplainedError } from '../../model/config/explained-error.js';
import { EXIT } from '../support/exit-codes.js';
import { lastLogLine, openLog } from './log-file.js';

export interface ProcessPlan {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** Resolves when it can be used; called again after every start. */
  readonly untilReady: (signal: AbortSignal) => Promise<void>;
  /** How long it may take to end by itself before it is killed. */
  readonly stopLimitMs: number;
}

export interface ProcessEvents {
  /** Its process id, or null while it is not running. */
  readonly pid: (pid: number | null) => void;
  readonly restarting: (why: string, afterMs: number) => void;
  readonly ready: () => void;
  /** It will not be started again. */
  readonly gaveUp: (error: ExplainedError) => void;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** Who stays up this long has recovered: the next pause is short again. */
const STEADY_MS = 30_000;
/** Starts in a row that never became ready; with the growing pauses this is about half a minute. */
const HOPELESS_STARTS = 8;

/** What the guard says about the program it runs (`workers/embedded/guard.ts`). */
const guardReport = z.object({ pid: z.number().int().positive() });

/** Keeps one process running: starts it, starts it again with growing pauses when it dies, ends it when asked. */
export class SupervisedProcess {
  readonly #plan: ProcessPlan;
  readonly #events: ProcessEvents;
  readonly #stopping = new AbortController();
  #child: ChildProcess | null = null;
  /** The program behind a guard; the guard itself otherwise. */
  #pid: number | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(plan: ProcessPlan, events: ProcessEvents) {
    this.#plan = plan;
    this.#events = events;
  }

  /** Begins to keep it running; `events.ready` tells when it can be used. */
  start(): void {
    this.#ended = this.#keepRunning();
  }

  /** Asks it to end, kills it when it does not, and waits until it is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    child?.kill('SIGTERM');
    const killer = setTimeout(() => this.kill(), this.#plan.stopLimitMs);
    await this.#ended;
    clearTimeout(killer);
  }

  /** Ends it at once. */
  kill(): void {
    this.#stopping.abort();
    if (this.#pid !== null) killQuietly(this.#pid);
    this.#child?.kill('SIGKILL');
  }

  async #keepRunning(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    let vainStarts = 0;
    while (!this.#stopping.signal.aborted) {
      const startedAt = performance.now();
      const { why, wasReady, isHopeless } = await this.#runOnce();
      if (this.#stopping.signal.aborted) return;
      vainStarts = wasReady ? 0 : vainStarts + 1;
      if (isHopeless || vainStarts >= HOPELESS_STARTS) return this.#giveUp(why);
      if (performance.now() - startedAt > STEADY_MS) pauseMs = FIRST_PAUSE_MS;
      this.#events.restarting(why, pauseMs);
      await pause(pauseMs, this.#stopping.signal);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  async #runOnce(): Promise<{ why: string; wasReady: boolean; isHopeless: boolean }> {
    const { command, args, env, logFile } = this.#plan;
    const log = openLog(logFile);
    // A process group of its own: Ctrl-C in the terminal must reach the supervisor alone, which ends the others in order.
    const child = spawn(command, args, { env, stdio: ['ignore', log, log, 'ipc'], detached: true });
    closeSync(log);
    this.#child = child;
    child.once('spawn', () => this.#isNow(child.pid ?? null));
    child.on('message', (message) => {
      const report = guardReport.safeParse(message);
      if (report.success) this.#isNow(report.data.pid);
    });

    const gone = new AbortController();
    let wasReady = false;
    const readiness = this.#plan.untilReady(AbortSignal.any([gone.signal, this.#stopping.signal])).then(
      () => {
        if (gone.signal.aborted) return;
        wasReady = true;
        this.#events.ready();
      },
      () => {},
    );
    const end = await endOf(child);
    gone.abort();
    await readiness;
    // A guard that was killed leaves its program behind, which would hold the port and the database.
    if (this.#pid !== null && this.#pid !== child.pid) killQuietly(this.#pid);
    this.#child = null;
    this.#isNow(null);
    return { why: end.why, wasReady, isHopeless: end.code === EXIT.usage };
  }

  #isNow(pid: number | null): void {
    this.#pid = pid;
    this.#events.pid(pid);
  }

  #giveUp(why: string): void {
    const { name, logFile } = this.#plan;
    const line = lastLogLine(logFile);
    const what = `The ${name} process cannot be kept running: it ${why}${line === '' ? '' : `. Its log ends with: ${line}`}`;
    this.#events.gaveUp(new ExplainedError(what, `See ${logFile}`));
  }
}

function endOf(child: ChildProcess): Promise<{ code: number | null; why: string }> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, why: `could not be started (${error.message})` }));
    child.once('exit', (code, signal) => {
      resolve({ code, why: code === null ? `was ended by ${signal}` : `ended with code ${code}` });
    });
  });
}

function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, durationMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
