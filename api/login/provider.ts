import { createRemoteJWKSet, decodeJwt, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  ClientSecretBasic,
  type Configuration,
  calculatePKCECodeChallenge,
  clockTolerance,
  discovery,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { LoginConfig } from '../../model/config/login-config.js';
import type { Caller } from '../tokens.js';
import { explainedGrant } from './grant-problem.js';
import { personOf } from './person.js';
import { away, verified } from './verify.js';

const ANSWER_LIMIT_S = 10;
/** A key nobody knows makes the key set be read again, so seldom at most. */
const JWKS_COOLDOWN_MS = 10_000;
const JWKS_KEPT_MS = 10 * 60 * 1000;

/** What a login that was begun must come back with. */
export interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

interface Found {
  readonly configuration: Configuration;
  readonly keys: JWTVerifyGetKey;
}

/** The OpenID Connect provider of leaseline.yaml. It is asked when it is first needed, so the API starts without it. */
export class LoginProvider {
  readonly login: LoginConfig;
  readonly #secret: string | null;
  readonly #cooldownMs: number;
  #found: Promise<Found> | null = null;

  /** @param clientSecret null: a public client */
  constructor(login: LoginConfig, clientSecret: string | null, jwksCooldownMs = JWKS_COOLDOWN_MS) {
    this.login = login;
    this.#secret = clientSecret;
    this.#cooldownMs = jwksCooldownMs;
  }

  /** Whether a token says it is from there. It says so itself: who believes it has to check it. */
  isFrom(token: string): boolean {
    try {
      return decodeJwt(token).iss === this.login.issuer;
    } catch {
      return false;
    }
  }

  /**
   * Whose token of the provider this is: one for our page, our command line, or an audience of ours.
   * @throws ProblemError 401, 403 or 503 that says why nobody's
   */
  async callerOf(token: string): Promise<Caller> {
    const { clientId, cliClientId, audience } = this.login;
    const all = [clientId, ...(cliClientId === null ? [] : [cliClientId]), ...audience];
    return personOf(this.login, await this.#verified(token, all));
  }

  /** Where a browser is sent to log in, and what it must bring back. */
  async begin(redirectUri: string): Promise<{ readonly url: string; readonly begun: Begun }> {
    const { configuration } = await this.#discovered();
    const begun = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const { href: url } = buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: this.login.scopes.join(' '),
      code_challenge: await calculatePKCECodeChallenge(begun.verifier),
      code_challenge_method: 'S256',
      state: begun.state,
      nonce: begun.nonce,
    });
    return { url, begun };
  }

  /**
   * Who comes back from there. The code is worth nothing without the verifier, and the id token without the nonce, that only
   * the browser that began has.
   * @param returned the address the browser was sent back to, as the provider wrote it
   * @throws ProblemError that says why it is nobody
   */
  async finish(returned: URL, { state, nonce, verifier }: Begun): Promise<Caller> {
    const { configuration } = await this.#discovered();
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
    const { id_token: idToken = '' } = await authorizationCodeGrant(configuration, returned, checks).catch(
      (error: unknown) => {
        throw explainedGrant(this.login.name, error);
      },
    );
    // Its signature as well: the way it came may be plain http on this machine.
    return personOf(this.login, await this.#verified(idToken, [this.login.clientId]));
  }

  /** Where a browser ends its login with the provider; null where it has no such page, or was not asked for long. */
  async endUrl(backTo: string): Promise<string | null> {
    const found = await (this.#found ?? null)?.catch(() => null);
    if (found?.configuration.serverMetadata().end_session_endpoint === undefined) return null;
    return buildEndSessionUrl(found.configuration, { post_logout_redirect_uri: backTo }).href;
  }

  async #verified(token: string, audience: readonly string[]): Promise<JWTPayload> {
    const { keys } = await this.#discovered();
    return verified(this.login, token, { keys, audience });
  }

  /** Once for everybody who asks meanwhile; what failed is tried again by the next. */
  #discovered(): Promise<Found> {
    if (this.#found !== null) return this.#found;
    const finding = this.#discover().catch((error: unknown) => {
      if (this.#found === finding) this.#found = null;
      throw away(this.login.name, error);
    });
    this.#found = finding;
    return finding;
  }

  async #discover(): Promise<Found> {
    const { issuer, clientId, clockToleranceMs } = this.login;
    const secret = this.#secret;
    const configuration = await discovery(
      new URL(issuer),
      clientId,
      { [clockTolerance]: clockToleranceMs / 1000 },
      secret === null ? None() : ClientSecretBasic(secret),
      // The configuration lets plain http be an issuer on this machine alone.
      { timeout: ANSWER_LIMIT_S, execute: issuer.startsWith('http:') ? [allowInsecureRequests] : [] },
    );
    const { jwks_uri: keysAt } = configuration.serverMetadata();
    if (keysAt === undefined) throw new Error('it publishes no keys');
    const keys = createRemoteJWKSet(new URL(keysAt), {
      timeoutDuration: ANSWER_LIMIT_S * 1000,
      cooldownDuration: this.#cooldownMs,
      cacheMaxAge: JWKS_KEPT_MS,
    });
    return { configuration, keys };
  }
}
