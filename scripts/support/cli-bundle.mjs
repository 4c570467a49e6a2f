import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { dist } from './paths.mjs';

export const cliBundle = join(dist, 'cli-bundle');

/**
 * The command line and all it uses in a few files: read from hundreds of small ones it takes twice as long to start.
 * What has native parts or reads files beside its own stays where it is.
 */
export async function bundleCommandLine() {
  const { rolldown } = await import('rolldown');
  rmSync(cliBundle, { recursive: true, force: true });
  const bundle = await rolldown({
    // Tests run many commands in one process.
    input: { main: join(dist, 'cli', 'main.js'), run: join(dist, 'cli', 'run.js') },
    platform: 'node',
    external: [/^@temporalio\/(worker|testing|core-bridge)/, /^fastify/, /^@fastify\//],
    logLevel: 'warn',
  });
  await bundle.write({ dir: cliBundle, format: 'esm', chunkFileNames: '[name]-[hash].js' });
  await bundle.close();
}
