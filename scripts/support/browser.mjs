import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say, step } from './tell.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const FIXED = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The system's own Chromium or Chrome; null when there is none. `LEASELINE_BROWSER` names another. */
export function findBrowser(env = process.env) {
  if (env.LEASELINE_BROWSER) return env.LEASELINE_BROWSER;
  const folders = (env.PATH ?? '').split(delimiter);
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...FIXED];
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The browser of the console's tests: what is there, else the distribution's own package where we may install it.
 * @returns null when none can be had; then it was said why, and `LEASELINE_NO_BROWSER` says it to the tests
 */
export async function ensureBrowser() {
  const found = findBrowser();
  if (found !== null) return found;
  if (process.getuid?.() === 0 && isExecutable('/usr/bin/apt-get')) {
    try {
      await step('Installing Chromium for the tests of the console', () => {
        const quiet = {
          stdio: ['ignore', 'ignore', 'inherit'],
          env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
        };
        execFileSync('apt-get', ['update', '-qq'], quiet);
        execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quiet);
      });
    } catch {
      say('Chromium could not be installed with apt-get; see its message above');
    }
  }
  const installed = findBrowser();
  if (installed === null) {
    process.env.LEASELINE_NO_BROWSER = 'none is installed, and none can be installed here';
    say(
      'No Chromium or Chrome was found, so the tests of the console are skipped; install one, or name it in LEASELINE_BROWSER',
    );
  }
  return installed;
}
