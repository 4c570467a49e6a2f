import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStamp, writeWhole } from './fingerprint.mjs';
import { root } from './paths.mjs';
import { npm } from './run.mjs';
import { SetupError, step } from './tell.mjs';

const stampFile = join(root, 'node_modules', '.leaseline-installed');

/** Native modules depend on the platform and on Node's binary interface, so those count beside the lock file. */
function wanted() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  return `${lock} ${process.platform} ${process.arch} ${process.versions.modules}`;
}

export function dependenciesAreReady() {
  return readStamp(stampFile) === wanted();
}

export async function installDependencies() {
  if (dependenciesAreReady()) return;
  if (readStamp(stampFile) === null && installedTreeMatches()) return writeWhole(stampFile, wanted());
  await step('Installing dependencies', async () => {
    // The build needs the development dependencies too, whatever NODE_ENV or npm's own settings say.
    const code = await npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
    if (code !== 0) {
      throw new SetupError(
        `npm ci ended with code ${code}`,
        'See its message above; the first set-up needs the network (or a filled npm cache), later ones do not',
      );
    }
  });
  writeWhole(stampFile, wanted());
}

/** What `npm install` by hand left is as good as `npm ci` when every installed version is the locked one. */
function installedTreeMatches() {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(locked).every(([path, entry]) => {
    if (path === '') return true;
    const there = installed[path];
    return there === undefined ? entry.optional === true : there.version === entry.version;
  });
}
