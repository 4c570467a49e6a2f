import { join } from 'node:path';
import { projectRoot } from '../../../workers/embedded/home.js';
import { ResidentProcess } from '../../support/resident-process.js';

export interface CommandTask {
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
}

export interface CommandAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** For all test files of a worker: a command takes most of a second of a core to start, and tests start hundreds. */
const commandLine = new ResidentProcess<CommandTask, CommandAnswer>(
  join(projectRoot(), 'dist', 'test', 'cli', 'support', 'command-host.js'),
);

export function runResident(words: readonly string[], env: NodeJS.ProcessEnv, folder: string): Promise<CommandAnswer> {
  return commandLine.ask({ words, env, folder });
}
