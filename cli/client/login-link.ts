import { z } from 'zod';
import { issueToken, signingKey } from '../../api/tokens.js';
import type { Role } from '../../model/role.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import type { ApiAddress } from './http/api-address.js';

/** The token only fetches the code. */
const TOKEN_MS = 60_000;
const ANSWER_LIMIT_MS = 10_000;

const codeSchema = z.object({ code: z.string(), expiresAt: z.string() });

export interface LoginLink {
  readonly url: string;
  readonly expiresAt: string;
}

/**
 * A link that logs a browser in once, within ten minutes. What is secret in it stands behind the #, which no browser sends.
 * @throws CliError when the API does not answer, or signs with another key
 */
export async function loginLink(
  apiUrl: string,
  home: string,
  who: { readonly name: string; readonly role: Role },
): Promise<LoginLink> {
  const token = await issueToken(signingKey(home), { ...who, scope: 'all' }, TOKEN_MS);
  const response = await ask(`${apiUrl}/v1/session/code`, token);
  if (response.status === 401) {
    await response.body?.cancel();
    throw new CliError({
      what: `The API at ${apiUrl} does not take tokens of this installation`,
      remedy:
        'Run the command on the machine and in the folder the API runs in, or give both the same LEASELINE_API_KEY',
    });
  }
  const parsed = codeSchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) throw away(apiUrl, null);
  const { code, expiresAt } = parsed.data;
  return { url: `${apiUrl}/#login=${code}`, expiresAt };
}

/**
 * The same from the API of another machine, as whoever the token names: only it can say who that is.
 * @throws what the API answers; ApiUnreachableError when it does not
 */
export async function loginLinkOver(address: ApiAddress): Promise<LoginLink> {
  const { ApiClient } = await import('./http/api-client.js');
  const { code, expiresAt } = await new ApiClient(address).post('/v1/session/code', codeSchema, {});
  return { url: `${address.url.href.replace(/\/$/, '')}/#login=${code}`, expiresAt };
}

async function ask(url: string, token: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
  } catch (error) {
    throw away(new URL(url).origin, error);
  }
}

function away(apiUrl: string, cause: unknown): CliError {
  return new CliError({
    what: `The API at ${apiUrl} does not answer`,
    remedy: 'Look whether it runs (npm start, leaseline up or leaseline api), and its log',
    exitCode: EXIT.unreachable,
    cause,
  });
}
