#!/usr/bin/env node
import '../scripts/support/node-version.mjs';
import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);

if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('Leaseline is not built yet\nRun npm run setup (or npm start) in its folder first\n');
  process.exitCode = 1;
}
