import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { loadAccounts } from '../../simulator/accounts.js';
import { movableClock, realClock } from '../../simulator/clock.js';
import type { RunningSimulator, SimulatorOptions } from '../../simulator/server.js';
import { serveHealth } from '../../workers/health.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { createLogger } from '../support/logger.js';
import { note, printJson } from '../support/output.js';
import { chooseHealthPort, choosePort, HEALTH_OPTION, PORTS } from '../support/ports.js';
import { endWithSupervisor, untilSignal } from '../support/supervised.js';
import { globalsOf } from './options.js';

interface SimulatorFlags {
  readonly port?: string;
  readonly state?: string;
  readonly clock: 'real' | 'virtual';
  readonly accounts?: string;
  readonly healthPort?: string;
}

export function registerSimulator(program: Command): void {
  program
    .command('simulator')
    .description("run the simulated clouds on loopback: Alibaba Cloud's and UCloud's wire formats, money and time")
    .option('--port <port>', `port on 127.0.0.1 (default ${PORTS.simulator.fallback}; 0: any free one)`)
    .option('--state <dir>', 'folder of its ledger; without it everything is forgotten at the end')
    .addOption(
      new Option('--clock <clock>', 'virtual: the control plane can move it')
        .choices(['real', 'virtual'])
        .default('real'),
    )
    .option('--accounts <file>', 'JSON file with the key pairs it accepts (default: the demo pairs)')
    .option(...HEALTH_OPTION)
    .addHelpText(
      'after',
      '\nExample:\n  $ leaseline simulator --port 7801 --state .leaseline/simulator --clock virtual',
    )
    .action(async (flags: SimulatorFlags, command: Command) => {
      const healthPort = chooseHealthPort(flags.healthPort);
      const health = healthPort === undefined ? null : await serveHealth(healthPort, () => ({ ready: true }));
      try {
        const running = await start(flags);
        const { url, port } = running;
        if (globalsOf(command).json === true) printJson({ url, port, healthPort: health?.port ?? null });
        else note(`The simulator listens on ${url}; unpaid orders: ${url}/_sim/billing`);
        endWithSupervisor();
        await untilSignal();
        await running.close();
      } finally {
        health?.close();
      }
    });
}

async function start(flags: SimulatorFlags): Promise<RunningSimulator> {
  const { startSimulator } = await import('../../simulator/server.js');
  const port = choosePort({ ...PORTS.simulator, flag: '--port' }, flags.port);
  const options: SimulatorOptions = {
    port,
    stateDir: flags.state === undefined ? null : resolve(flags.state),
    clock: flags.clock === 'virtual' ? movableClock() : realClock(),
    logger: createLogger('simulator'),
    ...(flags.accounts === undefined ? {} : { accounts: readAccounts(flags.accounts) }),
  };
  try {
    return await startSimulator(options);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new CliError({
      what: `Port ${port} for the cloud simulator is taken by another process`,
      remedy: 'End that process, or choose another port with --port (0 takes any free one)',
      cause: error,
    });
  }
}

function readAccounts(file: string) {
  try {
    return loadAccounts(file);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new CliError({ what, remedy: 'Correct the file given with --accounts', exitCode: EXIT.usage, cause });
  }
}
