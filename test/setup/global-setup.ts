import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { leaselineHome, projectRoot } from '../../workers/embedded/home.js';
import { findTemporalCli, findTestServer } from '../../workers/embedded/temporal-binary.js';

/**
 * Before the first test: an up-to-date build (some tests start the real command line), the workflow bundle, and the
 * Temporal programs. Their paths are in the environment of every test.
 */
export async function setup(): Promise<void> {
  const root = projectRoot();
  // Tolerant: a type error in one part must not keep the tests of another from running; `npm test` is strict.
  const build = [join(root, 'scripts', 'build.mjs'), '--tolerant'];
  execFileSync(process.execPath, build, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const options = { home: leaselineHome(), say: (line: string) => process.stderr.write(`${line}\n`) };
  process.env.LEASELINE_TEMPORAL_BIN = await findTemporalCli(options);
  process.env.LEASELINE_TEST_SERVER_BIN = await findTestServer(options);
  process.env.LEASELINE_WORKFLOW_BUNDLE = join(root, 'dist', 'workflow-bundle.js');
}
