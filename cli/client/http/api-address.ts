import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLoopback } from '../../../model/config/endpoints.js';
import { leaselineHome } from '../../../workers/embedded/home.js';
import { currentToken } from '../../login/current-token.js';
import { KeptLogins } from '../../login/kept-login.js';
import { CliError } from '../../support/errors.js';
import { EXIT } from '../../support/exit-codes.js';

/** Where the HTTP API is, and what opens it. */
export interface ApiAddress {
  readonly url: URL;
  /** @throws CliError when a login has ended and cannot be made new */
  readonly token: () => Promise<string>;
}

/**
 * `LEASELINE_API_URL`; null: commands talk to Temporal. It is opened by `LEASELINE_TOKEN`, else by what `leaseline login` kept
 * for it. The token of this machine's own system (`.leaseline/token`) opens an API on this machine only, and is sent to no
 * other.
 * @throws CliError when it is no address, or there is no token for it
 */
export function apiAddress(env: NodeJS.ProcessEnv = process.env): ApiAddress | null {
  const url = apiUrl(env);
  return url === null ? null : { url, token: tokenFor(url, env) };
}

/**
 * `LEASELINE_API_URL` alone; null: it is not set.
 * @throws CliError when it is no address a token may be sent to
 */
export function apiUrl(env: NodeJS.ProcessEnv = process.env): URL | null {
  const given = env.LEASELINE_API_URL;
  if (given === undefined || given === '') return null;
  if (!/^https?:\/\//.test(given) || !URL.canParse(given)) {
    throw wrong('LEASELINE_API_URL is no address', 'Give it as https://leaseline.example.com or http://127.0.0.1:7800');
  }
  const url = new URL(given);
  if (url.username !== '' || url.password !== '' || url.search !== '') {
    throw wrong('LEASELINE_API_URL carries more than an address', 'Put the token into LEASELINE_TOKEN');
  }
  const isHere = isLoopback(given);
  if (url.protocol === 'http:' && !isHere) {
    throw wrong(
      `LEASELINE_API_URL is plain http to ${url.hostname}, where everybody on the way could read the token`,
      'Use https:// (a proxy that speaks TLS before the API), or a tunnel to 127.0.0.1',
    );
  }
  return url;
}

function tokenFor(url: URL, env: NodeJS.ProcessEnv): () => Promise<string> {
  const given = env.LEASELINE_TOKEN;
  if (given !== undefined && given !== '') {
    if (/^[\w.~+/=-]{1,8192}$/.test(given)) return async () => given;
    throw wrong('LEASELINE_TOKEN is no token', 'Ask for a new one (leaseline token)');
  }
  const logins = new KeptLogins(leaselineHome(env));
  const login = logins.get(url);
  if (login !== null) return () => currentToken(logins, url, login);
  const local = isLoopback(url.href) ? localToken(env) : null;
  if (local !== null) return async () => local;
  throw wrong(
    `There is no token for the API at ${url.host}`,
    'Run leaseline login, or put a token into LEASELINE_TOKEN; who runs the API makes it with leaseline token',
  );
}

function localToken(env: NodeJS.ProcessEnv): string | null {
  try {
    return readFileSync(join(leaselineHome(env), 'token'), 'utf8').trim();
  } catch {
    return null;
  }
}

function wrong(what: string, remedy: string): CliError {
  return new CliError({ what, remedy, exitCode: EXIT.usage });
}
