import type { Command } from 'commander';
import { z } from 'zod';
import { leaselineHome } from '../../workers/embedded/home.js';
import { apiAddress, apiUrl } from '../client/http/api-address.js';
import { speaker } from '../client/speaker.js';
import { KeptLogins } from '../login/kept-login.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { note, printJson, printJsonLine, printLine } from '../support/output.js';
import { printable } from '../view/text.js';
import { globalsOf } from './options.js';

const waysSchema = z.object({
  provider: z
    .object({ issuer: z.string(), scopes: z.array(z.string()), cliClientId: z.string().nullable() })
    .nullable(),
});
const sessionSchema = z.object({
  name: z.string(),
  role: z.string(),
  groups: z.array(z.string()),
  endsAt: z.string().nullable(),
});
type Who = z.infer<typeof sessionSchema>;

/** Logging in to an API by its login provider: login, logout, whoami. */
export function registerLogin(program: Command): void {
  program
    .command('login')
    .description('log in to the API that LEASELINE_API_URL names, by confirming a code in a browser')
    .addHelpText(
      'after',
      `
The tokens are kept in login.json in .leaseline (mode 0600), for this API alone, and are used where LEASELINE_TOKEN is not set.

Example:
  $ LEASELINE_API_URL=https://leaseline.example.com leaseline login`,
    )
    .action(async (_flags: unknown, command: Command) => logIn(globalsOf(command).json === true));

  program
    .command('logout')
    .description('end that login, here and with the provider')
    .addHelpText('after', '\nExample:\n  $ leaseline logout')
    .action(async (_flags: unknown, command: Command) => logOut(globalsOf(command).json === true));

  program
    .command('whoami')
    .description('say as whom commands act, and in which role')
    .addHelpText('after', '\nExample:\n  $ leaseline whoami')
    .action(async (_flags: unknown, command: Command) => {
      const isJson = globalsOf(command).json === true;
      const name = speaker();
      if (apiUrl() !== null) sayWho(await askWho(), isJson);
      else if (isJson) printJson({ name, role: null, groups: [], endsAt: null });
      else printLine(`${printable(name)}, directly to Temporal (LEASELINE_BY, else this machine's user)`);
    });
}

async function logIn(isJson: boolean): Promise<void> {
  const url = requireUrl();
  const { provider } = await (await apiClient(async () => '')).get('/v1/login', waysSchema);
  if (provider === null || provider.cliClientId === null) {
    const why = provider === null ? 'has no login provider' : 'names no public client for the command line';
    throw new CliError({
      what: `The API at ${url.host} ${why}`,
      remedy: 'Put a token into LEASELINE_TOKEN, or set it up under login in its leaseline.yaml (docs/security.md)',
    });
  }
  const { issuer, scopes, cliClientId: clientId } = provider;
  const { logInByDevice } = await import('../login/device.js');
  const login = await logInByDevice({ issuer, scopes, clientId }, ({ url: at, urlWithCode, code }) => {
    if (isJson) printJsonLine({ event: 'confirm', url: at, urlWithCode, code });
    else note(`Open ${printable(urlWithCode ?? at)} in a browser and confirm the code ${printable(code)}`);
  });
  // Kept only when the API takes it: a login without a role is none.
  const who = await askWho(async () => login.token);
  new KeptLogins(leaselineHome()).keep(url, login);
  if (isJson) printJsonLine({ event: 'loggedIn', ...who });
  else sayWho(who, false);
}

async function logOut(isJson: boolean): Promise<void> {
  const url = requireUrl();
  const logins = new KeptLogins(leaselineHome());
  const login = logins.get(url);
  if (login === null) {
    if (isJson) printJson({ loggedOut: false });
    else printLine(`You are not logged in to ${url.host}`);
    return;
  }
  logins.forget(url);
  const { revoke } = await import('../login/device.js');
  await revoke(login).catch(() => note('The provider could not be told; the login ends there by itself'));
  if (isJson) printJson({ loggedOut: true });
  else printLine(`Logged out of ${url.host}`);
}

async function askWho(token?: () => Promise<string>): Promise<Who> {
  return (await apiClient(token)).get('/v1/session', sessionSchema);
}

async function apiClient(token?: () => Promise<string>) {
  const { ApiClient } = await import('../client/http/api-client.js');
  const address = token === undefined ? apiAddress() : { url: requireUrl(), token };
  if (address === null) throw noUrl();
  return new ApiClient(address);
}

function sayWho({ name, role, groups, endsAt }: Who, isJson: boolean): void {
  if (isJson) {
    printJson({ name, role, groups, endsAt });
    return;
  }
  const of = groups.length === 0 ? '' : `, of ${groups.join(', ')}`;
  const until = endsAt === null ? '' : `, until ${endsAt}`;
  printLine(printable(`${name} (${role})${of}${until}`));
}

function requireUrl(): URL {
  const url = apiUrl();
  if (url === null) throw noUrl();
  return url;
}

function noUrl(): CliError {
  return new CliError({
    what: 'LEASELINE_API_URL is not set, and only an API can be logged in to',
    remedy: 'Set it to the address of the API, as in https://leaseline.example.com',
    exitCode: EXIT.usage,
  });
}
