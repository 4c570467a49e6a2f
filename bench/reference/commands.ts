import type { Command, Option } from 'commander';
import { createProgram } from '../../cli/program.js';
import { code, GENERATED, tableText } from './markdown.js';

/** Every command with its arguments and options, as commander knows them. */
export async function commandsPage(): Promise<string> {
  const program = await createProgram();
  const common = program.options.filter(({ long }) => long !== '--version');
  const names = new Set(common.map(({ long }) => long));
  const commands = program.commands.flatMap((command) => [command, ...command.commands]);
  const parts = commands
    .filter((command) => command.commands.length === 0 || ownOptions(command, names).length > 0)
    .map((command) => commandText(command, names));
  return [
    '# Reference: commands',
    GENERATED,
    'What they do together, exit codes and JSON documents: [cli.md](../cli.md). Every command takes:',
    optionsText(common),
    ...parts,
    '',
  ].join('\n\n');
}

const ownOptions = (command: Command, common: ReadonlySet<string | undefined>): Option[] =>
  command.options.filter(({ long, hidden }) => !common.has(long) && !hidden);

function commandText(command: Command, common: ReadonlySet<string | undefined>): string {
  const options = ownOptions(command, common);
  const args = command.registeredArguments.map((one) => {
    const text = `${one.name()}${one.variadic ? '...' : ''}`;
    return one.required ? `<${text}>` : `[${text}]`;
  });
  const described = command.registeredArguments.filter(({ description }) => description !== '');
  return [
    `## ${nameOf(command)}`,
    `${capital(command.description())}.`,
    `    leaseline ${[nameOf(command), ...args, ...(options.length > 0 ? ['[options]'] : [])].join(' ')}`,
    ...(described.length === 0
      ? []
      : [
          tableText({
            head: ['argument', 'is', 'one of'],
            lines: described.map((one) => [
              code(one.name()),
              one.description,
              (one.argChoices ?? []).map(code).join(', '),
            ]),
          }),
        ]),
    ...(options.length === 0 ? [] : [optionsText(options)]),
  ].join('\n\n');
}

/** Defaults that come from the machine it was written on are not facts of the command. */
function optionsText(options: readonly Option[]): string {
  return tableText({
    head: ['option', 'does', 'one of', 'default'],
    lines: options.map((option) => [
      code(option.flags),
      option.description,
      (option.argChoices ?? []).map(code).join(', '),
      defaultText(option),
    ]),
  });
}

function defaultText({ defaultValue, defaultValueDescription, long }: Option): string {
  if (defaultValueDescription !== undefined) return defaultValueDescription;
  if (long === '--for') return 'who is logged in to this machine';
  const isPlain = typeof defaultValue === 'string' || typeof defaultValue === 'number';
  return isPlain ? code(String(defaultValue)) : '';
}

const nameOf = (command: Command): string => {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${parent.name()} ${command.name()}`;
};

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
