import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

interface SigningKey {
  readonly kid: string;
  readonly privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
  readonly jwk: JWK;
}

interface Authorized {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string | undefined;
}

/** What a device is answered, one after the other; the last for ever. */
export type DeviceAnswer = 'authorization_pending' | 'slow_down' | 'access_denied' | 'expired_token' | 'tokens';

const now = () => Math.floor(Date.now() / 1000);

/** An OpenID Connect provider that signs what it is told to, also what no honest one would. */
export class Issuer {
  readonly #server: Server;
  #port: number;
  #keys: SigningKey[] = [];
  readonly #codes = new Map<string, Authorized>();
  readonly #refresh = new Set<string>();
  /** Who logs in, as claims. */
  person: JWTPayload = { sub: 'u-1', email: 'ada@example.com', email_verified: true, groups: ['net-approvers'] };
  /** Changes what is signed in the end. */
  twist: (claims: JWTPayload) => JWTPayload = (claims) => claims;
  /** Instead of the state that was sent. */
  state: string | null = null;
  /** Instead of a code. */
  refusal: string | null = null;
  idTokenSeconds = 300;
  device: DeviceAnswer[] = ['tokens'];
  jwksReads = 0;
  revoked: string[] = [];

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.#port = port;
  }

  static async start(): Promise<Issuer> {
    let issuer: Issuer | null = null;
    const server = createServer((request, response) => {
      issuer?.answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
    issuer = new Issuer(server, await listening(server, 0));
    await issuer.rotate();
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get publicKey(): JWK {
    return this.#key.jwk;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** At the same address. */
  async again(): Promise<void> {
    this.#port = await listening(this.#server, this.#port);
  }

  /** From now on signs with another key, and publishes only that. */
  async rotate(): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const kid = randomUUID();
    this.#keys = [{ kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } }];
  }

  sign(
    claims: Readonly<Record<string, unknown>>,
    { typ = 'JWT', kid = this.#key.kid }: { typ?: string; kid?: string } = {},
  ): Promise<string> {
    const all = { iss: this.url, iat: now(), exp: now() + this.idTokenSeconds, ...this.person, ...claims };
    return new SignJWT(this.twist(all)).setProtectedHeader({ alg: 'RS256', kid, typ }).sign(this.#key.privateKey);
  }

  get #key(): SigningKey {
    const [key] = this.#keys;
    if (key === undefined) throw new Error('the issuer has no key yet');
    return key;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const form = new URLSearchParams(await textOf(request));
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return json(response, 200, this.#metadata());
      case '/jwks':
        this.jwksReads += 1;
        return json(response, 200, { keys: this.#keys.map(({ jwk }) => jwk) });
      case '/authorize':
        return this.#authorize(url.searchParams, response);
      case '/token':
        return this.#token(form, clientOf(request, form), response);
      case '/device':
        return json(response, 200, {
          device_code: randomUUID(),
          user_code: 'WDJB-MJHT',
          verification_uri: `${this.url}/confirm`,
          verification_uri_complete: `${this.url}/confirm?code=WDJB-MJHT`,
          expires_in: 300,
          interval: 1,
        });
      case '/end':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<p>You are logged out.</p>');
        return undefined;
      case '/revoke':
        this.revoked.push(form.get('token') ?? '');
        response.writeHead(200).end();
        return undefined;
      default:
        response.writeHead(404).end();
        return undefined;
    }
  }

  #metadata(): Readonly<Record<string, unknown>> {
    const at = (path: string) => `${this.url}/${path}`;
    return {
      issuer: this.url,
      authorization_endpoint: at('authorize'),
      token_endpoint: at('token'),
      device_authorization_endpoint: at('device'),
      revocation_endpoint: at('revoke'),
      end_session_endpoint: at('end'),
      jwks_uri: at('jwks'),
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
    };
  }

  #authorize(asked: URLSearchParams, response: ServerResponse): void {
    const redirectUri = asked.get('redirect_uri') ?? '';
    const back = new URL(redirectUri);
    back.searchParams.set('state', this.state ?? asked.get('state') ?? '');
    if (this.refusal !== null) back.searchParams.set('error', this.refusal);
    else {
      const code = randomUUID();
      const [clientId, challenge] = [asked.get('client_id') ?? '', asked.get('code_challenge') ?? ''];
      this.#codes.set(code, { clientId, redirectUri, challenge, nonce: asked.get('nonce') ?? undefined });
      back.searchParams.set('code', code);
    }
    response.writeHead(302, { location: back.href }).end();
  }

  async #token(form: URLSearchParams, client: string, response: ServerResponse): Promise<void> {
    switch (form.get('grant_type')) {
      case 'authorization_code': {
        const code = form.get('code') ?? '';
        const given = this.#codes.get(code);
        this.#codes.delete(code);
        const challenge = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
        const fits =
          given?.challenge === challenge && given.redirectUri === form.get('redirect_uri') && given.clientId === client;
        if (!fits) return json(response, 400, { error: 'invalid_grant' });
        return this.#give(client, given.nonce, response);
      }
      case 'refresh_token':
        // Good once, as careful providers have it.
        if (!this.#refresh.delete(form.get('refresh_token') ?? ''))
          return json(response, 400, { error: 'invalid_grant' });
        return this.#give(client, undefined, response);
      case 'urn:ietf:params:oauth:grant-type:device_code': {
        const answer = this.device.length > 1 ? this.device.shift() : this.device[0];
        if (answer === 'tokens') return this.#give(client, undefined, response);
        return json(response, 400, { error: answer });
      }
      default:
        return json(response, 400, { error: 'unsupported_grant_type' });
    }
  }

  async #give(client: string, nonce: string | undefined, response: ServerResponse): Promise<void> {
    const refresh = randomUUID();
    this.#refresh.add(refresh);
    return json(response, 200, {
      access_token: randomUUID(),
      token_type: 'Bearer',
      expires_in: 300,
      refresh_token: refresh,
      id_token: await this.sign({ aud: client, ...(nonce !== undefined && { nonce }) }),
    });
  }
}

async function listening(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function clientOf({ headers: { authorization = '' } }: IncomingMessage, form: URLSearchParams): string {
  const basic = /^Basic (.+)$/.exec(authorization)?.[1];
  if (basic === undefined) return form.get('client_id') ?? '';
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
  return secret === 'a-secret-of-the-page' ? id : 'nobody';
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
