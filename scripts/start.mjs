import './support/node-version.mjs';
import { setup } from './setup.mjs';
import { reportFailure } from './support/tell.mjs';

try {
  await setup({ tests: false });
  // The same process goes on as `leaseline up`, so Ctrl-C and signals reach the supervisor itself.
  process.argv.splice(1, 1, 'leaseline', 'up', '--quickstart');
  await import('../dist/cli/main.js');
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
