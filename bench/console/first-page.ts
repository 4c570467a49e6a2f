import type { Browser } from 'playwright-core';
import { parseLeaselineConfig } from '../../model/config/leaseline-config.js';
import { longListClient } from './long-list.js';
import { serve } from './served.js';
import { type Spread, spreadOf } from './spread.js';

/** Tells when the first row of the list stands there and can be clicked, in ms from the beginning of the navigation. */
const WATCH = `
  const look = () => {
    if (document.querySelector('.table-body .row a') !== null) window.usefulMs = performance.now();
    else requestAnimationFrame(look);
  };
  look();
`;

/** Opens the list of packages again and again, each time in a browser that has nothing of it. */
export async function measureFirstPage(
  browser: Browser,
  { packages, loads }: { readonly packages: number; readonly loads: number },
): Promise<Spread> {
  const parsed = parseLeaselineConfig('accounts: {}\n', 'bench');
  if (!parsed.ok) throw new Error('the empty configuration is valid');
  const { api, freshContext } = await serve(longListClient(packages), parsed.value);
  const durations: number[] = [];
  try {
    // The first one warms up server and browser, and is not counted.
    for (let load = 0; load <= loads; load += 1) {
      const context = await freshContext(browser);
      const page = await context.newPage();
      await page.addInitScript(WATCH);
      await page.goto(`${api.url}/packages`);
      await page.locator('.table-body .row a').first().waitFor();
      const usefulMs = await page.evaluate<number>('window.usefulMs');
      if (load > 0) durations.push(usefulMs);
      await context.close();
    }
    return spreadOf(durations);
  } finally {
    await api.close();
  }
}
