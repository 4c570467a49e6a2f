import { randomUUID } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { TokenBook } from '../../api/session/token-book.js';
import { issueToken, signingKey, tokensFile } from '../../api/tokens.js';
import { ROLES, type Role } from '../../model/role.js';
import { leaselineHome } from '../../workers/embedded/home.js';
import { speaker } from '../client/speaker.js';
import { tokensHere } from '../client/tokens.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { printJson, printLine } from '../support/output.js';
import { printable } from '../view/text.js';
import { tokenTable } from '../view/token-table.js';
import { durationOption, globalsOf, instantOption } from './options.js';

interface TokenFlags {
  readonly role?: Role;
  readonly ttl: number;
  readonly for: string;
  readonly calendar?: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const LONGEST_MS = 366 * DAY_MS;

export function registerToken(program: Command): void {
  const token = program
    .command('token')
    .description('make a token for the HTTP API, for one person or program; list and revoke them')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES))
    .addOption(new Option('--ttl <duration>', 'how long it holds, at most 366d').argParser(ttl).default(DAY_MS, '1d'))
    .option('--for <name>', 'whose it is: shown in timelines as who said it', speaker())
    .option('--calendar', 'it opens /v1/calendar.ics?token=... and nothing else')
    .addHelpText(
      'after',
      `
viewer looks; requester looks and orders; approver looks, approves and rejects; operator looks, orders, resizes, renews,
releases and resolves; admin may do everything, and end tokens. Its id is kept, the token itself nowhere.

Examples:
  $ leaseline token --role requester --ttl 1h --for ci-pipeline
  $ leaseline token --role viewer --ttl 90d --calendar
  $ leaseline token list`,
    )
    .action(async (flags: TokenFlags, command: Command) => make(flags, globalsOf(command).json === true));
  registerList(token);
  registerRevoke(token);
}

async function make(flags: TokenFlags, isJson: boolean): Promise<void> {
  const { role, for: name } = flags;
  if (role === undefined) {
    throw new CliError({
      what: 'A token needs a role',
      remedy: `Say --role ${ROLES.join('|')}; leaseline token list shows those there are`,
      exitCode: EXIT.usage,
    });
  }
  const home = leaselineHome();
  const id = randomUUID();
  const scope = flags.calendar === true ? 'calendar' : 'all';
  const caller = { name, role, scope } as const;
  const nowMs = Date.now();
  const expiresAt = new Date(nowMs + flags.ttl).toISOString();
  const text = await issueToken(signingKey(home), caller, flags.ttl, id);
  new TokenBook(tokensFile(home)).issued({ id, ...caller, issuedAt: new Date(nowMs).toISOString(), expiresAt });
  if (isJson) printJson({ token: text, id, ...caller, expiresAt });
  else printLine(text);
}

function registerList(token: Command): void {
  token
    .command('list')
    .description('the tokens that were made here, with their ids, and how those that were revoked ended')
    .option('--all', 'those that have expired as well')
    .addHelpText('after', '\nExample:\n  $ leaseline token list --all')
    .action(async ({ all }: { readonly all?: boolean }, command: Command) => {
      const now = new Date().toISOString();
      const tokens = (await (await tokensHere()).list()).filter(({ expiresAt }) => all === true || expiresAt > now);
      if (globalsOf(command).json === true) printJson({ tokens });
      else
        printLine(
          tokens.length === 0 ? 'No token holds. leaseline token --role ROLE makes one.' : tokenTable(tokens, now),
        );
    });
}

interface RevokeFlags {
  readonly comment?: string;
  readonly allBefore?: string;
}

function registerRevoke(token: Command): void {
  token
    .command('revoke')
    .description('end a token, and every session made of it, at once')
    .argument('[id]', 'its id, as leaseline token list shows it')
    .option('--comment <text>', 'why; kept with who and when')
    .option('--all-before <instant>', 'instead of one: every token and session made before then', instantOption)
    .addHelpText(
      'after',
      `
--all-before also ends tokens of an earlier release, which no list knows. The token of this machine's own system
(.leaseline/token) is no such token: take the file away and start the API anew.

Examples:
  $ leaseline token revoke 0b8f5f0e-6f0c-4f55-9d0c-2f8a6f5f3c11 --comment "laptop lost"
  $ leaseline token revoke --all-before 2026-12-01`,
    )
    .action(async (id: string | undefined, { comment, allBefore }: RevokeFlags, command: Command) => {
      if ((id === undefined) === (allBefore === undefined)) {
        throw new CliError({
          what: 'revoke needs either the id of a token or --all-before',
          remedy: 'leaseline token list shows the ids',
          exitCode: EXIT.usage,
        });
      }
      const isJson = globalsOf(command).json === true;
      const tokens = await tokensHere();
      if (id === undefined) {
        const { before } = await tokens.endBefore(allBefore ?? '');
        if (isJson) printJson({ before });
        else printLine(`Every token and session made before ${before} has ended`);
        return;
      }
      const ended = await tokens.revoke(id, comment ?? null);
      if (isJson) printJson(ended);
      else
        printLine(printable(`The token of ${ended.name} (${ended.role}) was revoked by ${ended.revoked?.by ?? '?'}`));
    });
}

function ttl(text: string): number {
  const ms = durationOption(text);
  if (ms <= LONGEST_MS) return ms;
  throw new InvalidArgumentError('It is at most 366d.');
}
