import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { projectRoot } from '../../workers/embedded/home.js';

interface BrowserScript {
  findBrowser(): string | null;
}

/** The system's own Chromium or Chrome, as the scripts find it; null when there is none. */
export async function systemBrowser(): Promise<string | null> {
  const script = pathToFileURL(join(projectRoot(), 'scripts', 'support', 'browser.mjs')).href;
  const { findBrowser } = (await import(script)) as BrowserScript;
  return findBrowser();
}

export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}
