import type { Command } from 'commander';
import { packageJsonSchema } from '../schema/package-schema.js';
import { printJson } from '../support/output.js';

export function registerSchema(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of the package file, for editors')
    .addHelpText('after', '\nExample:\n  $ leaseline schema > package.schema.json')
    .action(() => printJson(packageJsonSchema()));
}
