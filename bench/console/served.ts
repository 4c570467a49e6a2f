import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { pino } from 'pino';
import type { Browser, BrowserContext } from 'playwright-core';
import { type RunningApi, startApi } from '../../api/server.js';
import { issueToken } from '../../api/tokens.js';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import { projectRoot } from '../../workers/embedded/home.js';

const HOUR_MS = 60 * 60 * 1000;

/** The API with the built console, and browsers that are logged in to it. */
export interface Served {
  readonly api: RunningApi;
  /** A browser that has nothing in its cache yet. */
  readonly freshContext: (browser: Browser) => Promise<BrowserContext>;
}

export async function serve(client: Client, config: LeaselineConfig): Promise<Served> {
  const key = randomBytes(32);
  const api = await startApi({
    ...{ client, config, key, localToken: null, logger: pino({ enabled: false }), port: 0, host: '127.0.0.1' },
    consoleFolder: join(projectRoot(), 'dist', 'console'),
    perMinute: 1_000_000,
  });
  const token = await issueToken(key, { name: 'bench', role: 'admin', scope: 'all' }, HOUR_MS);
  return {
    api,
    freshContext: async (browser) => {
      const context = await browser.newContext();
      const headers = { authorization: `Bearer ${token}`, 'sec-fetch-site': 'same-origin' };
      await context.request.post(`${api.url}/v1/session`, { headers, data: {} });
      return context;
    },
  };
}
