import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type PinnedBinary, TEMPORAL_CLI } from './pinned-binaries.js';
import type { DownloadResult } from './wheel-download.js';

const LIMIT_MS = 5 * 60 * 1000;

/**
 * The last resort: the SDK fetches and starts the program itself, then we keep the file it left. It can only be
 * fetched by version, so its hash is recorded by the caller instead of known beforehand.
 */
export async function downloadWithSdk(binary: PinnedBinary, folder: string): Promise<DownloadResult> {
  const downloadDir = join(folder, 'sdk');
  await mkdir(downloadDir, { recursive: true });
  const executable = { type: 'cached-download', downloadDir, version: `v${binary.version}` } as const;
  const isCli = binary.name === TEMPORAL_CLI.name;
  const limit = new AbortController();
  // Loaded only here: hardly any start needs it, and it would make every start slower.
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  try {
    const started = isCli
      ? TestWorkflowEnvironment.createLocal({ server: { executable } })
      : TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
    const environment = await Promise.race([started, rejectAfter(LIMIT_MS, limit.signal)]);
    await environment.teardown();
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { ok: false, why: `the SDK's own download failed: ${why}` };
  } finally {
    limit.abort();
  }
  const [file] = (await readdir(downloadDir)).filter((name) => !name.endsWith('.downloading'));
  return file === undefined
    ? { ok: false, why: 'the SDK left no program behind' }
    : { ok: true, path: join(downloadDir, file) };
}

function rejectAfter(limitMs: number, signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`nothing came within ${limitMs / 1000} s`)), limitMs);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
}
