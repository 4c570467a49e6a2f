// A recording of the quick start: real commands, in a real terminal (tmux), against a system of their own on the simulator.
// Writes docs/recording/quickstart.cast (asciinema) and quickstart.svg.
import './support/node-version.mjs';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { castOf } from './recording/cast.mjs';
import { playSession } from './recording/session.mjs';
import { svgOf } from './recording/svg.mjs';
import { openTerminal } from './recording/terminal.mjs';
import { setup } from './setup.mjs';
import { startOwnSystem } from './support/own-system.mjs';
import { root } from './support/paths.mjs';
import { reportFailure, say, step } from './support/tell.mjs';

const OUT = join(root, 'docs', 'recording');

async function main() {
  await setup({ tests: false });
  const folder = mkdtempSync(join(tmpdir(), 'leaseline-recording-'));
  const system = await step('Starting a system', () => startOwnSystem(folder));
  try {
    const terminal = await openTerminal(folder, system.env);
    const recording = await step('Recording', () => playSession(terminal, system)).finally(terminal.close);
    mkdirSync(OUT, { recursive: true });
    writeFileSync(join(OUT, 'quickstart.cast'), castOf(recording));
    writeFileSync(join(OUT, 'quickstart.svg'), svgOf(recording));
    say(`The recording is in ${OUT}`);
  } finally {
    await system.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
