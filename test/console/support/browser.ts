import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { projectRoot } from '../../../workers/embedded/home.js';

interface BrowserScript {
  findBrowser(): string | null;
}

/** The system's own browser, as the set-up of `npm test` finds or installs it; null when there is none. */
export async function browserPath(): Promise<string | null> {
  const script = pathToFileURL(join(projectRoot(), 'scripts', 'support', 'browser.mjs')).href;
  const { findBrowser } = (await import(script)) as BrowserScript;
  const found = findBrowser();
  const isCi = [process.env.CI, process.env.LEASELINE_CI].some((value) => value !== undefined && value !== '');
  // Nobody would notice there that the console is not tested any more.
  if (found === null && isCi) throw new Error('No Chromium or Chrome was found, and in CI there must be one');
  return found;
}

export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}

export const NO_BROWSER =
  'SKIPPED: no Chromium or Chrome was found. Install one (apt-get install chromium), or name it in LEASELINE_BROWSER';
