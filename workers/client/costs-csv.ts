import { stringify } from 'csv-stringify/sync';
import { type CostAmounts, type CostGroup, type CostReport, costKey } from '../../model/costs/cost-report.js';
import type { CostedPackage } from '../../model/costs/costed-package.js';

/**
 * One line for each package, currency and month, for spreadsheets: the month as `2026-12`, amounts as decimal numbers. What is
 * not known has its line too, with an empty amount. Text that a spreadsheet would take for a formula is quoted as text.
 */
export function costsCsv(report: CostReport, packages: readonly CostedPackage[]): string {
  const { by } = report;
  const byName = new Map(packages.map((pack) => [pack.name, pack]));
  const named = (name: string | null) => byName.get(name ?? '');
  const known = report.packages.flatMap((group) =>
    report.months.map(({ month }, index) => {
      const pack = named(group.key);
      return line(by, pack, { month, currency: group.currency, amounts: group.months[index], note: noteOf(group) });
    }),
  );
  const unknown = report.unknown.map(({ name, kind, why, from }) =>
    line(by, named(name), { month: monthOf(report, from), currency: null, note: `${kind}, not known: ${why}` }),
  );
  return stringify([...known.filter(({ currency }) => currency !== ''), ...unknown], {
    header: true,
    escape_formulas: true,
    record_delimiter: 'windows',
    columns: COLUMNS.map((key) => ({ key, header: key })),
  });
}

const COLUMNS = [
  'package',
  'product',
  'account',
  'payer',
  'group',
  'month',
  'currency',
  'committed',
  'forecast',
  'undecided',
  'note',
] as const;

function line(
  by: CostReport['by'],
  pack: CostedPackage | undefined,
  about: {
    readonly month: string;
    readonly currency: string | null;
    readonly amounts?: CostAmounts | undefined;
    readonly note: string;
  },
): Record<(typeof COLUMNS)[number], string> {
  const { month, currency, amounts, note } = about;
  return {
    package: pack?.name ?? '',
    product: pack?.product ?? '',
    account: pack?.account ?? '',
    payer: pack?.payer ?? '',
    group: (pack === undefined ? null : costKey(pack, by)) ?? '',
    month,
    currency: currency ?? '',
    committed: amounts === undefined ? '' : decimal(amounts.committedMinor),
    forecast: amounts === undefined ? '' : decimal(amounts.forecastMinor),
    undecided: amounts === undefined ? '' : decimal(amounts.undecidedMinor),
    note,
  };
}

function noteOf({ isEstimate }: CostGroup): string {
  return isEstimate ? "partly by today's price or that of another term" : '';
}

function monthOf({ months }: CostReport, from: string): string {
  return months.find(({ to }) => from < to)?.month ?? '';
}

/** `200.00`: no thousands separator, or it would be text. */
function decimal(amountMinor: number): string {
  const digits = String(amountMinor).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
