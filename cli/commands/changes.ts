import { type Command, Option } from 'commander';
import { ExplainedError } from '../../model/config/explained-error.js';
import type { MessageArguments } from '../../model/messages.js';
import type { TermUnit } from '../../model/term.js';
import { canAsk, confirmed } from '../view/confirm.js';
import { instantOption, positiveInteger } from './options.js';
import { type SaidOptions, said, sayingCommand, tellAndPrint } from './saying.js';

interface RenewOptions extends SaidOptions {
  readonly period?: number;
  readonly periodUnit?: TermUnit;
}

interface ReleaseOptions extends SaidOptions {
  readonly at?: string;
  readonly yes?: boolean;
}

/** What a person asks of a package: renew, resize, release, cancel. */
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

  sayingCommand(program, 'release', 'give a package back to the vendor: the line goes down')
    .option('--at <instant>', 'not now but then, ISO 8601', instantOption)
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  $ leaseline release tokyo-desktops --at 2027-06-30T00:00:00Z')
    .action(async (name: string, options: ReleaseOptions, command: Command) => {
      const { at, yes } = options;
      if (yes !== true) await confirmRelease(name, at);
      await tellAndPrint(command, name, 'release', { ...said(options), ...(at === undefined ? {} : { at }) });
    });

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

/** Asks on a terminal only: a script that names one package means it. */
async function confirmRelease(name: string, at: string | undefined): Promise<void> {
  const question = `Release ${name} ${at === undefined ? 'now' : `at ${at}`}? The line goes down.`;
  if (!canAsk() || (await confirmed(question))) return;
  throw new ExplainedError('Nothing was released', 'Answer y to go on');
}
