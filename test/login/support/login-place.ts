import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { SignJWT } from 'jose';
import { LoginProvider } from '../../../api/login/provider.js';
import { type RunningApi, startApi } from '../../../api/server.js';
import { signingKey, tokensFile } from '../../../api/tokens.js';
import { type LeaselineConfig, parseLeaselineConfig } from '../../../model/config/leaseline-config.js';
import type { Role } from '../../../model/role.js';
import { LogLines } from '../../support/log-lines.js';

export const SECRET = 'a-secret-of-the-page';

/** The `login` of leaseline.yaml, without what is given. */
export const loginYaml = (issuer: string, more = ''): string => `accounts: {}
groups: { network: [bob] }
login:
  issuer: "${issuer}"
  name: Example
  clientId: leaseline
  clientSecretEnv: OIDC_SECRET
  cliClientId: leaseline-cli
  audience: [leaseline-api]
  roles:
    - { role: approver, groups: [net-approvers] }
    - { role: viewer, groups: [everybody] }
  groups: { network: [net-approvers] }
${more}`;

interface Answer {
  readonly status: number;
  /** A session, or a problem. */
  readonly body: Readonly<Partial<Record<'name' | 'role' | 'endsAt' | 'logoutUrl' | 'type' | 'detail', string>>>;
}

/** The API with a login provider. Nothing asked of it here needs Temporal, so none is there. */
export class LoginPlace {
  readonly api: RunningApi;
  readonly log: LogLines;
  readonly home: string;
  readonly config: LeaselineConfig;
  readonly #key: Uint8Array;

  private constructor(api: RunningApi, log: LogLines, home: string, key: Uint8Array, config: LeaselineConfig) {
    this.config = config;
    this.api = api;
    this.log = log;
    this.home = home;
    this.#key = key;
  }

  static async start(yaml: string): Promise<LoginPlace> {
    const parsed = parseLeaselineConfig(yaml, 'leaseline.yaml');
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const { value: config } = parsed;
    const home = await mkdtemp(join(tmpdir(), 'leaseline-login-'));
    const key = signingKey(home, {});
    const log = new LogLines();
    const { login } = config;
    const api = await startApi({
      client: new Client({ connection: Connection.lazy({ address: '127.0.0.1:1' }) }),
      config,
      key,
      localToken: null,
      provider: login === null ? null : new LoginProvider(login, login.clientSecret === null ? null : SECRET, 0),
      logger: log.logger,
      tokensFile: tokensFile(home),
      port: 0,
      host: '127.0.0.1',
    });
    return new LoginPlace(api, log, home, key, config);
  }

  async stop(): Promise<void> {
    await this.api.close();
    await rm(this.home, { recursive: true, force: true });
  }

  /** @param at when it was made; absent: now */
  async ownToken(role: Role, at = new Date()): Promise<string> {
    return new SignJWT({ role, scope: 'all' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('an own one')
      .setIssuer('leaseline')
      .setJti(randomUUID())
      .setIssuedAt(at.getTime() / 1000)
      .setExpirationTime(Math.floor(Date.now() / 1000) + 300)
      .sign(this.#key);
  }

  /** Who the API says somebody is. */
  async session(headers: Record<string, string>): Promise<Answer> {
    const response = await fetch(`${this.api.url}/v1/session`, { headers });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  bearer(token: string): Promise<Answer> {
    return this.session({ authorization: `Bearer ${token}` });
  }
}

/** A browser as far as a login needs one: it follows, and keeps cookies by path. */
export class Browser {
  readonly #cookies = new Map<string, { readonly value: string; readonly path: string; readonly set: string }>();

  /** Goes where it is sent until an answer is no redirection, or lies outside of `until`. */
  async open(address: string, until: (url: URL) => boolean = () => false): Promise<Response> {
    let url = new URL(address);
    for (;;) {
      const response = await fetch(url, {
        redirect: 'manual',
        headers: { cookie: this.cookie(url), accept: 'text/html' },
      });
      for (const set of response.headers.getSetCookie()) this.#keep(set);
      const to = response.headers.get('location');
      if (to === null) return response;
      await response.body?.cancel();
      url = new URL(to, url);
      if (until(url)) return response;
    }
  }

  cookie({ pathname }: URL | { pathname: string }): string {
    const sent = [...this.#cookies].filter(([, { path }]) => pathname.startsWith(path));
    return sent.map(([name, { value }]) => `${name}=${value}`).join('; ');
  }

  /** How a cookie was set, its attributes with it. */
  setting(name: RegExp): string | undefined {
    return [...this.#cookies].find(([key]) => name.test(key))?.[1].set;
  }

  #keep(set: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
    const path = /Path=([^;]+)/i.exec(set)?.[1] ?? '/';
    if (value === '') this.#cookies.delete(name);
    else this.#cookies.set(name, { value, path, set });
  }
}
