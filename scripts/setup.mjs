import './support/node-version.mjs';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, buildIsReady, lockFile } from './build.mjs';
import { dependenciesAreReady, installDependencies } from './support/dependencies.mjs';
import { withLock } from './support/lock.mjs';
import { home, root } from './support/paths.mjs';
import { reportFailure, say } from './support/tell.mjs';

/**
 * Everything the other commands need: dependencies, build, the Temporal programs. What is there already costs next to
 * nothing and no network. With `tests`, also the time-skipping server of the tests.
 */
export async function setup({ tests }) {
  if (!dependenciesAreReady() || !buildIsReady()) {
    await withLock(lockFile, async () => {
      await installDependencies();
      await build();
    });
  }
  await fetchPrograms(tests);
}

async function fetchPrograms(tests) {
  const { findTemporalCli, findTestServer } = await import('../dist/workers/embedded/temporal-binary.js');
  const { loadTemporalConfig } = await import('../dist/workers/config/load.js');
  const options = { home, say };
  const temporalFile = join(root, 'temporal.yaml');
  const isExternal = existsSync(temporalFile) && loadTemporalConfig(temporalFile).mode === 'external';
  if (tests || !isExternal) await findTemporalCli(options);
  if (tests) await findTestServer(options);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await setup({ tests: true });
    say('Set-up is complete: npm start runs it, npm test tests it');
  } catch (error) {
    reportFailure(error);
    process.exitCode = 1;
  }
}
