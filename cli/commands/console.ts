import { type Command, Option } from 'commander';
import { isLoopback } from '../../model/config/endpoints.js';
import { ROLES, type Role } from '../../model/role.js';
import { leaselineHome } from '../../workers/embedded/home.js';
import { readRunFile } from '../../workers/embedded/run-file.js';
import { apiAddress } from '../client/http/api-address.js';
import { type LoginLink, loginLink, loginLinkOver } from '../client/login-link.js';
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
The console is served by the API of this machine's system (leaseline up), or by the one LEASELINE_API_URL names. With
LEASELINE_TOKEN the link is for whoever that token names, with its role; --role and --for are for who holds the API's key.

Examples:
  $ leaseline console
  $ leaseline console --role approver --for ada
  $ LEASELINE_API_URL=https://leaseline.example.com LEASELINE_TOKEN=… leaseline console`,
    )
    .action(async (flags: ConsoleFlags, command: Command) => {
      const link = await linkFor(flags, command);
      if (globalsOf(command).json === true) printJson(link);
      else printLine(link.url);
    });
}

function linkFor(flags: ConsoleFlags, command: Command, env: NodeJS.ProcessEnv = process.env): Promise<LoginLink> {
  const home = leaselineHome(env);
  const who = { name: flags.for, role: flags.role };
  const url = env.LEASELINE_API_URL ?? '';
  // On its own machine the API's key is there, which makes links for anybody.
  if (URL.canParse(url) && isLoopback(url) && !env.LEASELINE_TOKEN) return loginLink(new URL(url).origin, home, who);
  const over = apiAddress(env);
  if (over !== null) {
    const given = (['role', 'for'] as const).filter((name) => command.getOptionValueSource(name) === 'cli');
    if (given.length === 0) return loginLinkOver(over);
    throw new CliError({
      what: `With LEASELINE_TOKEN the link is for whoever the token names; --${given.join(' and --')} cannot change that`,
      remedy:
        'Leave it out, or put a token of that person and role into LEASELINE_TOKEN (leaseline token, where the API runs)',
      exitCode: EXIT.usage,
    });
  }
  return loginLink(addressHere(home), home, who);
}

function addressHere(home: string): string {
  const running = readRunFile(home)?.addresses.api ?? null;
  if (running !== null) return running;
  throw new CliError({
    what: `No system runs in ${home}`,
    remedy: 'Start one with npm start or leaseline up, or name its API in LEASELINE_API_URL',
    exitCode: EXIT.unreachable,
  });
}
