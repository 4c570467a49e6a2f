import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { LoginConfig } from '../../model/config/login-config.js';
import { ProblemError } from '../problem.js';

/** What is no token of a person or program, although the same provider signs it: logout tokens, events. */
const TYPES: ReadonlySet<string> = new Set(['jwt', 'at+jwt', 'application/at+jwt']);

/**
 * What the provider signed for one of these audiences, and what holds now.
 * @throws ProblemError 401 that says why it does not count; 503 when the provider's keys cannot be had
 */
export async function verified(
  login: LoginConfig,
  token: string,
  { keys, audience }: { readonly keys: JWTVerifyGetKey; readonly audience: readonly string[] },
): Promise<JWTPayload> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: login.issuer,
      audience: [...audience],
      algorithms: [...login.algorithms],
      clockTolerance: login.clockToleranceMs / 1000,
      requiredClaims: ['exp', 'iat', 'sub'],
    });
    const { typ } = protectedHeader;
    if (typ !== undefined && !TYPES.has(typ.toLowerCase())) throw notOurs('It is a token of another kind.');
    return payload;
  } catch (error) {
    throw explained(login, error);
  }
}

function explained({ name, audience }: LoginConfig, error: unknown): unknown {
  if (error instanceof ProblemError) return error;
  if (error instanceof errors.JWTExpired) return notOurs('The login has expired.');
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') {
      const more = audience.length > 0 ? '' : ', and login.audience in leaseline.yaml names nobody beside it';
      return notOurs(`The token is for somebody else than Leaseline (aud)${more}.`);
    }
    if (error.claim === 'nbf') return notOurs('The token does not hold yet.');
    return notOurs(`The token does not fit (${error.claim}).`);
  }
  if (error instanceof errors.JWKSNoMatchingKey)
    return notOurs(`The token is signed by a key ${name} does not publish.`, true);
  if (error instanceof errors.JOSEAlgNotAllowed)
    return notOurs('The token is signed in a way that is not accepted here.', true);
  // A key set that cannot be read comes as a bare JOSEError, or as what fetch threw.
  const isAway = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || !isJose(error);
  if (isAway || (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC')) return away(name, error);
  return notOurs(`The token is none of ${name}.`, true);
}

const isJose = (error: unknown): boolean => error instanceof errors.JOSEError;

const notOurs = (detail: string, isGuess = false): ProblemError =>
  new ProblemError(401, 'token', detail, {
    remedy: 'Log in again: leaseline login, or the login page of the console',
    isGuess,
  });

/** @param cause for whoever debugs; it is told to nobody else */
export function away(name: string, cause: unknown): ProblemError {
  const problem = new ProblemError(503, 'login-away', `The login provider ${name} does not answer.`, {
    remedy: "Try again in a moment; Leaseline's own tokens (leaseline token) work meanwhile",
  });
  problem.cause = cause;
  return problem;
}
