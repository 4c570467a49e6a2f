import './support/node-version.mjs';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
  const verifying = wanted.length > 0 ? null : verify();
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const tested = await run(process.execPath, [vitest, 'run', ...wanted], { stdout: 1 });
  const { code: verified, output } = (await verifying) ?? { code: 0, output: '' };
  process.stdout.write(output);
  if (verified !== 0) say('npm run verify failed; its messages are below the tests');
  process.exitCode = verified !== 0 ? 1 : tested;
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}

/** Beside the tests, which wait for servers now and then; its messages would get lost among theirs. */
async function verify() {
  const folder = mkdtempSync(join(tmpdir(), 'leaseline-verify-'));
  const file = join(folder, 'output.txt');
  const out = openSync(file, 'w');
  const code = await npm(['run', '--silent', 'verify'], { stdout: out, stderr: out });
  closeSync(out);
  const output = readFileSync(file, 'utf8');
  rmSync(folder, { recursive: true, force: true });
  return { code, output };
}
