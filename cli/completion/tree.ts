import type { Argument, Command, Option } from 'commander';

/** What stands for a word on the command line: its name, a file, one of some words, or anything. */
export type Completes =
  | { readonly kind: 'names' }
  | { readonly kind: 'files' }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'nothing' };

export interface CompletedOption {
  /** `--json`, and `-j` where there is one. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Null: it takes no value. */
  readonly value: Completes | null;
}

/** One command as a shell has to know it. */
export interface CompletedCommand {
  /** Its words: `['policy', 'test']`; empty for the program itself. */
  readonly path: readonly string[];
  readonly description: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly CompletedOption[];
  readonly argument: Completes;
}

/** The whole program, command by command, from what commander was told: nothing here has to be kept up by hand. */
export function completedCommands(program: Command, path: readonly string[] = []): CompletedCommand[] {
  const help = program.createHelp();
  const children = help.visibleCommands(program).filter((command) => command.name() !== 'help');
  const own: CompletedCommand = {
    path,
    description: program.description(),
    commands: children.map((command) => ({ name: command.name(), description: command.description() })),
    options: help.visibleOptions(program).map(completedOption),
    argument: completesArgument(program.registeredArguments[0]),
  };
  return [own, ...children.flatMap((command) => completedCommands(command, [...path, command.name()]))];
}

function completedOption(option: Option): CompletedOption {
  const flags = [option.long, option.short].filter((flag) => typeof flag === 'string');
  const takesValue = option.required || option.optional;
  const { argChoices: words } = option;
  return {
    flags,
    description: option.description,
    value: !takesValue ? null : words !== undefined ? { kind: 'words', words } : byPlaceholder(option.flags),
  };
}

function completesArgument(argument: Argument | undefined): Completes {
  if (argument === undefined) return { kind: 'nothing' };
  if (argument.argChoices !== undefined) return { kind: 'words', words: argument.argChoices };
  return argument.name() === 'name' || argument.name() === 'old' ? { kind: 'names' } : byPlaceholder(argument.name());
}

/** Commands say `<file>`, `<dir>` and `<name>` in their usage, and mean the same thing everywhere. */
function byPlaceholder(text: string): Completes {
  return /\b(file|dir)\b/.test(text) ? { kind: 'files' } : { kind: 'nothing' };
}
