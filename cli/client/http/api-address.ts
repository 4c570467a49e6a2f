import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLoopback } from '../../../model/config/endpoints.js';
import { leaselineHome } from '../../../workers/embedded/home.js';
import { CliError } from '../../support/errors.js';
import { EXIT } from '../../support/exit-codes.js';

/** Where the HTTP API is, and the token that opens it. */
export interface ApiAddress {
  readonly url: URL;
  readonly token: string;
}

/**
 * `LEASELINE_API_URL` and `LEASELINE_TOKEN`; null: commands talk to Temporal. The token of this machine's own system
 * (`.leaseline/token`) opens an API on this machine only, and is sent to no other.
 * @throws CliError when it is no address, or there is no token for it
 */
export function apiAddress(env: NodeJS.ProcessEnv = process.env): ApiAddress | null {
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
  const token = env.LEASELINE_TOKEN || (isHere ? localToken(env) : null);
  if (token === null) {
    throw wrong(
      `There is no token for the API at ${url.host}`,
      'Put one into LEASELINE_TOKEN; who runs the API makes it with leaseline token',
    );
  }
  if (!/^[\w.~+/=-]{1,4096}$/.test(token))
    throw wrong('LEASELINE_TOKEN is no token', 'Ask for a new one (leaseline token)');
  return { url, token };
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
