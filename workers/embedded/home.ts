import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of our package.json, from the sources as well as from the build. */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) return process.cwd();
    folder = parent;
  }
  return folder;
}

/** Everything we write on this machine lives here: `LEASELINE_HOME`, else `.leaseline` beside our package.json. */
export function leaselineHome(env: NodeJS.ProcessEnv = process.env): string {
  const configured = env.LEASELINE_HOME;
  return configured === undefined || configured === '' ? join(projectRoot(), '.leaseline') : resolve(configured);
}
