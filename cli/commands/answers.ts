import type { Command } from 'commander';
import type { MessageArguments } from '../../model/messages.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { approveTogether, type TogetherOptions } from './approve-batch.js';
import { batchOption } from './options.js';
import { type SaidOptions, said, sayingCommand, tellAndPrint } from './saying.js';

/** What a person answers when a package waits for one: approve, reject, paid, resolve. */
export function registerAnswers(program: Command): void {
  sayingCommand(program, 'approve', 'say yes to an order, a renewal or a resize that waits for approval', '[name]')
    .option('--request <id>', 'exactly this one, as leaseline show names it; refused when it asks about another by now')
    .option('--run <id>', 'instead of one: all that wait of this run, each as it is listed', batchOption)
    .option('--batch <name>', 'the same of packages that were ordered together (apply --batch)', batchOption)
    .option('--except <names...>', 'with --run or --batch: these go on waiting')
    .option('--yes', 'with --run or --batch: do not ask')
    .addHelpText(
      'after',
      `
Together or one by one, each package takes the yes by its own policy and for its own request. What has changed since it
was listed is reported and not approved.

Examples:
  $ leaseline approve tokyo-desktops --comment "as agreed"
  $ leaseline approve --run november-offices --except osaka-desktops`,
    )
    .action((name: string | undefined, options: ApproveOptions, command: Command) => {
      const given = [name, options.run, options.batch].filter((one) => one !== undefined);
      const isMixed = name === undefined ? options.request !== undefined : options.except !== undefined;
      const [only] = given;
      if (given.length !== 1 || only === undefined || isMixed) throw approveUsage();
      if (name === undefined) return approveTogether(command, only, options);
      return tellAndPrint(command, name, 'approve', answer(options));
    });

  sayingCommand(program, 'reject', 'say no to an order or a renewal that waits for approval')
    .requiredOption('--reason <text>', 'why')
    .option('--request <id>', 'exactly this one, as leaseline show names it')
    .addHelpText('after', '\nExample:\n  $ leaseline reject tokyo-desktops --reason "the office closes"')
    .action((name: string, options: AnswerOptions & { reason: string }, command: Command) =>
      tellAndPrint(command, name, 'reject', { ...answer(options), reason: options.reason }),
    );

  sayingCommand(program, 'withdraw', 'take your own yes back while others are still awaited')
    .option('--request <id>', 'exactly this one, as leaseline show names it')
    .addHelpText('after', '\nExample:\n  $ leaseline withdraw tokyo-desktops --comment "the price looks wrong"')
    .action((name: string, options: AnswerOptions, command: Command) =>
      tellAndPrint(command, name, 'withdraw', answer(options)),
    );

  sayingCommand(program, 'delegate', 'ask somebody else to answer in your place, this request alone')
    .requiredOption('--to <name>', 'who shall answer')
    .option('--request <id>', 'exactly this one, as leaseline show names it')
    .addHelpText('after', '\nExample:\n  $ leaseline delegate tokyo-desktops --to bob')
    .action((name: string, options: AnswerOptions & { to: string }, command: Command) =>
      tellAndPrint(command, name, 'delegate', { ...answer(options), to: options.to }),
    );

  sayingCommand(program, 'paid', 'say that its order has been paid: the order is looked at now instead of soon')
    .addHelpText('after', '\nExample:\n  $ leaseline paid tokyo-desktops')
    .action((name: string, options: SaidOptions, command: Command) =>
      tellAndPrint(command, name, 'paid', said(options)),
    );

  sayingCommand(program, 'resolve', 'settle an order whose outcome is unknown')
    .option(
      '--resource <id>',
      'it exists: the id of the resource at the vendor, or the number of the order that is asked about',
    )
    .option('--none', 'there is none, so it may be ordered again (run leaseline cancel NAME first to give it up)')
    .option('--not <ids...>', 'with --none: you have looked at these, which it asks about, and they are something else')
    .addHelpText(
      'after',
      `
Examples:
  $ leaseline resolve tokyo-desktops --resource np-0123456789abcdef0
  $ leaseline resolve tokyo-desktops --none --not np-0123456789abcdef0 230514368227267`,
    )
    .action((name: string, options: SaidOptions & ResolveOptions, command: Command) =>
      tellAndPrint(command, name, 'resolve', resolution(options)),
    );
}

interface AnswerOptions extends SaidOptions {
  readonly request?: string;
}

function answer(options: AnswerOptions): MessageArguments['approve'] {
  const { request } = options;
  return { ...said(options), ...(request !== undefined && { request }) };
}

interface ApproveOptions extends AnswerOptions, TogetherOptions {
  readonly run?: string;
  readonly batch?: string;
}

function approveUsage(): CliError {
  return new CliError({
    what: 'approve needs either the name of a package, perhaps with --request, or --run or --batch, perhaps with --except',
    remedy: 'leaseline list --waiting approval shows what waits',
    exitCode: EXIT.usage,
  });
}

interface ResolveOptions {
  readonly resource?: string;
  readonly none?: boolean;
  readonly not?: readonly string[];
}

function resolution(options: SaidOptions & ResolveOptions): MessageArguments['resolve'] {
  const { resource, none, not } = options;
  if (resource !== undefined && none !== true && not === undefined) return { ...said(options), resourceId: resource };
  if (none === true && resource === undefined) return { ...said(options), none: true, ...(not && { not }) };
  throw new CliError({
    what: 'resolve needs either --resource ID, or --none and perhaps --not ID',
    remedy: "Look at the vendor's console: name the resource that is there, or say --none if there is none",
    exitCode: EXIT.usage,
  });
}
