import { type Command, Option } from 'commander';
import { ROLES, type Role } from '../../model/role.js';
import { leaselineHome } from '../../workers/embedded/home.js';
import { readRunFile } from '../../workers/embedded/run-file.js';
import { loginLink } from '../client/login-link.js';
import { speaker } from '../client/speaker.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { printJson, printLine } from '../support/output.js';
import { globalsOf } from './options.js';

interface ConsoleFlags {
  readonly role: Role;
  readonly for: string;
}

export function registerConsole(program: Command): void {
  program
    .command('console')
    .description('print a link that logs a browser in to the web console; it holds once, for ten minutes')
    .addOption(new Option('--role <role>', 'what whoever opens it may do').choices(ROLES).default('admin'))
    .option('--for <name>', 'whose it is: shown in timelines as who said it', speaker())
    .addHelpText(
      'after',
      `
The console is served by the API of this machine's system (leaseline up), or by the one LEASELINE_API_URL names.

Examples:
  $ leaseline console
  $ leaseline console --role approver --for ada`,
    )
    .action(async (flags: ConsoleFlags, command: Command) => {
      const home = leaselineHome();
      const link = await loginLink(apiAddress(home), home, { name: flags.for, role: flags.role });
      if (globalsOf(command).json === true) printJson(link);
      else printLine(link.url);
    });
}

function apiAddress(home: string, env: NodeJS.ProcessEnv = process.env): string {
  const given = env.LEASELINE_API_URL;
  if (given !== undefined && given !== '') {
    if (/^https?:$/.test(URL.canParse(given) ? new URL(given).protocol : '')) return new URL(given).origin;
    throw new CliError({
      what: `LEASELINE_API_URL is no address: ${given}`,
      remedy: 'Give it one such as http://127.0.0.1:7800',
      exitCode: EXIT.usage,
    });
  }
  const running = readRunFile(home)?.addresses.api ?? null;
  if (running !== null) return running;
  throw new CliError({
    what: `No system runs in ${home}`,
    remedy: 'Start one with npm start or leaseline up, or name its API in LEASELINE_API_URL',
    exitCode: EXIT.unreachable,
  });
}
