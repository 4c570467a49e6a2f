// Pictures of the console at three widths in both themes, of a system of its own on the simulator.
//   node scripts/screenshots.mjs               the few that docs/screenshots keeps
//   node scripts/screenshots.mjs --all FOLDER  every page, width and theme
import './support/node-version.mjs';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startStage } from './screenshots/stage.mjs';
import { setup } from './setup.mjs';
import { findBrowser } from './support/browser.mjs';
import { root } from './support/paths.mjs';
import { reportFailure, SetupError, say, step } from './support/tell.mjs';

const WIDTHS = {
  phone: { width: 375, height: 780 },
  tablet: { width: 900, height: 700 },
  desk: { width: 1440, height: 860 },
};
const THEMES = ['light', 'dark'];
const PAGES = {
  inbox: '/inbox',
  approval: '/inbox?item=osaka-desktops',
  packages: '/packages',
  package: '/packages/virginia-desktops',
  waiting: '/packages/hangzhou-desktops',
  // The month after this one: what was just ordered ends there.
  calendar: `/calendar?month=${nextMonth(new Date())}`,
  money: '/money?by=label:team',
  runs: '/runs',
  run: '/runs/year-end-order',
  strays: '/strays',
};

function nextMonth(now) {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString().slice(0, 7);
}

const KEPT = [
  ['approval', 'desk', 'light'],
  ['packages', 'desk', 'light'],
  ['package', 'desk', 'dark'],
  ['money', 'desk', 'light'],
  ['calendar', 'tablet', 'light'],
  ['packages', 'tablet', 'dark'],
  ['inbox', 'phone', 'light'],
  ['package', 'phone', 'dark'],
];

async function main() {
  const [flag, folder] = process.argv.slice(2);
  const isAll = flag === '--all';
  const out = isAll ? resolve(folder ?? 'screenshots') : join(root, 'docs', 'screenshots');
  const everything = Object.keys(PAGES).flatMap((page) =>
    Object.keys(WIDTHS).flatMap((width) => THEMES.map((theme) => [page, width, theme])),
  );
  const executablePath = findBrowser();
  if (executablePath === null)
    throw new SetupError('No Chromium or Chrome was found', 'Install one, or name it in LEASELINE_BROWSER');
  await setup({ tests: false });
  mkdirSync(out, { recursive: true });
  const home = mkdtempSync(join(tmpdir(), 'leaseline-screenshots-'));
  const stage = await step('Starting a system and ordering packages', () => startStage(home));
  try {
    const { chromium } = await import('playwright-core');
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    const page = await (await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin' })).newPage();
    await page.goto(await stage.loginLink());
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();
    for (const [name, width, theme] of isAll ? everything : KEPT) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize(WIDTHS[width]);
      await page.goto(new URL(PAGES[name], stage.url).href, { waitUntil: 'load' });
      await page.locator('h1').waitFor();
      for (const loading of await page.locator('.loading').all()) await loading.waitFor({ state: 'detached' });
      // Charts are drawn when they know their width.
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(out, `${name}-${width}-${theme}.png`) });
    }
    await browser.close();
    say(`Pictures are in ${out}`);
  } finally {
    await stage.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
