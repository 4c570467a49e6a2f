import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIRST_ROWS } from '../../api/feed.js';
import { type RunningApi, startApi } from '../../api/server.js';
import { signingKey } from '../../api/tokens.js';
import { launch } from '../../bench/console/browser.js';
import { longListClient } from '../../bench/console/long-list.js';
import { parsedConfig, testConfigText } from '../support/harness.js';
import { browserPath } from './support/browser.js';
import { CONSOLE_FOLDER } from './support/console-place.js';

const executablePath = await browserPath();
const SEEN = { timeout: 120_000 };
const ALL = 10_000;

/** The list stands in for a server with so many workflows (bench/console/long-list.ts); everything after it is real. */
describe.skipIf(executablePath === null)('ten thousand packages', () => {
  let browser: Browser;
  let api: RunningApi;
  let page: Page;
  let home = '';
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'leaseline-long-list-'));
    browser = await launch(executablePath ?? '');
    api = await startApi({
      client: longListClient(ALL),
      config: parsedConfig(testConfigText('http://127.0.0.1:7801', 'activityTimeout: 90s')),
      key: signingKey(home, {}),
      localToken: 'local-token',
      logger: pino({ enabled: false }),
      port: 0,
      host: '127.0.0.1',
      consoleFolder: CONSOLE_FOLDER,
    });
    page = await (await browser.newContext()).newPage();
    await page.goto(`${api.url}/packages`);
    await page.getByLabel('Or paste a token').fill('local-token');
    await page.getByRole('button', { name: 'Log in' }).click();
    await count('10,000');
  });
  afterAll(async () => {
    await browser.close();
    await api.close();
    await rm(home, { recursive: true, force: true });
  });

  it('shows the first rows, and what waits in the inbox, before the list has come', async () => {
    const other = await page.context().newPage();
    // Held back: what stands there now does not come from the list.
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await other.route('**/v1/events**', async (route) => {
      await held;
      await route.continue();
    });
    await other.goto(`${api.url}/packages`);
    await other.locator('.table-body .row').first().waitFor(SEEN);
    const names = await other.locator('.table-body .row-name').allTextContents();
    expect(names.slice(0, 3)).toEqual(['line-00000', 'line-00001', 'line-00002']);
    await other.getByText('Reading all 10,000 …').waitFor(SEEN);
    await other.getByRole('link', { name: /^Inbox/ }).click();
    await other.locator('main .count').getByText('200', { exact: true }).waitFor(SEEN);
    // In another order the first ones are not known yet, and nothing is shown that would jump away.
    await other.goto(`${api.url}/packages?sort=-cost`);
    await other.getByText('Reading the packages …').waitFor(SEEN);
    expect(await other.locator('.table-body .row').count()).toBe(0);
    letGo();
    await other.getByText('10,000', { exact: true }).waitFor(SEEN);
    await other.close();
  });

  it('sends ahead no more than a screen and what waits, however long the list is', async () => {
    const headers = { authorization: 'Bearer local-token' };
    const ahead = await (await fetch(`${api.url}/v1/overview`, { headers })).json();
    expect(ahead).toMatchObject({ all: ALL, first: { length: FIRST_ROWS }, waiting: { length: 200 } });
  });

  const count = (text: string) => page.getByRole('status').getByText(text, { exact: true }).waitFor(SEEN);
  const rows = () => page.locator('.table-body .row');

  it('draws the rows in sight and no more', async () => {
    await rows().first().waitFor(SEEN);
    expect(await rows().count()).toBeLessThan(60);
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('10001');
  });

  it('finds one of them as its name is typed, and the address says so', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('line-09876');
    await count('1 of 10,000');
    expect(await rows().allTextContents()).toEqual([expect.stringContaining('line-09876')]);
    expect(new URL(page.url()).searchParams.get('q')).toBe('line-09876');
  });

  it('filters by what a package waits for, and keeps the view over a reload', async () => {
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByLabel('Waits for').selectOption('payment');
    await count('200 of 10,000');
    await page.getByRole('button', { name: 'Cost' }).click();
    await page.getByRole('button', { name: 'Cost' }).click();
    await page.reload();
    await count('200 of 10,000');
    expect(await page.getByRole('columnheader', { name: 'Cost' }).getAttribute('aria-sort')).toBe('descending');
  });

  it('goes through them by keyboard, and opens one', async () => {
    await page.locator('.table-scroll').click({ position: { x: 5, y: 5 } });
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const second = await rows().nth(1).getByRole('link').textContent();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: second ?? '' }).waitFor(SEEN);
  });
});
