import { systemBrowser } from '../../../bench/console/browser.js';

/**
 * @throws in CI when there is none although one could be installed: nobody would notice there that the console is not tested
 *   any more
 */
export async function browserPath(): Promise<string | null> {
  const found = await systemBrowser();
  const isCi = [process.env.CI, process.env.LEASELINE_CI].some((value) => value !== undefined && value !== '');
  // Set-up says so where no package of the distribution can be had at all.
  const isOutOfReach = process.env.LEASELINE_NO_BROWSER !== undefined;
  if (found === null && isCi && !isOutOfReach)
    throw new Error('No Chromium or Chrome was found, and in CI there must be one');
  return found;
}

export const NO_BROWSER =
  'SKIPPED: no Chromium or Chrome was found. Install one (apt-get install chromium), or name it in LEASELINE_BROWSER';
