import { type Command, InvalidArgumentError } from 'commander';
import { type CostGrouping, costReport, parseCostGrouping } from '../../model/costs/cost-report.js';
import { collectCosts } from '../../workers/client/costs.js';
import { costsCsv } from '../../workers/client/costs-csv.js';
import { withSession } from '../client/session.js';
import { note, printJson, printLine } from '../support/output.js';
import { saveText } from '../support/save-text.js';
import { costsText } from '../view/costs-view.js';
import { globalsOf, positiveInteger, refuseBoth } from './options.js';

const USUAL_MONTHS = 12;
const MOST_MONTHS = 120;

interface CostsOptions {
  readonly months: number;
  readonly by: CostGrouping;
  readonly prices: boolean;
  readonly csv?: string;
}

export function registerCosts(program: Command): void {
  program
    .command('costs')
    .description('what the packages cost by month: committed to the end of the paid terms, and forecast after that')
    .option('--months <months>', 'how many months, this one included', monthsOption, USUAL_MONTHS)
    .option('--by <what>', 'add up by product, payer, account or label:NAME', groupingOption, 'product')
    .option('--no-prices', 'do not ask the vendors for prices that no order tells')
    .option('--csv <file>', 'one line for each package and month to this file; - prints it')
    .addHelpText(
      'after',
      `
Examples:
  $ leaseline costs --by label:team
  $ leaseline costs --months 24 --csv costs.csv`,
    )
    .action(async ({ months, by, prices, csv }: CostsOptions, command: Command) => {
      const { config, json } = globalsOf(command);
      refuseBoth('--csv', csv !== undefined, json);
      const packages = await withSession(config, (session) => collectCosts(session, { asks: prices }));
      const report = costReport(packages, { now: new Date().toISOString(), months, by });
      if (csv !== undefined) {
        await saveText(csv, costsCsv(report, packages));
        if (csv !== '-') note(`Written to ${csv}.`);
      } else if (json === true) printJson(report);
      else printLine(costsText(report));
    });
}

function monthsOption(text: string): number {
  const months = positiveInteger(text);
  if (months > MOST_MONTHS) throw new InvalidArgumentError(`It is at most ${MOST_MONTHS}.`);
  return months;
}

function groupingOption(text: string): CostGrouping {
  const by = parseCostGrouping(text);
  if (by === null) throw new InvalidArgumentError('It is product, payer, account or label:NAME.');
  return by;
}
