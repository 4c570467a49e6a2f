import './support/node-version.mjs';
import { setup } from './setup.mjs';
import { reportFailure } from './support/tell.mjs';

try {
  await setup({ tests: false });
  // The same process goes on, so Ctrl-C reaches the one that tidies up.
  await import('../dist/bench/main.js');
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
