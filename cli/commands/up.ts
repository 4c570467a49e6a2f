import type { Command } from 'commander';
import { runQuickstart } from '../quickstart.js';
import { note } from '../support/output.js';
import { PORTS, type PortChoice } from '../support/ports.js';
import { up } from '../up/up.js';
import { globalsOf } from './options.js';

interface UpFlags {
  readonly simulator: boolean;
  readonly console: boolean;
  readonly temporalPort?: string;
  readonly uiPort?: string;
  readonly simulatorPort?: string;
  readonly apiPort?: string;
  readonly quickstart?: boolean;
  readonly once?: boolean;
}

const portHelp = ({ what, variable, fallback }: PortChoice) => `port of ${what} (default ${fallback}; or ${variable})`;

export function registerUp(program: Command): void {
  program
    .command('up')
    .description('run the whole system on this machine: Temporal, the cloud simulator, a worker, the HTTP API')
    .option('--no-simulator', 'without the cloud simulator')
    .option('--no-console', 'without the web console')
    .option(`${PORTS.temporal.flag} <port>`, portHelp(PORTS.temporal))
    .option(`${PORTS.temporalUi.flag} <port>`, portHelp(PORTS.temporalUi))
    .option(`${PORTS.simulator.flag} <port>`, portHelp(PORTS.simulator))
    .option(`${PORTS.api.flag} <port>`, portHelp(PORTS.api))
    .option('--quickstart', 'order the packages of examples/quickstart/ and show how they get on')
    .option('--once', 'with --quickstart: play the person who pays, and end when all are where they belong')
    .addHelpText('after', '\nExample:\n  $ leaseline up --simulator-port 7901')
    .action(async (flags: UpFlags, command: Command) => {
      const { config, json = false } = globalsOf(command);
      const { quickstart = false, once = false } = flags;
      const options = { ...flags, configFile: config, announceAsJson: json && !quickstart };
      process.exitCode = await up(options, async (running) => {
        if (quickstart) return runQuickstart(running, { once, json });
        note('  Try: npx leaseline list');
        return null;
      });
    });
}
