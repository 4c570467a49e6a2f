#!/usr/bin/env node
import '../scripts/support/node-version.mjs';
import { existsSync } from 'node:fs';
import { LONG_RUNNING } from '../scripts/support/long-running.mjs';

const compiled = new URL('../dist/cli/main.js', import.meta.url);
const bundled = new URL('../dist/cli-bundle/main.js', import.meta.url);

const isLongRunning = process.argv.slice(2).some((word) => LONG_RUNNING.includes(word));
const main = !isLongRunning && existsSync(bundled) ? bundled : compiled;

if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('Leaseline is not built yet\nRun npm run setup (or npm start) in its folder first\n');
  process.exitCode = 1;
}
