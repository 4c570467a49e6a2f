import type { Command } from 'commander';
import { formatMoney } from '../../model/money.js';
import { type BudgetStanding, readBudgets } from '../../workers/client/budgets.js';
import { withSession } from '../client/session.js';
import { printJson, printLine } from '../support/output.js';
import { colour } from '../view/colour.js';
import { plainTable } from '../view/plain-table.js';
import { globalsOf } from './options.js';

export function registerBudgets(program: Command): void {
  program
    .command('budgets')
    .description('what the budgets of leaseline.yaml hold: money a month that is committed, and what is left')
    .addHelpText('after', '\nExample:\n  $ leaseline budgets --json')
    .action(async (_options: object, command: Command) => {
      const { config, json } = globalsOf(command);
      const budgets = await withSession(config, (session) => readBudgets(session.client, session.config));
      if (json === true) printJson({ budgets });
      else printLine(textOf(budgets));
    });
}

function textOf(budgets: readonly BudgetStanding[]): string {
  if (budgets.length === 0) return 'leaseline.yaml has no budgets.';
  const table = plainTable(['BUDGET', 'A MONTH', 'COMMITTED', 'LEFT', 'PACKAGES']);
  for (const { name, perMonth, committedMinor, leftMinor, isNear, packages } of budgets) {
    const { currency } = perMonth;
    const left = formatMoney({ amountMinor: leftMinor, currency });
    table.push([
      name,
      { content: formatMoney(perMonth), hAlign: 'right' },
      { content: formatMoney({ amountMinor: committedMinor, currency }), hAlign: 'right' },
      { content: leftMinor < 0 ? colour.red(left) : isNear ? colour.yellow(left) : left, hAlign: 'right' },
      { content: String(packages.length), hAlign: 'right' },
    ]);
  }
  return table.toString();
}
