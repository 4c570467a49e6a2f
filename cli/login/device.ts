import { decodeJwt } from 'jose';
import {
  allowInsecureRequests,
  ClientError,
  type Configuration,
  discovery,
  initiateDeviceAuthorization,
  None,
  pollDeviceAuthorizationGrant,
  ResponseBodyError,
  refreshTokenGrant,
  type TokenEndpointResponse,
  tokenRevocation,
} from 'openid-client';
import { isLoopback } from '../../model/config/endpoints.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import type { KeptLogin } from './kept-login.js';

const ANSWER_LIMIT_S = 10;

/** Where people log in, as the API names it. */
export interface LoginAt {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
}

/** What a person does in a browser, on whatever machine. */
export interface Confirm {
  readonly url: string;
  /** The same with the code in it; null: the provider has none. */
  readonly urlWithCode: string | null;
  readonly code: string;
}

/**
 * Logs in while a person confirms a code in a browser (RFC 8628).
 * @throws CliError that says why it did not come about
 */
export async function logInByDevice(
  { issuer, clientId, scopes }: LoginAt,
  tell: (confirm: Confirm) => void,
): Promise<KeptLogin> {
  const configuration = await configurationOf(issuer, clientId);
  if (configuration.serverMetadata().device_authorization_endpoint === undefined) {
    throw new CliError({
      what: `${issuer} lets nobody log in from a command line (it has no device flow)`,
      remedy: 'Switch it on at the provider, or put a token into LEASELINE_TOKEN',
    });
  }
  try {
    const begun = await initiateDeviceAuthorization(configuration, { scope: scopes.join(' ') });
    const { verification_uri: url, verification_uri_complete: urlWithCode = null, user_code: code } = begun;
    tell({ url, urlWithCode, code });
    // It asks as often as the provider allows, and less often when that says slow_down.
    return keptOf({ issuer, clientId }, await pollDeviceAuthorizationGrant(configuration, begun), null);
  } catch (error) {
    throw explained(issuer, error);
  }
}

/**
 * The next token of a login.
 * @throws CliError when the provider gives none any more, or does not answer
 */
export async function refreshed({ issuer, clientId, refreshToken }: KeptLogin): Promise<KeptLogin> {
  if (refreshToken === null) throw expired(null);
  const configuration = await configurationOf(issuer, clientId);
  try {
    return keptOf({ issuer, clientId }, await refreshTokenGrant(configuration, refreshToken), refreshToken);
  } catch (error) {
    throw error instanceof ResponseBodyError ? expired(error) : explained(issuer, error);
  }
}

/** Ends a login with the provider as well, where it can be asked to. */
export async function revoke({ issuer, clientId, refreshToken }: KeptLogin): Promise<void> {
  if (refreshToken === null) return;
  const configuration = await configurationOf(issuer, clientId);
  if (configuration.serverMetadata().revocation_endpoint === undefined) return;
  await tokenRevocation(configuration, refreshToken);
}

async function configurationOf(issuer: string, clientId: string): Promise<Configuration> {
  // The API named it: what it names must not make us send a login in the clear.
  if (!URL.canParse(issuer) || (!issuer.startsWith('https:') && !isLoopback(issuer))) {
    throw new CliError({
      what: `${issuer} is no address to log in at`,
      remedy: 'It has to be https://; ask whoever runs the API (login.issuer in leaseline.yaml)',
    });
  }
  const execute = issuer.startsWith('http:') ? [allowInsecureRequests] : [];
  try {
    return await discovery(new URL(issuer), clientId, undefined, None(), { timeout: ANSWER_LIMIT_S, execute });
  } catch (error) {
    throw away(issuer, error);
  }
}

/** An id token says who somebody is and in which groups; an access token may be unreadable to anybody but its provider. */
function keptOf(
  at: Pick<KeptLogin, 'issuer' | 'clientId'>,
  { id_token: idToken, access_token: accessToken, refresh_token: next }: TokenEndpointResponse,
  before: string | null,
): KeptLogin {
  const token = idToken ?? accessToken;
  return { ...at, token, endsAtMs: endOf(token), refreshToken: next ?? before };
}

function endOf(token: string): number {
  try {
    return (decodeJwt(token).exp ?? 0) * 1000;
  } catch {
    throw new CliError({
      what: 'The provider gave a token that Leaseline cannot read',
      remedy: 'Let it give an id token (scope openid), or access tokens that are JWTs',
    });
  }
}

function explained(issuer: string, error: unknown): unknown {
  if (error instanceof CliError) return error;
  const code = error instanceof ResponseBodyError ? error.error : null;
  if (code === 'access_denied') {
    return new CliError({
      what: 'The login was refused',
      remedy: 'Run leaseline login again, and confirm the code',
      cause: error,
    });
  }
  if (code === 'expired_token') {
    const what = 'Nobody confirmed the code in time';
    return new CliError({ what, remedy: 'Run leaseline login again', cause: error });
  }
  if (code === 'unauthorized_client' || code === 'invalid_client') {
    return new CliError({
      what: `${issuer} does not let this client log in from a command line`,
      remedy: 'Allow the device flow for it at the provider, or name a public client in login.cliClientId',
      cause: error,
    });
  }
  if (error instanceof ResponseBodyError) {
    const remedy = 'Look how the client is set up at the provider';
    return new CliError({
      what: `${issuer} refused the login (${error.error.replace(/[^\w-]/g, '')})`,
      remedy,
      cause: error,
    });
  }
  if (error instanceof ClientError && error.code !== 'OAUTH_TIMEOUT') {
    const what = `What ${issuer} answered is not what was asked for`;
    return new CliError({ what, remedy: 'Look how the client is set up at the provider', cause: error });
  }
  return away(issuer, error);
}

function expired(cause: unknown): CliError {
  return new CliError({ what: 'Your login has ended', remedy: 'Run leaseline login', cause });
}

function away(issuer: string, cause: unknown): CliError {
  return new CliError({
    what: `The login provider ${issuer} does not answer`,
    remedy: 'Try again in a moment, or put a token into LEASELINE_TOKEN',
    exitCode: EXIT.unreachable,
    cause,
  });
}
