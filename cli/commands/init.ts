import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { ExplainedError } from '../../model/config/explained-error.js';
import { TEMPLATES } from '../init/templates.js';
import { printJson, printLine } from '../support/output.js';
import { globalsOf } from './options.js';

export function registerInit(program: Command): void {
  program
    .command('init')
    .description('write a commented leaseline.yaml, temporal.yaml and packages/example.yaml')
    .argument('[dir]', 'where to', '.')
    .option('--force', 'overwrite files that are there')
    .addHelpText('after', '\nExample:\n  $ leaseline init my-network')
    .action(async (folder: string, options: { force?: boolean }, command: Command) => {
      const files = Object.entries(TEMPLATES).map(([name, text]) => ({ path: join(folder, name), text }));
      const inTheWay = files.filter(({ path }) => existsSync(path)).map(({ path }) => path);
      if (inTheWay.length > 0 && options.force !== true) {
        throw new ExplainedError(
          `${inTheWay.join(', ')} ${inTheWay.length === 1 ? 'is' : 'are'} there already; nothing was written`,
          'Choose another folder, or overwrite with --force',
        );
      }
      for (const { path, text } of files) {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, text);
      }
      const written = files.map(({ path }) => path);
      if (globalsOf(command).json === true) printJson({ files: written });
      else printLine([...written.map((path) => `wrote ${path}`), 'Next: leaseline doctor'].join('\n'));
    });
}
