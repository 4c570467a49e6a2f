import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { filesUnder } from './fingerprint.mjs';
import { dist, root } from './paths.mjs';

export const consoleFolder = join(dist, 'console');

/** The web console as files with the hash of their content in their names, each also packed as browsers take it. */
export async function buildConsole() {
  const { build } = await import('vite');
  const { default: react } = await import('@vitejs/plugin-react');
  await build({
    configFile: false,
    root: join(root, 'console'),
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir: consoleFolder,
      emptyOutDir: true,
      target: 'es2022',
      // Everything is a file of its own: the page's policy allows nothing that stands in an address.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
  for (const file of filesUnder(join(consoleFolder, 'assets'))) {
    if (/\.(js|css)$/.test(file)) writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
  }
}
