import { Argument, type Command, Option } from 'commander';
import { withPackages } from '../client/session.js';
import { bashScript } from '../completion/bash.js';
import { fishScript } from '../completion/fish.js';
import { keepNames } from '../completion/names.js';
import { type CompletedCommand, completedCommands } from '../completion/tree.js';
import { zshScript } from '../completion/zsh.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { printJson } from '../support/output.js';
import { globalsOf } from './options.js';

type Shell = 'bash' | 'zsh' | 'fish';

const SCRIPTS: Readonly<Record<Shell, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

export function registerCompletion(program: Command): void {
  program
    .command('completion')
    .description('print what a shell needs to complete commands, options and names of packages')
    .addArgument(new Argument('[shell]', 'which shell').choices(Object.keys(SCRIPTS)))
    .addOption(new Option('--names', 'the names of all packages, one a line').hideHelp())
    .addHelpText(
      'after',
      `
The shell calls the program "leaseline": npm link in this folder puts it on the PATH. Names are asked for at most once a minute.

Examples:
  $ eval "$(leaseline completion bash)"
  $ leaseline completion fish > ~/.config/fish/completions/leaseline.fish`,
    )
    .action(async (shell: Shell | undefined, { names }: { names?: boolean }, command: Command) => {
      const { config, json } = globalsOf(command);
      if (names === true) return printNames(config);
      if (shell === undefined) {
        throw new CliError({
          what: 'completion needs the name of a shell',
          remedy: `Say one of ${Object.keys(SCRIPTS).join(', ')}, as in: eval "$(leaseline completion bash)"`,
          exitCode: EXIT.usage,
        });
      }
      const script = SCRIPTS[shell](completedCommands(program));
      if (json === true) printJson({ shell, script });
      else process.stdout.write(script);
    });
}

async function printNames(config: string | undefined): Promise<void> {
  const names = await withPackages(config, async ({ packages }) => (await packages.list()).map(({ row }) => row.name));
  keepNames(names);
  process.stdout.write(names.map((name) => `${name}\n`).join(''));
}
