import type { Command } from 'commander';
import { loadConfig } from '../../workers/config/load.js';
import { untilServing } from '../../workers/embedded/dev-server.js';
import { createLogger } from '../support/logger.js';
import { chooseHealthPort, HEALTH_OPTION } from '../support/ports.js';
import { endWithSupervisor, isSupervised } from '../support/supervised.js';
import { globalsOf } from './options.js';

interface WorkerFlags {
  readonly queues?: string;
  readonly healthPort?: string;
}

export function registerWorker(program: Command): void {
  program
    .command('worker')
    .description('host workflows and activities until it is asked to end (SIGTERM)')
    .option('--queues <list>', 'only these task queues, separated by commas (default: all it has credentials for)')
    .option(...HEALTH_OPTION)
    .addHelpText(
      'after',
      `
With deployment: { versioned: true } in temporal.yaml, packages stay with the build that began their run. A new build:
  1. start its workers beside the old ones; their log names the build id, and so does leaseline doctor
  2. temporal worker deployment set-ramping-version --deployment-name leaseline --build-id BUILD --percentage 5
  3. temporal worker deployment set-current-version --deployment-name leaseline --build-id BUILD
  4. leaseline wake --all, then stop the old workers when leaseline doctor names no package of theirs
Back: set-current-version to the old build, then leaseline wake --all. docs/upgrades.md tells when not to.

Examples:
  $ leaseline worker --health-port 9000
  $ leaseline worker --queues leaseline.demo-surfer,leaseline.demo-surfer.orders`,
    )
    .action(async (flags: WorkerFlags, command: Command) => {
      const { leaseline, temporal } = loadConfig({ file: globalsOf(command).config });
      endWithSupervisor();
      // Loaded only here: the native part of the SDK would slow down every other command.
      const loading = import('../../workers/run-worker.js');
      // The supervisor starts us beside the server, which comes up (again) in its own time.
      if (isSupervised() && temporal.mode === 'embedded') {
        await untilServing(temporal.address, temporal.namespace, new AbortController().signal);
      }
      const { runWorker } = await loading;
      await runWorker({
        config: leaseline,
        temporal,
        queues: flags.queues?.split(',').map((queue) => queue.trim()),
        healthPort: chooseHealthPort(flags.healthPort),
        logger: createLogger('worker'),
      });
    });
}
