import type { Command } from 'commander';
import { type Funding, forecast } from '../../model/funding/forecast.js';
import { expectedPayments } from '../../model/funding/payments.js';
import { type Collected, collectFunding } from '../../workers/client/funding.js';
import { withSession } from '../client/session.js';
import { EXIT } from '../support/exit-codes.js';
import { printJson, printLine } from '../support/output.js';
import { type FundingReport, fundingText } from '../view/funding-view.js';
import { globalsOf, positiveInteger } from './options.js';

const DAY_MS = 24 * 60 * 60 * 1000;
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
      const report = reportOf(collected, new Date(), days);
      if (json === true) printJson(report);
      else printLine(fundingText(report));
      if (!report.isCovered) process.exitCode = EXIT.failed;
    });
}

function reportOf({ packages, purses, silent }: Collected, now: Date, days: number): FundingReport {
  const from = now.toISOString();
  const until = new Date(now.getTime() + days * DAY_MS).toISOString();
  const outlooks = packages.map((pack) => ({ name: pack.spec.name, ...expectedPayments(pack, from, until) }));
  const payers: readonly Funding[] = forecast(
    outlooks.flatMap(({ payments }) => payments),
    purses,
  );
  return {
    from,
    until,
    isCovered: silent.length === 0 && payers.every(({ isCovered }) => isCovered === true),
    payers,
    notForecast: [
      ...outlooks.flatMap(({ name, beside }) => (beside === null ? [] : [{ name, why: beside }])),
      ...silent.map((name) => ({ name, why: 'it did not answer: is a worker running?' })),
    ],
  };
}
