import { runCommand } from './run.js';
import { outliveReaders } from './support/closed-output.js';

outliveReaders();
await runCommand(process.argv.slice(2));
