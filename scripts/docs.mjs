// Writes docs/reference from the commands, the schemas and the API's own description.
import './support/node-version.mjs';
import { setup } from './setup.mjs';
import { reportFailure } from './support/tell.mjs';

try {
  await setup({ tests: false });
  await import('../dist/bench/reference/write.js');
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
