import { type Command, InvalidArgumentError, Option } from 'commander';
import { issueToken, signingKey } from '../../api/tokens.js';
import { ROLES, type Role } from '../../model/role.js';
import { leaselineHome } from '../../workers/embedded/home.js';
import { speaker } from '../client/speaker.js';
import { printJson, printLine } from '../support/output.js';
import { durationOption, globalsOf } from './options.js';

interface TokenFlags {
  readonly role: Role;
  readonly ttl: number;
  readonly for: string;
  readonly calendar?: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const LONGEST_MS = 366 * DAY_MS;

export function registerToken(program: Command): void {
  program
    .command('token')
    .description('make a token for the HTTP API, for one person or program')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .option('--ttl <duration>', 'how long it holds, at most 366d', ttl, DAY_MS)
    .option('--for <name>', 'whose it is: shown in timelines as who said it', speaker())
    .option('--calendar', 'it opens /v1/calendar.ics?token=... and nothing else')
    .addHelpText(
      'after',
      `
viewer looks; requester looks and orders; approver looks, approves and rejects; operator looks, orders, resizes, renews,
releases and resolves; admin may do everything. A token cannot be called back one by one: a new key ends all of them
(LEASELINE_API_KEY, or the file api-key in .leaseline).

Examples:
  $ leaseline token --role requester --ttl 1h --for ci-pipeline
  $ leaseline token --role viewer --ttl 90d --calendar`,
    )
    .action(async (flags: TokenFlags, command: Command) => {
      const scope = flags.calendar === true ? 'calendar' : 'all';
      const caller = { name: flags.for, role: flags.role, scope } as const;
      const token = await issueToken(signingKey(leaselineHome()), caller, flags.ttl);
      const expiresAt = new Date(Date.now() + flags.ttl).toISOString();
      if (globalsOf(command).json === true) printJson({ token, ...caller, expiresAt });
      else printLine(token);
    });
}

function ttl(text: string): number {
  const ms = durationOption(text);
  if (ms <= LONGEST_MS) return ms;
  throw new InvalidArgumentError('It is at most 366d.');
}
