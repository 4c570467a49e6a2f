import { stripVTControlCharacters } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import { showInstant } from '../../model/format-instant.js';
import type { PackageRow } from '../../model/row.js';
import { isEnded, type LeaseStatus, waitsForPerson } from '../../model/status.js';
import { colour } from './colour.js';
import { plainTable } from './plain-table.js';
import { printable, showNextStep } from './text.js';

interface Column {
  readonly title: string;
  text(row: PackageRow): string;
  paint?(text: string, row: PackageRow): string;
  readonly isNumber?: boolean;
}

const COLUMNS: readonly Column[] = [
  { title: 'NAME', text: (row) => row.name },
  { title: 'PRODUCT', text: (row) => row.product },
  { title: 'STATUS', text: (row) => row.status, paint: (_, row) => paint(row.status) },
  {
    title: 'WAITS FOR',
    text: (row) => row.waitingFor ?? '–',
    paint: (text, { waitingFor }) => (waitingFor !== null && waitsForPerson(waitingFor) ? colour.yellow(text) : text),
  },
  { title: 'RESOURCE', text: (row) => row.resourceId ?? '–' },
  { title: 'MBPS', text: (row) => String(row.bandwidthMbps), isNumber: true },
  { title: 'EXPIRES', text: (row) => (row.expiresAt === null ? '–' : showInstant(row.expiresAt).slice(0, 10)) },
  { title: 'NEXT', text: (row) => showNextStep(row.nextStep) },
];
/** What a narrow terminal does without, in this order; `show` and `--json` have it all. */
const DISPENSABLE = ['RESOURCE', 'PRODUCT', 'MBPS', 'WAITS FOR'];
const GAP = 2;

/**
 * A borderless table of packages, as `list` and the live progress print it; what needs a person stands below it.
 * @param width how many columns the terminal has; unlimited for pipes and files
 */
export function packageTable(rows: readonly PackageRow[], width = Number.POSITIVE_INFINITY): string {
  const columns = fitting(rows, width);
  const table = plainTable(columns.map(({ title }) => title));
  for (const row of rows) {
    table.push(
      columns.map(({ text, paint: painted, isNumber }) => {
        const content = painted?.(text(row), row) ?? text(row);
        return isNumber === true ? { content, hAlign: 'right' as const } : content;
      }),
    );
  }
  const notes = rows.flatMap((row) =>
    row.reason === null ? [] : [indented(`${row.name}: ${printable(row.reason)}`, width)],
  );
  const fitted = table.lines().map((line) => wrapped(line, width, { trim: false }));
  return [...fitted, ...(notes.length === 0 ? [] : ['', ...notes])].join('\n');
}

/** How wide the terminal behind `out` is; some pseudo terminals do not know. */
export function widthOf(out: NodeJS.WriteStream): number {
  return out.isTTY === true && out.columns > 0 ? out.columns : Number.POSITIVE_INFINITY;
}

function fitting(rows: readonly PackageRow[], width: number): readonly Column[] {
  if (width === Number.POSITIVE_INFINITY) return COLUMNS;
  const columns = COLUMNS.map((column) => ({
    ...column,
    width: GAP + rows.reduce((widest, row) => Math.max(widest, column.text(row).length), column.title.length),
  }));
  let shown = columns;
  for (const title of DISPENSABLE) {
    if (shown.reduce((sum, column) => sum + column.width, -GAP) <= width) break;
    shown = shown.filter((column) => column.title !== title);
  }
  return shown;
}

function indented(sentence: string, width: number): string {
  return wrapped(sentence, width - GAP, { trim: true }).replaceAll(/^/gm, ' '.repeat(GAP));
}

function wrapped(line: string, width: number, { trim }: { readonly trim: boolean }): string {
  // Most lines fit, and looking closely at ten thousand takes its time.
  if (line.length <= width || stripVTControlCharacters(line).length <= width) return line;
  return wrapAnsi(line, width, { hard: true, trim });
}

/** Status in the colour of its meaning: good, waiting, ended well, ended badly. */
export function paint(status: LeaseStatus): string {
  if (status === 'Active') return colour.green(status);
  if (status === 'Released' || status === 'Cancelled') return colour.dim(status);
  if (isEnded(status)) return colour.red(status);
  return status === 'OutcomeUnknown' ? colour.yellow(status) : colour.cyan(status);
}
