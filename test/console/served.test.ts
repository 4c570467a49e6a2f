import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiOptions, type RunningApi, startApi } from '../../api/server.js';
import { longListClient } from '../../bench/console/long-list.js';
import { parsedConfig, testConfigText } from '../support/harness.js';
import { CONSOLE_FOLDER } from './support/console-place.js';

const FIRST_PAGE_BYTES = 250_000;

/** Nothing here asks Temporal anything. */
const options: ApiOptions = {
  client: longListClient(1),
  config: parsedConfig(testConfigText('http://127.0.0.1:7801', 'activityTimeout: 90s')),
  key: new Uint8Array(32),
  localToken: 'local-token',
  logger: pino({ enabled: false }),
  port: 0,
  host: '127.0.0.1',
  consoleFolder: CONSOLE_FOLDER,
};

/** Whoever has no token is told nothing, not even what is not there. */
const asLocal = { headers: { authorization: 'Bearer local-token' } };

describe('how the console is served', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi(options);
  });
  afterAll(() => api.close());

  const scriptsOf = (html: string) =>
    [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '');

  it.each([
    '/',
    '/inbox',
    '/packages',
    '/packages/some-name',
    '/calendar',
    '/money',
    '/runs',
    '/runs/some-run',
    '/strays',
  ])('answers %s with the page, which nobody keeps', async (path) => {
    const response = await fetch(api.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toContain('<div id="root">');
  });

  it.each(['/no-such-page', '/packages/a/b', '/assets/no-such.js', '/assets/../index.html', '/index.html'])(
    'has nothing at %s',
    async (path) => {
      const response = await fetch(api.url + path, asLocal);
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
    },
  );

  it('lets the page load nothing from elsewhere and run nothing that stands in it', async () => {
    const [one, other] = await Promise.all([fetch(`${api.url}/`), fetch(`${api.url}/`)]);
    const policy = one.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toBe(other.headers.get('content-security-policy'));
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none';
    const html = await one.text();
    expect(html).toContain(`content="${nonce}"`);
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(html).not.toMatch(/https?:\/\//);
  });

  it('lets browsers keep its files for ever, and sends them packed', async () => {
    const html = await (await fetch(`${api.url}/`)).text();
    const paths = scriptsOf(html);
    expect(paths.length).toBeGreaterThan(1);
    for (const path of paths) {
      const response = await fetch(api.url + path);
      expect(response.status, path).toBe(200);
      expect(response.headers.get('cache-control')).toContain('immutable');
      expect(response.headers.get('content-encoding')).toBe('gzip');
    }
  });

  it('needs less than 250 kB of scripts for its first page', async () => {
    const html = await (await fetch(`${api.url}/`)).text();
    const sizes = await Promise.all(
      scriptsOf(html)
        .filter((path) => path.endsWith('.js'))
        .map(async (path) => Number((await fetch(api.url + path)).headers.get('content-length'))),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_PAGE_BYTES);
  });

  it('is not there when it is left out, while the API is', async () => {
    const bare = await startApi({ ...options, consoleFolder: null });
    expect((await fetch(`${bare.url}/`, asLocal)).status).toBe(404);
    expect((await fetch(`${bare.url}/packages`, asLocal)).status).toBe(404);
    expect((await fetch(`${bare.url}/healthz`)).status).toBe(200);
    await bare.close();
  });

  it('says what to do when it was not built', async () => {
    await expect(startApi({ ...options, consoleFolder: '/no/such/folder' })).rejects.toMatchObject({
      message: expect.stringContaining('The console is not built'),
      remedy: expect.stringContaining('npm run build'),
    });
  });
});
