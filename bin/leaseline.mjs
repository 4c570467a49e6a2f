#!/usr/bin/env node
import '../scripts/support/node-version.mjs';
import { existsSync } from 'node:fs';

const compiled = new URL('../dist/cli/main.js', import.meta.url);
const bundled = new URL('../dist/cli-bundle/main.js', import.meta.url);
/** They run Temporal's native parts, of which there must be one copy, and stay up: a second to start is nothing to them. */
const LONG_RUNNING = ['up', 'worker', 'api', 'simulator', 'codec-server', 'rehearse'];

const isLongRunning = process.argv.slice(2).some((word) => LONG_RUNNING.includes(word));
const main = !isLongRunning && existsSync(bundled) ? bundled : compiled;

if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('Leaseline is not built yet\nRun npm run setup (or npm start) in its folder first\n');
  process.exitCode = 1;
}
