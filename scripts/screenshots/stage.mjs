import { execFile, spawn } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../support/paths.mjs';
import { MORE_PACKAGES, PAID_FIRST } from './packages.mjs';

const run = promisify(execFile);
const MAIN = join(root, 'dist', 'cli', 'main.js');
const ANY_PORTS = ['--temporal-port', '0', '--ui-port', '0', '--simulator-port', '0', '--api-port', '0'];
/** Deliveries within moments. */
const QUICK = {
  throttling: { enabled: false },
  delivery: { wuyingSeconds: [0, 1], cenSeconds: [0, 1], cenAttachSeconds: [0, 1], ugnSeconds: [0, 1] },
};
const SETTLED_MS = 120_000;
const STRAY = {
  RegionId: 'cn-hangzhou',
  Bandwidth: 30,
  OfficeSiteId: 'cn-hangzhou+dir-3633530090',
  PayType: 'PrePaid',
};

/** A whole system in a folder of its own, with packages in every state a page shows. */
export async function startStage(home) {
  // Whoever runs this may have a system of their own.
  const foreign = Object.keys(process.env).filter((name) => /^(LEASELINE|TEMPORAL)_/.test(name) && !/_BIN$/.test(name));
  const env = {
    ...process.env,
    ...Object.fromEntries(foreign.map((name) => [name, undefined])),
    LEASELINE_HOME: join(home, 'home'),
    LEASELINE_BY: 'ada',
    TEMPORAL_CONFIG_FILE: join(home, 'none.toml'),
    // What the set-up fetched serves every home.
    LEASELINE_TEMPORAL_BIN: process.env.LEASELINE_TEMPORAL_BIN ?? (await temporalBinary()),
  };
  const config = join(home, 'leaseline.yaml');
  copyFileSync(join(root, 'leaseline.yaml'), config);
  copyFileSync(join(root, 'temporal.yaml'), join(home, 'temporal.yaml'));
  const file = join(home, 'packages.yaml');
  writeFileSync(
    file,
    MORE_PACKAGES.slice(0, -3)
      .map((one) => JSON.stringify(one))
      .join('\n---\n'),
  );
  const child = spawn(process.execPath, [MAIN, 'up', '--json', ...ANY_PORTS], {
    env,
    cwd: home,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { addresses } = JSON.parse(await firstText(child));
  const leaseline = async (...args) => (await run(process.execPath, [MAIN, ...args], { env, cwd: home })).stdout;
  const token = readFileSync(join(home, 'home', 'token'), 'utf8').trim();
  const api = (path, init) =>
    fetch(addresses.api + path, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init?.headers },
    });

  await post(`${addresses.simulator}/_sim/behaviour`, QUICK);
  const rowsNow = async () => (await (await api('/v1/packages')).json()).packages;
  await leaseline('apply', '--yes', file, join(root, 'examples', 'quickstart'));
  await api('/v1/runs', {
    method: 'POST',
    headers: { 'idempotency-key': 'year-end-order' },
    body: JSON.stringify({ packages: MORE_PACKAGES.slice(-3) }),
  });
  await settled(rowsNow);
  const rows = await rowsNow();
  for (const { orderId } of rows.filter(({ name }) => PAID_FIRST.includes(name))) {
    await post(`${addresses.simulator}/_sim/orders/${orderId}/pay`, {});
  }
  await buyStray(addresses.simulator);
  await settled(rowsNow);
  await api('/v1/strays?now=true');
  return {
    url: addresses.api,
    loginLink: async () => JSON.parse(await leaseline('console', '--for', 'ada', '--json')).url,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGTERM');
      }),
  };
}

async function temporalBinary() {
  const { findTemporalCli } = await import('../../dist/workers/embedded/temporal-binary.js');
  const { home } = await import('../support/paths.mjs');
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

/** Until nothing waits for the cloud. */
async function settled(rowsNow) {
  const endsMs = Date.now() + SETTLED_MS;
  for (;;) {
    const rows = await rowsNow();
    const busy = rows.filter(
      ({ waitingFor, status }) => waitingFor === 'cloud' || ['Requested', 'Ordering'].includes(status),
    );
    if (busy.length === 0 && rows.length > 0) return;
    if (Date.now() > endsMs) throw new Error(`never settled: ${busy.map(({ name }) => name).join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Somebody buys in the vendor's console. */
async function buyStray(simulator) {
  const { cloudsOf } = await import('../../dist/workers/clouds-of.js');
  const { parseLeaselineConfig } = await import('../../dist/model/config/leaseline-config.js');
  const text = readFileSync(join(root, 'leaseline.yaml'), 'utf8').replaceAll('http://127.0.0.1:7801', simulator);
  const parsed = parseLeaselineConfig(text, 'leaseline.yaml');
  const account = parsed.value.accounts['demo-alibaba'];
  const keys = { LEASELINE_ALI_KEY: 'demo-key', LEASELINE_ALI_SECRET: 'demo-secret' };
  const { ecd } = cloudsOf(account, parsed.value.timing, keys);
  await ecd.createNetworkPackage(
    { ...STRAY, Period: 3, PeriodUnit: 'Month', InternetChargeType: 'PayByBandwidth', AutoPay: true },
    {},
  );
}

async function post(url, body) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}
