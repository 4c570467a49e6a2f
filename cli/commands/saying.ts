import type { Command } from 'commander';
import type { MessageArguments, MessageName, Said } from '../../model/messages.js';
import { withPackages } from '../client/session.js';
import { printJson, printLine } from '../support/output.js';
import { printable } from '../view/text.js';
import { globalsOf } from './options.js';

export interface SaidOptions {
  readonly comment?: string;
  readonly operationId?: string;
}

/** A command that tells one package something. */
export function sayingCommand(program: Command, name: string, description: string, argument = '<name>'): Command {
  return program
    .command(name)
    .description(description)
    .argument(argument, 'name of the package')
    .option('--comment <text>', 'kept in the timeline')
    .option('--operation-id <id>', 'names this act: repeated with the same id, it is answered and not done again');
}

export function said({ comment, operationId }: SaidOptions): Said {
  return { ...(comment === undefined ? {} : { comment }), ...(operationId === undefined ? {} : { operationId }) };
}

export async function tellAndPrint<Name extends MessageName>(
  command: Command,
  name: string,
  message: Name,
  argument: MessageArguments[Name],
): Promise<void> {
  const { config, json } = globalsOf(command);
  const answer = await withPackages(config, ({ packages }) => packages.tell(name, message, argument));
  if (json === true) printJson({ name, ...answer });
  else printLine(`${name}: ${printable(answer.message)}`);
}
