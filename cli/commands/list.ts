import { type Command, Option } from 'commander';
import type { RowFilter } from '../../activities/listing/rows.js';
import { PRODUCTS } from '../../model/product.js';
import { LEASE_STATUSES, WAITING_FOR } from '../../model/status.js';
import { withPackages } from '../client/session.js';
import { printJson, printLine } from '../support/output.js';
import { packageTable, widthOf } from '../view/package-table.js';
import { durationOption, globalsOf } from './options.js';

interface ListOptions {
  readonly status?: string;
  readonly waiting?: string;
  readonly product?: string;
  readonly account?: string;
  readonly expiresWithin?: number;
}

export function registerList(program: Command): void {
  program
    .command('list')
    .description('list packages, running and ended; asks no workflow')
    .addOption(new Option('--status <status>', 'only with this status').choices(LEASE_STATUSES))
    .addOption(new Option('--waiting <for>', 'only those that wait for this').choices(WAITING_FOR))
    .addOption(new Option('--product <product>', 'only of this product').choices(PRODUCTS))
    .option('--account <account>', 'only in this account')
    .option('--expires-within <duration>', 'only running ones whose term ends this soon', durationOption)
    .addHelpText('after', '\nExample:\n  $ leaseline list --waiting payment --json')
    .action(async (options: ListOptions, command: Command) => {
      const { config, json } = globalsOf(command);
      const listed = await withPackages(config, ({ packages }) => packages.list(toFilter(options)));
      const shown = options.expiresWithin === undefined ? listed : listed.filter(({ closed }) => !closed);
      const rows = shown.map(({ row }) => row);
      if (json === true) printJson({ packages: rows });
      else printLine(rows.length === 0 ? 'No packages.' : packageTable(rows, widthOf(process.stdout)));
    });
}

function toFilter({ expiresWithin, ...rest }: ListOptions): RowFilter {
  if (expiresWithin === undefined) return rest;
  return { ...rest, expiresBefore: new Date(Date.now() + expiresWithin) };
}
