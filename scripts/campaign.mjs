import './support/node-version.mjs';
import { setup } from './setup.mjs';
import { reportFailure } from './support/tell.mjs';

try {
  await setup({ tests: true });
  // The same process goes on, so Ctrl-C reaches the one that tidies up.
  await import('../dist/test/campaign/main.js');
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
