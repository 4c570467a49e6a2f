import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../../workers/embedded/home.js';
import { answerEach } from '../../support/resident-process.js';
import type { CommandAnswer, CommandTask } from './resident.js';

/**
 * The bundled command line in a process that stays: one command after the other, each with its own words, environment
 * and folder. What differs from a process of its own is that it need not be loaded again.
 */
const bundle = pathToFileURL(join(projectRoot(), 'dist', 'cli-bundle', 'run.js')).href;
const { runCommand } = (await import(bundle)) as typeof import('../../../cli/run.js');

/** Exactly these variables, as for a process that starts with them. */
function enter(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
}

async function perform({ words, env, folder }: CommandTask): Promise<CommandAnswer> {
  const said = { stdout: '', stderr: '' };
  const streams = ['stdout', 'stderr'] as const;
  const writes = streams.map((name) => process[name].write);
  for (const name of streams) {
    process[name].write = (chunk: string | Uint8Array) => {
      said[name] += chunk.toString();
      return true;
    };
  }
  enter(env);
  process.chdir(folder);
  process.exitCode = undefined;
  try {
    await runCommand(words);
    return { code: Number(process.exitCode ?? 0), ...said };
  } finally {
    streams.forEach((name, at) => {
      const write = writes[at];
      if (write !== undefined) process[name].write = write;
    });
    process.chdir('/');
    process.exitCode = undefined;
  }
}

answerEach(perform);
