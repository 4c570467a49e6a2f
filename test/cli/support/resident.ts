import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../../workers/embedded/home.js';

export interface CommandTask {
  readonly id: number;
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
}

export interface CommandAnswer {
  readonly id: number;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Waiting {
  readonly resolve: (answer: CommandAnswer) => void;
  readonly reject: (error: Error) => void;
}

const HOST = join(projectRoot(), 'dist', 'test', 'cli', 'support', 'command-host.js');

/**
 * A process that has the command line loaded, for all test files of a worker: a command takes most of a second of a core
 * to start, and tests start hundreds.
 */
class Resident {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  constructor() {
    this.#child = fork(HOST, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
    this.#child.on('message', (answer: CommandAnswer) => {
      this.#waiting.get(answer.id)?.resolve(answer);
      this.#waiting.delete(answer.id);
    });
    this.#child.once('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`the command line ended with ${code}`));
      resident = null;
    });
    // It ends when this process does, and is no reason not to.
    this.#child.unref();
    this.#child.channel?.unref();
  }

  run(words: readonly string[], env: NodeJS.ProcessEnv, folder: string): Promise<CommandAnswer> {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, words, env, folder } satisfies CommandTask);
    });
  }
}

let resident: Resident | null = null;

export function runResident(words: readonly string[], env: NodeJS.ProcessEnv, folder: string): Promise<CommandAnswer> {
  resident ??= new Resident();
  return resident.run(words, env, folder);
}
