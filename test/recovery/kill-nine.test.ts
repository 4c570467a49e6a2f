import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import type { PackageRow } from '../../model/row.js';
import { projectRoot } from '../../workers/embedded/home.js';
import { readRunFile } from '../../workers/embedded/run-file.js';
import { announced } from '../support/announced.js';
import { askRunningApi } from '../support/running-api.js';
import { SimulatorControl } from '../support/simulator-control.js';

const MAIN = join(projectRoot(), 'bin', 'leaseline.mjs');
const ANY_PORTS = ['--temporal-port', '0', '--ui-port', '0', '--simulator-port', '0', '--api-port', '0'];
const PARTS = ['worker', 'simulator', 'temporal'] as const;

/**
 * Short limits: a lost worker is noticed after three seconds instead of ninety, and of an order that was cut off in the middle
 * a person is asked after seconds instead of ten minutes.
 */
const CONFIG = {
  accounts: {
    ali: {
      vendor: 'alibaba',
      site: 'international',
      credentials: { accessKeyIdEnv: 'LEASELINE_ALI_KEY', accessKeySecretEnv: 'LEASELINE_ALI_SECRET' },
      endpoints: { ecd: 'http://127.0.0.1:7801', cbn: 'http://127.0.0.1:7801', bss: 'http://127.0.0.1:7801' },
    },
    surfer: {
      vendor: 'ucloud',
      credentials: { publicKeyEnv: 'LEASELINE_UCLOUD_PUBLIC', privateKeyEnv: 'LEASELINE_UCLOUD_PRIVATE' },
      endpoints: { api: 'http://127.0.0.1:7801/ucloud' },
    },
  },
  timing: {
    sweep: { busy: '1s', idle: '1h' },
    requestTimeout: '2s',
    activityTimeout: '4s',
    fallbackLook: '10s',
    orderProofWindow: '5s',
  },
};

describe('kill -9 while packages are being ordered', () => {
  const home = mkdtempSync(join(tmpdir(), 'leaseline-kill-'));
  const config = join(home, 'leaseline.yaml');
  const env = { ...process.env, LEASELINE_HOME: home, TEMPORAL_CONFIG_FILE: join(home, 'none.toml') };
  let up: ChildProcess;
  let ordered = 0;

  beforeAll(async () => {
    await writeFile(config, stringify(CONFIG));
    up = spawn(process.execPath, [MAIN, 'up', '--config', config, '--json', ...ANY_PORTS], {
      env,
      cwd: home,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await announced(up);
    await vi.waitFor(() => expect(pidOf('worker')).toBeDefined(), { timeout: 120_000 });
    const delivery = { wuyingSeconds: [0, 2], cenSeconds: [0, 2], ugnSeconds: [0, 2] };
    await control().post('/behaviour', { delivery });
  });

  afterAll(async () => {
    const ended = new Promise((resolve) => up.once('exit', resolve));
    up.kill('SIGTERM');
    await ended;
    await rm(home, { recursive: true, force: true });
  });

  const pidOf = (part: string) => readRunFile(home)?.processes[part]?.pid;

  function control(): SimulatorControl {
    const running = readRunFile(home);
    if (running?.addresses.simulator == null) throw new Error('no simulator runs');
    return new SimulatorControl(running.addresses.simulator);
  }

  function leaseline(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      execFile(process.execPath, [MAIN, ...args, '--config', config], { env, cwd: home }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  }

  /** One package of each product, none like any before. */
  async function orderThree(): Promise<string[]> {
    const round = ++ordered;
    const site = `cn-hangzhou+dir-${3633530000 + round}`;
    const ugnId = `ugn-demo${String(round).padStart(8, '0')}`;
    const common = { apiVersion: 'leaseline/v1', kind: 'BandwidthPackage' };
    const documents = [
      {
        ...common,
        name: `wuying-${round}`,
        product: 'wuying',
        account: 'ali',
        order: { regionId: 'cn-hangzhou', bandwidth: 10, officeSiteId: site, payType: 'PrePaid', autoPay: true },
      },
      {
        ...common,
        name: `cen-${round}`,
        product: 'cen',
        account: 'ali',
        order: {
          name: `plan-${round}`,
          bandwidth: 5,
          geographicRegionAId: 'China',
          geographicRegionBId: 'Europe',
          autoPay: true,
        },
      },
      {
        ...common,
        name: `ugn-${round}`,
        product: 'ugn',
        account: 'surfer',
        order: {
          projectId: 'org-demo',
          ugnId,
          regionA: 'cn-bj2',
          regionB: 'cn-sh2',
          bandWidth: 5,
          payMode: 'FixedBw',
          chargeType: 'Month',
        },
      },
    ];
    const file = join(home, `round-${round}.yaml`);
    await writeFile(file, documents.map((document) => stringify(document)).join('---\n'));
    const { code, stderr } = await leaseline('order', file);
    expect(stderr).not.toContain('Error');
    expect(code).toBe(0);
    return documents.map(({ name }) => name);
  }

  async function rows(): Promise<PackageRow[]> {
    return (await askRunningApi(home, '/v1/packages')).packages;
  }

  /** In use, or, where the order's fate cannot be proved, waiting for a person: never anything in between. */
  const isSettled = ({ status, waitingFor }: PackageRow) =>
    status === 'Active' || (status === 'OutcomeUnknown' && waitingFor === 'operator');

  it.each(PARTS.flatMap((part) => [0, 300, 1200].map((delayMs) => [part, delayMs] as const)))(
    'of the %s %d ms after ordering: everything goes on, nothing is ordered twice',
    async (part, delayMs) => {
      const names = await orderThree();
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      const pid = pidOf(part);
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      const settled = await vi.waitFor(
        async () => {
          const all = await rows();
          expect(all.filter((row) => names.includes(row.name) && isSettled(row))).toHaveLength(names.length);
          return all;
        },
        { timeout: 240_000, interval: 500 },
      );

      const bought = (await control().orders()).filter(
        (order) => order.kind === 'New' && order.paymentStatus === 'Paid',
      );
      const active = settled.filter((row) => row.status === 'Active');
      expect(bought.length).toBeLessThanOrEqual(ordered * 3);
      expect(new Set(active.map((row) => row.resourceId)).size).toBe(active.length);
      expect(bought.map((order) => order.resourceId)).toEqual(
        expect.arrayContaining(active.map((row) => row.resourceId)),
      );
    },
    300_000,
  );
});
