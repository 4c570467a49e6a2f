import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { projectRoot } from '../../../workers/embedded/home.js';
import { readRunFile } from '../../../workers/embedded/run-file.js';
import { announced } from '../../support/announced.js';
import { askRunningApi } from '../../support/running-api.js';
import { SimulatorControl } from '../../support/simulator-control.js';
import { runResident } from './resident.js';

const MAIN = join(projectRoot(), 'bin', 'leaseline.mjs');
const ANY_PORTS = ['--temporal-port', '0', '--ui-port', '0', '--simulator-port', '0', '--api-port', '0'];

const CONFIG = `accounts:
  demo-alibaba:
    vendor: alibaba
    credentials: { accessKeyIdEnv: LEASELINE_ALI_KEY, accessKeySecretEnv: LEASELINE_ALI_SECRET }
    endpoints: { ecd: "http://127.0.0.1:7801", cbn: "http://127.0.0.1:7801", bss: "http://127.0.0.1:7801" }
  demo-surfer:
    vendor: ucloud
    credentials: { publicKeyEnv: LEASELINE_UCLOUD_PUBLIC, privateKeyEnv: LEASELINE_UCLOUD_PRIVATE }
    endpoints: { api: "http://127.0.0.1:7801/ucloud" }
policies:
  production: {}
timing:
  sweep: { busy: 300ms, idle: 1h }
  fallbackLook: 2s
`;

/** Deliveries within moments: these tests are about commands, not about waiting. */
export const QUICK = {
  throttling: { enabled: false },
  delivery: {
    wuyingSeconds: [0, 1],
    wuyingReleaseSeconds: [0, 1],
    cenSeconds: [0, 1],
    cenAttachSeconds: [0, 1],
    ugnSeconds: [0, 1],
  },
};

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const longRunning = pathToFileURL(join(projectRoot(), 'scripts', 'support', 'long-running.mjs')).href;
const { LONG_RUNNING } = (await import(longRunning)) as { readonly LONG_RUNNING: readonly string[] };

const SET_UP = new Set(['LEASELINE_TEMPORAL_BIN', 'LEASELINE_TEST_SERVER_BIN']);

/** A folder of its own with configuration, and the real command line run in it. */
export class Workplace {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;

  private constructor(folder: string) {
    this.folder = folder;
    // Whatever the person at this machine has set must not change what is seen; what the set-up found serves every home.
    const foreign = Object.keys(process.env).filter((name) => /^(LEASELINE|TEMPORAL)_/.test(name) && !SET_UP.has(name));
    this.env = {
      ...process.env,
      ...Object.fromEntries(foreign.map((name) => [name, undefined])),
      LEASELINE_HOME: join(folder, 'home'),
      LEASELINE_BY: 'tester',
      TEMPORAL_CONFIG_FILE: join(folder, 'none.toml'),
      NO_COLOR: '1',
    };
  }

  static async create(): Promise<Workplace> {
    const workplace = new Workplace(await mkdtemp(join(tmpdir(), 'leaseline-cli-')));
    await workplace.write('leaseline.yaml', CONFIG);
    return workplace;
  }

  async write(name: string, text: string): Promise<string> {
    const file = join(this.folder, name);
    await writeFile(file, text);
    return file;
  }

  spawn(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    return spawn(process.execPath, [MAIN, ...args], {
      env: { ...this.env, ...env },
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** A command in a process of its own, as people start it. */
  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return ended(this.spawn(args, env));
  }

  /** The same command in a process that has the command line loaded already. */
  async run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return args.some((word) => LONG_RUNNING.includes(word)) ? this.start(args, env) : this.runHere(args, env);
  }

  /** The same also for those that stay up, where they are to end before they start anything. */
  async runHere(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const { code, stdout, stderr } = await runResident(args, { ...this.env, ...env }, this.folder);
    return { code, stdout, stderr };
  }

  /** What a command prints with --json, whatever its exit code; tests look into it as a script would. */
  async json(...args: readonly string[]) {
    const { stdout, stderr } = await this.run([...args, '--json']);
    try {
      return JSON.parse(stdout);
    } catch {
      throw new Error(`no JSON document on stdout: ${stdout}\n${stderr}`);
    }
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

export function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

/** `leaseline up` in a workplace, with a simulator that delivers at once. */
export class System {
  readonly workplace: Workplace;
  readonly control: SimulatorControl;
  readonly temporalAddress: string;
  readonly simulatorUrl: string;
  readonly apiUrl: string;
  readonly #child: ChildProcess;

  private constructor(
    workplace: Workplace,
    child: ChildProcess,
    addresses: { temporal: string; simulator: string; api: string },
  ) {
    this.workplace = workplace;
    this.#child = child;
    this.control = new SimulatorControl(addresses.simulator);
    this.temporalAddress = addresses.temporal;
    this.simulatorUrl = addresses.simulator;
    this.apiUrl = addresses.api;
  }

  static async start(): Promise<System> {
    const workplace = await Workplace.create();
    const child = workplace.spawn(['up', '--json', ...ANY_PORTS]);
    await announced(child);
    const addresses = readRunFile(join(workplace.folder, 'home'))?.addresses;
    if (addresses === undefined || addresses.simulator === null) throw new Error('up wrote no addresses');
    const { temporal, simulator, api } = addresses;
    if (api == null) throw new Error('up wrote no address of the API');
    const system = new System(workplace, child, { temporal, simulator, api });
    await system.control.post('/behaviour', QUICK);
    return system;
  }

  /** A package as `show --json` has it, without a process for each look. @throws when there is none of that name */
  async row(name: string) {
    return askRunningApi(join(this.workplace.folder, 'home'), `/v1/packages/${name}`);
  }

  async untilStatus(name: string, status: string): Promise<void> {
    const untilThen = { timeout: 120_000, interval: 200 };
    await expect.poll(async () => (await this.row(name)).status, untilThen).toBe(status);
  }

  async stop(): Promise<void> {
    const end = ended(this.#child);
    this.#child.kill('SIGTERM');
    await end;
    await this.workplace.remove();
  }
}
