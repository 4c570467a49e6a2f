import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { pino } from 'pino';
import { type ApiOptions, type RunningApi, startApi } from '../../../api/server.js';
import { type Caller, issueToken, signingKey } from '../../../api/tokens.js';
import type { Role } from '../../../model/role.js';
import { DevHarness } from '../../support/dev-harness.js';

const HOUR_MS = 60 * 60 * 1000;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Tests look into an answer as a program would.
  // biome-ignore lint/suspicious/noExplicitAny: what it is depends on the route
  readonly body: any;
}

/** The API before a real server, with real workers and the simulator. */
export class ApiPlace {
  readonly harness: DevHarness;
  api: RunningApi;
  readonly key: Uint8Array;
  readonly localToken = 'local-token-of-this-test';
  readonly home: string;
  readonly #options: ApiOptions;

  private constructor(harness: DevHarness, api: RunningApi, options: ApiOptions, home: string) {
    this.harness = harness;
    this.api = api;
    this.key = options.key;
    this.#options = options;
    this.home = home;
  }

  /** @param more what the API is started with beside it, once the simulator's address is known */
  static async start(
    logger: Logger = pino({ enabled: false }),
    perMinute?: number,
    more: (harness: DevHarness, home: string) => Partial<ApiOptions> = () => ({}),
  ): Promise<ApiPlace> {
    const harness = await DevHarness.start();
    await harness.startWorkers();
    const home = await mkdtemp(join(tmpdir(), 'leaseline-api-'));
    const key = signingKey(home, {});
    const { client } = harness.env;
    const options: ApiOptions = {
      client,
      config: harness.config,
      key,
      localToken: 'local-token-of-this-test',
      logger,
      ...(perMinute !== undefined && { perMinute }),
      port: 0,
      host: '127.0.0.1',
      ...more(harness, home),
    };
    return new ApiPlace(harness, await startApi(options), options, home);
  }

  /** The API ends, and comes back at the same address when `again` is called. */
  async lose(): Promise<{ again: () => Promise<void> }> {
    const port = Number(new URL(this.api.url).port);
    await this.api.close();
    return {
      again: async () => {
        this.api = await startApi({ ...this.#options, port });
      },
    };
  }

  async stop(): Promise<void> {
    await this.api.close();
    await this.harness.stop();
    await rm(this.home, { recursive: true, force: true });
  }

  token(role: Role, more: Partial<Caller> = {}, ttlMs = HOUR_MS): Promise<string> {
    return issueToken(this.key, { name: `a ${role}`, role, scope: 'all', ...more }, ttlMs);
  }

  /** As this role; null: without a token. */
  async ask(role: Role | null, method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers(init.headers);
    if (role !== null) headers.set('authorization', `Bearer ${await this.token(role)}`);
    return this.raw(method, path, { ...init, headers });
  }

  /** The same with a JSON body. */
  post(role: Role, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const init = { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
    return this.ask(role, 'POST', path, init);
  }

  async raw(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`${this.api.url}${path}`, { method, ...init });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
