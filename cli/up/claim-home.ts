import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startMarkOf } from '../../workers/embedded/process-identity.js';
import { CliError } from '../support/errors.js';

const claimSchema = z.object({ pid: z.number().int().positive(), startMark: z.string() });

/**
 * Makes this process the only supervisor of the home folder; a claim left by one that was killed is taken over.
 * Gives the function that lets go of it.
 * @throws CliError naming the process that has it
 */
export function claimHome(home: string): () => void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const path = join(home, 'supervisor.lock');
  const claim = JSON.stringify({ pid: process.pid, startMark: startMarkOf(process.pid) ?? '' });
  while (!tryWrite(path, claim)) {
    const holder = readClaim(path);
    if (holder !== null && startMarkOf(holder.pid) === holder.startMark) {
      throw new CliError({
        what: `Leaseline already runs in ${home} (process ${holder.pid})`,
        remedy: `Use it as it is, end it first (kill ${holder.pid}), or set LEASELINE_HOME to run a second one`,
      });
    }
    rmSync(path, { force: true });
  }
  return () => rmSync(path, { force: true });
}

function tryWrite(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function readClaim(path: string): z.infer<typeof claimSchema> | null {
  try {
    return claimSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // Gone meanwhile, or torn by a crash.
    return null;
  }
}
