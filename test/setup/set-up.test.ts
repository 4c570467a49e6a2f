import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../../workers/embedded/home.js';
import { findTemporalCli, isCompatible } from '../../workers/embedded/temporal-binary.js';

const SUPPORT = pathToFileURL(join(projectRoot(), 'scripts', 'support')).href;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leaseline-set-up-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function node(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe('the scripts, which run before anything is installed', () => {
  it('refuse a Node that is too old, saying which one is needed', async () => {
    const pretend = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.1' } });";
    const old = join(folder, 'old.cjs');
    await writeFile(old, pretend);
    const { code, stderr } = await node('--require', old, join(projectRoot(), 'bin', 'leaseline.mjs'), '--version');
    expect(code).toBe(2);
    expect(stderr).toMatch(/needs Node 20\.19 or newer; this is 18\.20\.1\n.*Install/);
  });

  it('let one set-up at a time do the work', async () => {
    const log = join(folder, 'log');
    const script = `
      import { appendFileSync } from 'node:fs';
      import { withLock } from '${SUPPORT}/lock.mjs';
      await withLock('${join(folder, 'lock')}', async () => {
        appendFileSync('${log}', 'in ');
        for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
        appendFileSync('${log}', 'out ');
      });`;
    await Promise.all([1, 2, 3].map(() => node('--input-type=module', '--eval', script)));
    expect(await readFile(log, 'utf8')).toBe('in out in out in out ');
  });

  it.each([
    ['a process that is gone', '999999999'],
    ['this very process number, from an earlier life', 'OWN'],
  ])('take over a lock left by %s', async (_name, holder) => {
    const lock = join(folder, 'lock');
    const script = `
      import { writeFileSync } from 'node:fs';
      import { withLock } from '${SUPPORT}/lock.mjs';
      writeFileSync('${lock}', '${holder}' === 'OWN' ? String(process.pid) : '${holder}');
      await withLock('${lock}', async () => process.stdout.write('worked'));`;
    expect((await node('--input-type=module', '--eval', script)).stdout).toBe('worked');
  });
});

describe('the Temporal CLI of the machine', () => {
  async function fake(version: string): Promise<string> {
    const path = join(folder, 'temporal');
    await writeFile(path, `#!/bin/sh\necho "temporal version ${version} (Server 1.32.0, UI 2.54.1)"\n`);
    await chmod(path, 0o755);
    return path;
  }

  it('is used when its version fits', async () => {
    const path = await fake('1.9.4');
    expect(await findTemporalCli({ home: folder, env: { PATH: `${folder}:/bin:/usr/bin` } })).toBe(path);
  });

  it.each(['1.9.0', '1.10.0', '2.9.1', null])(
    'is left alone when it is %s: it may not read our database',
    (version) => {
      expect(isCompatible(version)).toBe(false);
    },
  );

  it('must fit when it is named', async () => {
    const env = { PATH: '/bin:/usr/bin', LEASELINE_TEMPORAL_BIN: await fake('1.4.0') };
    await expect(findTemporalCli({ home: folder, env })).rejects.toThrow(
      /LEASELINE_TEMPORAL_BIN .* is version 1\.4\.0/,
    );
  });
});
