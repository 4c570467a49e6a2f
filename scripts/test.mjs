import './support/node-version.mjs';
import { join } from 'node:path';
import { setup } from './setup.mjs';
import { ensureBrowser } from './support/browser.mjs';
import { root } from './support/paths.mjs';
import { npm, run } from './support/run.mjs';
import { reportFailure, say } from './support/tell.mjs';

try {
  await setup({ tests: true });
  await ensureBrowser();
  const wanted = process.argv.slice(2);
  // Naming tests means working on them: then only those run.
  const verified = wanted.length > 0 ? 0 : await npm(['run', '--silent', 'verify'], { stdout: 1 });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const tested = await run(process.execPath, [vitest, 'run', ...wanted], { stdout: 1 });
  if (verified !== 0) say('npm run verify failed; its messages are above the tests');
  process.exitCode = verified !== 0 ? 1 : tested;
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
