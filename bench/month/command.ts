import { type Command, Option } from 'commander';
import { EXIT } from '../../cli/support/exit-codes.js';
import { note, printJson, printLine } from '../../cli/support/output.js';
import { leaselineHome } from '../../workers/embedded/home.js';
import { findTestServer } from '../../workers/embedded/temporal-binary.js';
import { count } from '../flags.js';
import { measureMonths } from './measure.js';
import { monthText } from './report.js';
import { summariseMonths } from './summary.js';

export function registerMonth(program: Command): void {
  program
    .command('month')
    .description('Counts what a month of a package costs in Temporal: history events and billed actions')
    .addOption(new Option('--months <n>', 'renewals to count, in virtual time').argParser(count).default(12))
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  $ npm run bench -- month --months 3')
    .action(async ({ months, json }: { months: number; json?: boolean }) => {
      process.env.LEASELINE_TEST_SERVER_BIN ??= await findTestServer({ home: leaselineHome(), say: note });
      const summary = summariseMonths(await measureMonths(months, note));
      if (json === true) printJson(summary);
      else printLine(monthText(summary));
      // One order bought it, and each renewal is one; the newest may be one that is not counted yet.
      const isSound = summary.products.every(
        ({ charged, renewals }) =>
          renewals === months && charged.orders === charged.paid && charged.orders <= months + 3,
      );
      process.exitCode = isSound ? EXIT.done : EXIT.failed;
    });
}
