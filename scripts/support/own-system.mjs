import { execFile, spawn } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { home, root } from './paths.mjs';

const run = promisify(execFile);
const MAIN = join(root, 'dist', 'cli', 'main.js');
const ANY_PORTS = ['--temporal-port', '0', '--ui-port', '0', '--simulator-port', '0', '--api-port', '0'];

/** A whole system with this checkout's configuration, in a folder and on ports of its own. */
export async function startOwnSystem(folder) {
  // Whoever runs this may have a system of their own.
  const foreign = Object.keys(process.env).filter((name) => /^(LEASELINE|TEMPORAL)_/.test(name) && !/_BIN$/.test(name));
  const env = {
    ...process.env,
    ...Object.fromEntries(foreign.map((name) => [name, undefined])),
    LEASELINE_HOME: join(folder, 'home'),
    LEASELINE_BY: 'ada',
    TEMPORAL_CONFIG_FILE: join(folder, 'none.toml'),
    // What the set-up fetched serves every home.
    LEASELINE_TEMPORAL_BIN: process.env.LEASELINE_TEMPORAL_BIN ?? (await temporalBinary()),
  };
  for (const file of ['leaseline.yaml', 'temporal.yaml']) copyFileSync(join(root, file), join(folder, file));
  const child = spawn(process.execPath, [MAIN, 'up', '--json', ...ANY_PORTS], {
    env,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { addresses } = JSON.parse(await firstText(child));
  return {
    env,
    addresses,
    leaseline: async (...args) => (await run(process.execPath, [MAIN, ...args], { env, cwd: folder })).stdout,
    simulate: (path, body) => post(`${addresses.simulator}/_sim/${path}`, body),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGTERM');
      }),
  };
}

async function temporalBinary() {
  const { findTemporalCli } = await import('../../dist/workers/embedded/temporal-binary.js');
  return findTemporalCli({ home, say: () => undefined });
}

function firstText(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      try {
        JSON.parse(text);
        resolve(text);
      } catch {
        // Not the whole of it yet.
      }
    });
    child.once('exit', (code) => reject(new Error(`leaseline up ended with ${code}`)));
  });
}

async function post(url, body) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}
