import type { CostAmounts, CostGroup, CostReport } from '../../model/costs/cost-report.js';
import { showInstant } from '../../model/format-instant.js';
import { formatMoney } from '../../model/money.js';
import { colour } from './colour.js';
import { plainTable } from './plain-table.js';
import { printable } from './text.js';

/** What each group costs in all, and what each month costs. */
export function costsText(report: CostReport): string {
  const { groups, totals, months, unknown, until } = report;
  if (groups.length === 0) return 'No package costs anything that is known of.';
  return [
    `Costs until ${showInstant(until)} UTC; months are the vendors' (UTC+8), and this one counts from now on`,
    groupTable(report),
    ...totals.filter(({ currency }) => currency !== null).map((total) => monthTable(total, months)),
    ...(unknown.length === 0
      ? []
      : [
          [
            'Not in these sums:',
            ...unknown.map(({ name, kind, why }) => `  ${name} (${kind}): ${printable(why)}`),
          ].join('\n'),
        ]),
    colour.dim(
      'committed: to the end of the paid term; forecast: by what the files say comes after; undecided: if those nobody has decided about were kept',
    ),
  ].join('\n\n');
}

function groupTable({ by, groups, totals }: CostReport): string {
  const table = plainTable([by.toUpperCase(), 'PACKAGES', ...KINDS]);
  for (const group of groups)
    table.push([nameOf(group), right(String(group.packages)), ...amounts(group, group.total)]);
  for (const total of totals) {
    table.push([colour.bold('all'), right(String(total.packages)), ...amounts(total, total.total)]);
  }
  return table.toString();
}

function monthTable(total: CostGroup, months: CostReport['months']): string {
  const table = plainTable([total.currency ?? '', ...KINDS]);
  months.forEach(({ month, isPartial }, index) => {
    const own = total.months[index];
    if (own !== undefined) table.push([isPartial ? `${month} (rest)` : month, ...amounts(total, own)]);
  });
  return table.toString();
}

const KINDS = ['COMMITTED', 'FORECAST', 'UNDECIDED'];

function amounts({ currency, isAtLeast }: CostGroup, sums: CostAmounts): { content: string; hAlign: 'right' }[] {
  return [sums.committedMinor, sums.forecastMinor, sums.undecidedMinor].map((amountMinor) => {
    if (currency === null) return right('not known');
    return right(`${isAtLeast ? '≥ ' : ''}${formatMoney({ amountMinor, currency })}`);
  });
}

const nameOf = ({ key }: CostGroup): string => (key === null ? '–' : printable(key));
const right = (content: string): { content: string; hAlign: 'right' } => ({ content, hAlign: 'right' });
