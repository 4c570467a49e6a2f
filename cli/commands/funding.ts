import type { Command } from 'commander';
import { collectFunding } from '../../workers/client/funding.js';
import { fundingReport } from '../../workers/client/funding-report.js';
import { withSession } from '../client/session.js';
import { EXIT } from '../support/exit-codes.js';
import { printJson, printLine } from '../support/output.js';
import { fundingText } from '../view/funding-view.js';
import { globalsOf, positiveInteger } from './options.js';

const USUAL_DAYS = 60;

export function registerFunding(program: Command): void {
  program
    .command('funding')
    .description(
      'how much money must be in which payer account by when, and what goes dark if it is not; spends nothing',
    )
    .option('--days <days>', 'how many days ahead', positiveInteger, USUAL_DAYS)
    .addHelpText(
      'after',
      `
Ends with 0 when everything known is covered; with 1 when money is missing, or when a balance or a package cannot be read.

Examples:
  $ leaseline funding
  $ leaseline funding --days 14 --json || mail -s "Bandwidth: money is missing" treasury@example.com`,
    )
    .action(async ({ days }: { days: number }, command: Command) => {
      const { config: configFile, json } = globalsOf(command);
      const collected = await withSession(configFile, collectFunding);
      const report = fundingReport(collected, new Date(), days);
      if (json === true) printJson(report);
      else printLine(fundingText(report));
      if (!report.isCovered) process.exitCode = EXIT.failed;
    });
}
