import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { ProblemError } from '../problem.js';
import { away } from './verify.js';

const REMEDY = 'Log in again from the login page of the console';

/** Why somebody who came back from the provider is not logged in, as a problem. */
export function explainedGrant(name: string, error: unknown): unknown {
  if (error instanceof AuthorizationResponseError) {
    const { error: code } = error;
    if (code === 'access_denied') {
      return new ProblemError(403, 'login-denied', `${name} did not let you in.`, { remedy: REMEDY });
    }
    return notTaken(`${name} answered ${safe(code)}`);
  }
  if (error instanceof ResponseBodyError) return notTaken(`${name} refused to finish it (${safe(error.error)})`);
  if (error instanceof ClientError) {
    // A TypeError of fetch is wrapped, too: then nobody answered.
    if (error.code === 'OAUTH_TIMEOUT' || isUnreachable(error.cause)) return away(name, error);
    return notTaken(`what ${name} answered does not fit what was asked (${safe(error.code ?? 'unknown')})`);
  }
  return away(name, error);
}

function notTaken(why: string): ProblemError {
  return new ProblemError(401, 'login', `The login did not come about: ${why}.`, { remedy: REMEDY });
}

/** A word from outside, which may be anything. */
const safe = (code: string): string => code.replace(/[^\w-]/g, '').slice(0, 60);

const isUnreachable = (cause: unknown): boolean => cause instanceof TypeError && cause.message === 'fetch failed';
