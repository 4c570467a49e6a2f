// dependency-cruiser's parser reads no JSX, so the one rule of the console is looked after here: outside its folder it knows
// model/ alone, and of that nothing but types, so that no code of the server reaches a browser.
import './support/node-version.mjs';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { filesUnder } from './support/fingerprint.mjs';
import { root } from './support/paths.mjs';
import { say } from './support/tell.mjs';

const folder = join(root, 'console');
const IMPORT = /\b(import|export)\s+(type\s)?[^;'"]*?from\s+'(\.[^']+)'|\bimport\('(\.[^']+)'\)/g;

const wrong = filesUnder(folder)
  .filter((file) => /\.tsx?$/.test(file))
  .flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(IMPORT)].flatMap(([, , type, from, dynamic]) => {
      const target = relative(root, join(dirname(file), from ?? dynamic));
      const isAllowed = target.startsWith('console/') || (target.startsWith('model/') && type !== undefined);
      return isAllowed ? [] : [`${relative(root, file)} imports ${target}`];
    }),
  );
for (const line of wrong) say(line);
if (wrong.length > 0) {
  say('The console may import its own files, and types (import type) of model/');
  process.exitCode = 1;
}
