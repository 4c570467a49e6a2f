import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../../workers/embedded/home.js';
import type { Answer, Task } from './player-messages.js';

const LIGHT_WORKFLOWS = join(projectRoot(), 'test', 'setup', 'light-workflows.cjs');
const PLAYER = fileURLToPath(new URL('./player.js', import.meta.url));
/** How long a process may take for one task, cutting down included, before it is replaced. */
const TASK_LIMIT_MS = 15 * 60_000;
const LEAVE_LIMIT_MS = 15_000;

/** Several processes that play schedules, each one at a time. */
export class Players {
  readonly #bundlePath: string;
  readonly #count: number;
  readonly #children = new Set<ChildProcess>();

  constructor(bundlePath: string, count: number) {
    this.#bundlePath = bundlePath;
    this.#count = count;
  }

  /** Plays every task; answers come as they are ready. It stops asking for more once the signal is aborted. */
  async playAll(tasks: Iterable<Task>, signal: AbortSignal, onAnswer: (task: Task, answer: Answer) => void) {
    const queue = tasks[Symbol.iterator]();
    const work = async () => {
      let child: ChildProcess | null = null;
      for (let next = queue.next(); next.done !== true && !signal.aborted; next = queue.next()) {
        const task = next.value;
        child ??= this.#hire();
        const answer = await ask(child, task, signal);
        if (answer === null) break;
        onAnswer(task, answer);
        // Whatever went wrong there, the next task deserves a fresh process.
        if ('error' in answer) {
          await this.#dismiss(child);
          child = null;
        }
      }
      if (child !== null) await this.#dismiss(child);
    };
    await Promise.all(Array.from({ length: this.#count }, work));
  }

  #hire(): ChildProcess {
    const child = fork(PLAYER, [this.#bundlePath], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: [...process.execArgv, '--require', LIGHT_WORKFLOWS],
    });
    this.#children.add(child);
    return child;
  }

  /** Lets it take its server down; one that will not is ended. */
  async #dismiss(child: ChildProcess): Promise<void> {
    this.#children.delete(child);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const left = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (child.connected) child.disconnect();
    const kill = setTimeout(() => child.kill('SIGKILL'), LEAVE_LIMIT_MS);
    await left;
    clearTimeout(kill);
  }
}

/** @returns null when nobody wants the answer any more */
function ask(child: ChildProcess, task: Task, signal: AbortSignal): Promise<Answer | null> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => finish(failed('it took too long')), TASK_LIMIT_MS);
    const failed = (why: string): Answer => ({ id: task.id, error: `${task.schedule.name}: ${why}` });
    const onMessage = (answer: unknown) => finish(answer as Answer);
    const onExit = () => finish(failed('its process ended'));
    const onAbort = () => finish(null);
    function finish(answer: Answer | null): void {
      clearTimeout(limit);
      child.off('message', onMessage);
      child.off('exit', onExit);
      signal.removeEventListener('abort', onAbort);
      resolve(answer);
    }
    child.on('message', onMessage);
    child.on('exit', onExit);
    signal.addEventListener('abort', onAbort);
    child.send(task);
  });
}
