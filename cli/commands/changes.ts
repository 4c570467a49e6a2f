import { type Command, Option } from 'commander';
import type { MessageArguments } from '../../model/messages.js';
import type { TermUnit } from '../../model/term.js';
import { positiveInteger } from './options.js';
import { type SaidOptions, said, sayingCommand, tellAndPrint } from './saying.js';

interface RenewOptions extends SaidOptions {
  readonly period?: number;
  readonly periodUnit?: TermUnit;
}

/** What a person asks of a package: renew, resize, cancel; release has a file of its own. */
export function registerChanges(program: Command): void {
  sayingCommand(program, 'renew', 'renew a package now')
    .option('--period <number>', 'how many units; default: as the package file says', positiveInteger)
    .addOption(new Option('--period-unit <unit>', 'unit of the period').choices(['Week', 'Month', 'Year']))
    .addHelpText('after', '\nExample:\n  $ leaseline renew tokyo-desktops --period 3 --period-unit Month')
    .action((name: string, options: RenewOptions, command: Command) =>
      tellAndPrint(command, name, 'renew', renewal(options)),
    );

  sayingCommand(program, 'resize', 'change the bandwidth of an Active package')
    .argument('<mbps>', 'the new bandwidth, Mbps', positiveInteger)
    .addHelpText('after', '\nExample:\n  $ leaseline resize tokyo-desktops 20')
    .action((name: string, bandwidthMbps: number, options: SaidOptions, command: Command) =>
      tellAndPrint(command, name, 'resize', { ...said(options), bandwidthMbps }),
    );

  sayingCommand(program, 'cancel', 'withdraw what is not bought yet; an Active package is released instead')
    .addHelpText('after', '\nExample:\n  $ leaseline cancel tokyo-desktops')
    .action((name: string, options: SaidOptions, command: Command) =>
      tellAndPrint(command, name, 'cancel', said(options)),
    );
}

function renewal({ period, periodUnit, ...rest }: RenewOptions): MessageArguments['renew'] {
  return {
    ...said(rest),
    ...(period === undefined ? {} : { period }),
    ...(periodUnit === undefined ? {} : { periodUnit }),
  };
}
