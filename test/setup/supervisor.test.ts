import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { projectRoot } from '../../workers/embedded/home.js';
import { startMarkOf } from '../../workers/embedded/process-identity.js';
import { type RunFile, readRunFile } from '../../workers/embedded/run-file.js';
import { announced } from '../support/announced.js';

const MAIN = join(projectRoot(), 'dist', 'cli', 'main.js');
const ANY_PORTS = ['--temporal-port', '0', '--ui-port', '0', '--simulator-port', '0', '--api-port', '0'];
const PARTS = ['temporal', 'simulator', 'worker', 'api'] as const;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('leaseline up', () => {
  let home = '';
  let env: NodeJS.ProcessEnv = {};
  const started: ChildProcess[] = [];

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'leaseline-up-'));
    env = { ...process.env, LEASELINE_HOME: home, TEMPORAL_CONFIG_FILE: join(home, 'none.toml') };
  });

  afterAll(async () => {
    for (const child of started) child.kill('SIGTERM');
    await vi.waitFor(() => expect(readRunFile(home)).toBeNull(), { timeout: 120_000 });
    await rm(home, { recursive: true, force: true });
  });

  function leaseline(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const options = { env: { ...env, ...more }, cwd: projectRoot() };
    return new Promise((resolve) => {
      execFile(process.execPath, [MAIN, ...args], options, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  }

  /** Starts it in the background and gives what it wrote down once everything runs. */
  async function start(): Promise<{ child: ChildProcess; running: RunFile }> {
    const child = spawn(process.execPath, [MAIN, 'up', '--json', ...ANY_PORTS], {
      env,
      cwd: projectRoot(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.push(child);
    await announced(child);
    return { child, running: await allRunning() };
  }

  async function allRunning(): Promise<RunFile> {
    await expect.poll(() => PARTS.every((part) => pidOf(part) !== undefined), { timeout: 120_000 }).toBe(true);
    const running = readRunFile(home);
    if (running === null) throw new Error('nothing runs');
    return running;
  }

  const pidOf = (part: string) => readRunFile(home)?.processes[part]?.pid;
  const endOf = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once('exit', resolve));

  async function expectAllGone(running: RunFile): Promise<void> {
    const pids = Object.values(running.processes).map(({ pid }) => pid);
    await expect.poll(() => pids.filter((pid) => startMarkOf(pid) !== null), { timeout: 120_000 }).toEqual([]);
  }

  it('answers commands from the addresses it wrote down, and refuses a second one naming the first', async () => {
    const { child } = await start();
    expect(await leaseline(['list', '--json'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"packages": []'),
    });
    const second = await leaseline(['up', ...ANY_PORTS]);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`process ${child.pid}`);
  });

  it.each(PARTS)('starts a killed %s again', async (part) => {
    const before = pidOf(part);
    if (before === undefined) throw new Error(`${part} does not run`);
    process.kill(before, 'SIGKILL');
    await expect.poll(() => pidOf(part) ?? before, { timeout: 120_000 }).not.toBe(before);
    await allRunning();
    await expect.poll(() => leaseline(['list']).then(({ code }) => code), { timeout: 120_000 }).toBe(0);
  });

  it('leaves nothing behind when it is killed itself, and starts again in the same home', async () => {
    const running = await allRunning();
    process.kill(running.pid, 'SIGKILL');
    await expectAllGone(running);
    const again = await start();
    expect(again.running.pid).not.toBe(running.pid);
  });

  it.each(['api', 'worker', 'simulator'])(
    'a starting %s whose supervisor is gone already does not stay',
    async (part) => {
      // Its own code takes longer to read than it takes to let go of the channel.
      const options = { env, cwd: projectRoot(), stdio: ['ignore', 'ignore', 'ignore', 'ipc'] as const };
      const child = spawn(process.execPath, [MAIN, part], { ...options, stdio: [...options.stdio] });
      const ended = endOf(child);
      child.disconnect();
      await ended;
      expect(child.exitCode === 0).toBe(false);
    },
  );

  it('ends everything when asked, and says so to the next command', async () => {
    const running = await allRunning();
    const child = started.at(-1);
    if (child === undefined) throw new Error('nothing was started');
    const ended = endOf(child);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    await expectAllGone(running);
    expect(existsSync(join(home, 'run.json'))).toBe(false);
    const { address, port } = await closedPort();
    expect(await leaseline(['list'], { TEMPORAL_ADDRESS: address })).toMatchObject({
      code: 4,
      stderr: expect.stringContaining(String(port)),
    });
  });

  it('does not start beside a server of somebody else that does not answer', async () => {
    const { address } = await closedPort();
    expect(await leaseline(['up', ...ANY_PORTS], { TEMPORAL_ADDRESS: address })).toMatchObject({
      code: 4,
      stderr: expect.stringContaining(`Temporal does not answer at ${address}`),
    });
  });

  it.each([
    ['--temporal-port', 'LEASELINE_TEMPORAL_PORT'],
    ['--ui-port', 'LEASELINE_UI_PORT'],
    ['--simulator-port', 'LEASELINE_SIMULATOR_PORT'],
    ['--api-port', 'LEASELINE_API_PORT'],
  ])('names a taken port with %s and %s', async (flag, variable) => {
    const { server, port } = await listen();
    const { code, stderr } = await leaseline(['up', ...ANY_PORTS, flag, String(port)]);
    server.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`Port ${port} .* is taken[^]*${flag}[^]*${variable}`));
  });

  async function listen() {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return { server, port: address.port };
  }

  async function closedPort() {
    const { server, port } = await listen();
    await new Promise((resolve) => server.close(resolve));
    return { address: `127.0.0.1:${port}`, port };
  }
});
