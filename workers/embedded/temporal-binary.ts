import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ExplainedError } from '../../model/config/explained-error.js';
import { type BinaryOptions, ensureBinary } from './binary-cache.js';
import { TEMPORAL_CLI, TEMPORAL_TEST_SERVER } from './pinned-binaries.js';
import { runProgram } from './run-program.js';
import { downloadWithSdk } from './sdk-download.js';

const VERSION_LIMIT_MS = 20_000;

/**
 * The Temporal CLI for the embedded server: `LEASELINE_TEMPORAL_BIN`, else `temporal` on the PATH when its version
 * fits, else our own pinned copy.
 * @throws ExplainedError when none can be had
 */
export async function findTemporalCli(options: BinaryOptions): Promise<string> {
  const { env = process.env } = options;
  const named = env.LEASELINE_TEMPORAL_BIN;
  if (named !== undefined && named !== '') return checkNamed(named, env);
  const onPath = await findOnPath('temporal', env);
  if (onPath !== null && isCompatible(await versionOf(onPath, env))) return onPath;
  return ensureBinary(TEMPORAL_CLI, options, downloadWithSdk);
}

/** The time-skipping test server: `LEASELINE_TEST_SERVER_BIN`, else our own pinned copy. */
export async function findTestServer(options: BinaryOptions): Promise<string> {
  const named = (options.env ?? process.env).LEASELINE_TEST_SERVER_BIN;
  return named !== undefined && named !== '' ? named : ensureBinary(TEMPORAL_TEST_SERVER, options, downloadWithSdk);
}

/**
 * Same minor version, not older than the pinned one. The dev server's database is not promised to be readable by
 * another version (temporal-notes 4.1), so a newer minor on the PATH must not take over a file that ours wrote.
 */
export function isCompatible(version: string | null): boolean {
  const [major, minor, patch] = (version ?? '').split('.').map(Number);
  const [pinnedMajor, pinnedMinor, pinnedPatch] = TEMPORAL_CLI.version.split('.').map(Number);
  return major === pinnedMajor && minor === pinnedMinor && (patch ?? -1) >= (pinnedPatch ?? 0);
}

async function checkNamed(path: string, env: NodeJS.ProcessEnv): Promise<string> {
  const version = await versionOf(path, env);
  if (isCompatible(version)) return path;
  const what = version === null ? 'is not a Temporal CLI that runs here' : `is version ${version}`;
  throw new ExplainedError(
    `LEASELINE_TEMPORAL_BIN names ${path}, which ${what}`,
    `Give the path of a Temporal CLI ${TEMPORAL_CLI.version}, or unset LEASELINE_TEMPORAL_BIN to have it fetched`,
  );
}

async function versionOf(path: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  const { stdout } = await runProgram(path, ['--version'], { timeoutMs: VERSION_LIMIT_MS, env });
  return /temporal version (\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? null;
}

async function findOnPath(name: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  const fileName = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of (env.PATH ?? '').split(delimiter).filter((entry) => entry !== '')) {
    const path = join(folder, fileName);
    const usable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return path;
  }
  return null;
}
