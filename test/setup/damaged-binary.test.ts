import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BinaryOptions, ensureBinary, type OtherSource } from '../../workers/embedded/binary-cache.js';
import type { PinnedBinary } from '../../workers/embedded/pinned-binaries.js';

const CONTENT = `#!/bin/sh\necho hello\n${'#'.repeat(4000)}\n`;

const WRITE_WHEEL = `
import sys, zipfile
folder, content = sys.argv[1], sys.argv[2]
with zipfile.ZipFile(folder + '/leaseline_probe-1.2.3-py3-none-any.whl', 'w') as wheel:
    wheel.writestr('leaseline_probe-1.2.3.data/scripts/probe', content)
    info = 'leaseline_probe-1.2.3.dist-info/'
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: leaseline-probe\\nVersion: 1.2.3\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: false\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', '')
`;

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
const nowhereElse: OtherSource = async () => ({ ok: false, why: 'no network' });

describe('the cache of pinned programs, with the real pip and a wheel on disk', () => {
  let folder = '';
  let wheels = '';
  let options: BinaryOptions;
  let said: string[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leaseline-bin-'));
    wheels = join(folder, 'wheels');
    await mkdir(wheels);
    said = [];
    const env = { ...process.env, PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels };
    options = { home: join(folder, 'home'), env, say: (line) => said.push(line) };
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function pinned(wheelContent: string, pinnedContent = wheelContent): Promise<PinnedBinary> {
    execFileSync('python3', ['-c', WRITE_WHEEL, wheels, wheelContent]);
    const [wheel = ''] = await readdir(wheels);
    const hashes = { wheelSha256: sha256(await readFile(join(wheels, wheel))), binarySha256: sha256(pinnedContent) };
    const platforms = { [`${process.platform}-${process.arch}`]: hashes };
    return { name: 'probe', wheel: 'leaseline-probe', version: '1.2.3', platforms };
  }

  it('fetches once, makes it runnable, and needs neither pip nor network again', async () => {
    const probe = await pinned(CONTENT);
    const path = await ensureBinary(probe, options, nowhereElse);
    expect(execFileSync(path).toString()).toBe('hello\n');

    await rm(wheels, { recursive: true });
    expect(await ensureBinary(probe, options, nowhereElse)).toBe(path);
    const slow = 'still working';
    expect(said.filter((line) => !line.includes(slow))).toEqual([
      'Fetching probe 1.2.3 ...',
      expect.stringMatching(/^Fetching probe 1.2.3: ended after/),
    ]);
    expect((await readdir(join(folder, 'home/bin'))).sort()).toEqual(['probe-1.2.3', 'probe-1.2.3.verified.json']);
  });

  it.each([
    ['truncated', (path: string) => truncate(path, 100)],
    ['changed without changing its size', (path: string) => writeFile(path, CONTENT.replace('hello', 'hullo'))],
    ['emptied', (path: string) => writeFile(path, '')],
  ])('notices a program that was %s and fetches it again', async (_name, damage) => {
    const probe = await pinned(CONTENT);
    const path = await ensureBinary(probe, options, nowhereElse);
    await damage(path);
    await ensureBinary(probe, options, nowhereElse);
    expect(await readFile(path, 'utf8')).toBe(CONTENT);
    expect(said).toContain('probe 1.2.3 is damaged; fetching it again');
  });

  it('hashes a good file again when its record is torn, and keeps it', async () => {
    const probe = await pinned(CONTENT);
    const path = await ensureBinary(probe, options, nowhereElse);
    await writeFile(`${path}.verified.json`, '{"sha256":');
    await rm(wheels, { recursive: true });
    expect(await ensureBinary(probe, options, nowhereElse)).toBe(path);
  });

  it('refuses a wheel whose program is not the pinned one and leaves nothing that looks finished', async () => {
    const probe = await pinned(CONTENT, 'something else');
    await expect(ensureBinary(probe, options, nowhereElse)).rejects.toThrow(/is not what was pinned/);
    expect(await readdir(join(folder, 'home/bin'))).toEqual([]);
  });

  it('refuses a wheel that is not the pinned one', async () => {
    const probe = await pinned(CONTENT);
    execFileSync('python3', ['-c', WRITE_WHEEL, wheels, `${CONTENT}# tampered`]);
    await expect(ensureBinary(probe, options, nowhereElse)).rejects.toThrow(/could not fetch.*HASHES/);
  });

  it('says what to install when Python has no pip', async () => {
    const probe = await pinned(CONTENT);
    const bin = join(folder, 'path');
    await mkdir(bin);
    for (const name of ['python3', 'python']) {
      const script = '#!/bin/sh\necho "python3: No module named pip" >&2\nexit 1\n';
      await writeFile(join(bin, name), script, { mode: 0o755 });
    }
    const env = { ...process.env, PATH: bin };
    await expect(ensureBinary(probe, { ...options, env }, nowhereElse)).rejects.toMatchObject({
      message: expect.stringMatching(/has no pip; no network/),
      remedy: expect.stringMatching(/Install Python 3 with pip/),
    });
  });

  it('takes what another source gives when there is no wheel, and trusts only what it recorded then', async () => {
    const probe: PinnedBinary = { name: 'probe', wheel: 'leaseline-probe', version: '1.2.3', platforms: {} };
    const other: OtherSource = async (_binary, scratch) => {
      await writeFile(join(scratch, 'got'), CONTENT);
      return { ok: true, path: join(scratch, 'got') };
    };
    const path = await ensureBinary(probe, options, other);
    expect(await ensureBinary(probe, options, nowhereElse)).toBe(path);
    await truncate(path, (await stat(path)).size - 1);
    await expect(ensureBinary(probe, options, nowhereElse)).rejects.toThrow(/no network/);
  });
});
