import { type Command, Option } from 'commander';
import type { MessageArguments } from '../../model/messages.js';
import type { TermUnit } from '../../model/term.js';
import { previewResize } from '../../workers/client/resize-preview.js';
import { withSession } from '../client/session.js';
import { EXIT } from '../support/exit-codes.js';
import { printJson, printLine } from '../support/output.js';
import { resizeText } from '../view/resize-view.js';
import { globalsOf, instantOption, positiveInteger } from './options.js';
import { type SaidOptions, said, sayingCommand, tellAndPrint } from './saying.js';

interface RenewOptions extends SaidOptions {
  readonly period?: number;
  readonly periodUnit?: TermUnit;
}

interface ResizeOptions extends SaidOptions {
  readonly at?: string;
  readonly dryRun?: boolean;
}

/** What a person asks of a package: renew, resize, cancel, pause, resume; release has a file of its own. */
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
    .option('--at <instant>', 'not now but then, ISO 8601, for what it costs then', instantOption)
    .addOption(new Option('--dry-run', 'only say what a change now would cost, or why not').conflicts('at'))
    .addHelpText(
      'after',
      `
leaseline cancel NAME withdraws a change that is planned for later.

Examples:
  $ leaseline resize tokyo-desktops 20 --dry-run
  $ leaseline resize tokyo-desktops 20 --at 2027-01-05T00:00:00Z`,
    )
    .action((name: string, bandwidthMbps: number, options: ResizeOptions, command: Command) =>
      options.dryRun === true ? preview(name, bandwidthMbps, command) : resize(name, bandwidthMbps, options, command),
    );

  sayingCommand(
    program,
    'cancel',
    'withdraw what is not bought yet, or a planned resize; an Active package is released instead',
  )
    .addHelpText('after', '\nExample:\n  $ leaseline cancel tokyo-desktops')
    .action((name: string, options: SaidOptions, command: Command) =>
      tellAndPrint(command, name, 'cancel', said(options)),
    );
  registerPauses(program);
}

function registerPauses(program: Command): void {
  sayingCommand(program, 'pause', 'buy nothing more for a while, not even a renewal; reminders and clocks go on')
    .requiredOption('--until <instant>', 'when the pause ends by itself, ISO 8601', instantOption)
    .addHelpText(
      'after',
      '\nExample:\n  $ leaseline pause tokyo-desktops --until 2027-01-05T00:00:00Z --comment "the office may close"',
    )
    .action((name: string, { until, ...options }: SaidOptions & { until: string }, command: Command) =>
      tellAndPrint(command, name, 'pause', { ...said(options), until }),
    );

  sayingCommand(program, 'resume', 'end a pause')
    .addHelpText('after', '\nExample:\n  $ leaseline resume tokyo-desktops')
    .action((name: string, options: SaidOptions, command: Command) =>
      tellAndPrint(command, name, 'resume', said(options)),
    );
}

function resize(name: string, bandwidthMbps: number, options: ResizeOptions, command: Command): Promise<void> {
  const { at } = options;
  return tellAndPrint(command, name, 'resize', { ...said(options), bandwidthMbps, ...(at !== undefined && { at }) });
}

async function preview(name: string, bandwidthMbps: number, command: Command): Promise<void> {
  const { config, json } = globalsOf(command);
  const found = await withSession(config, (session) => previewResize(session, name, bandwidthMbps));
  if (json === true) printJson(found);
  else printLine(resizeText(found));
  if (found.whyNot !== null) process.exitCode = EXIT.failed;
}

function renewal({ period, periodUnit, ...rest }: RenewOptions): MessageArguments['renew'] {
  return {
    ...said(rest),
    ...(period === undefined ? {} : { period }),
    ...(periodUnit === undefined ? {} : { periodUnit }),
  };
}
