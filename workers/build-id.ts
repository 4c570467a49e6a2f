import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ExplainedError } from '../model/config/explained-error.js';
import type { DeploymentConfig } from '../model/config/temporal-config.js';
import { projectRoot } from './embedded/home.js';

const HASH_KEPT = 12;

/**
 * The build id of versioned workers: as configured, else the version of this package and a hash of the workflow bundle,
 * for example `0.1.0-5d41402abc4b`. Two builds whose workflows are the same are one version, so a change of anything else
 * needs no rollout.
 * @param bundlePath the workflow bundle these workers run
 */
export function buildIdOf({ buildId }: DeploymentConfig, bundlePath: string): string {
  if (buildId !== null) return buildId;
  const hash = createHash('sha256').update(readFileSync(bundlePath)).digest('hex').slice(0, HASH_KEPT);
  return `${packageVersion()}-${hash}`;
}

/** As package.json says. */
export function packageVersion(): string {
  const text = readFileSync(join(projectRoot(), 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/**
 * The path of the workflow bundle that workers run.
 * @throws ExplainedError when it is not built
 */
export function builtBundle(): string {
  const path = join(projectRoot(), 'dist', 'workflow-bundle.js');
  if (existsSync(path)) return path;
  throw new ExplainedError('The workflow bundle is not built', 'Run npm run setup');
}
