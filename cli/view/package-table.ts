import Table from 'cli-table3';
import { showInstant } from '../../model/format-instant.js';
import type { PackageRow } from '../../model/row.js';
import { isEnded, type LeaseStatus, waitsForPerson } from '../../model/status.js';
import { colour } from './colour.js';
import { printable, showNextStep } from './text.js';

/** A borderless table of packages, as `list` and the live progress print it; what needs a person stands below it. */
export function packageTable(rows: readonly PackageRow[]): string {
  const table = plainTable(['NAME', 'PRODUCT', 'STATUS', 'WAITS FOR', 'RESOURCE', 'MBPS', 'EXPIRES', 'NEXT']);
  for (const row of rows) {
    table.push([
      row.name,
      row.product,
      paint(row.status),
      row.waitingFor === null ? '–' : waitsForPerson(row.waitingFor) ? colour.yellow(row.waitingFor) : row.waitingFor,
      row.resourceId ?? '–',
      { content: String(row.bandwidthMbps), hAlign: 'right' },
      row.expiresAt === null ? '–' : showInstant(row.expiresAt).slice(0, 10),
      showNextStep(row.nextStep),
    ]);
  }
  const notes = rows.flatMap((row) => (row.reason === null ? [] : [`  ${row.name}: ${printable(row.reason)}`]));
  const lines = table.toString().replace(/ +$/gm, '');
  return [lines, ...(notes.length === 0 ? [] : ['', ...notes])].join('\n');
}

/** A table whose only lines are its rows, so that it can be cut and searched with the usual tools. */
export function plainTable(head: readonly string[]): Table.Table {
  const none = '';
  return new Table({
    head: head.map((title) => colour.dim(title)),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: {
      top: none,
      'top-mid': none,
      'top-left': none,
      'top-right': none,
      bottom: none,
      'bottom-mid': none,
      'bottom-left': none,
      'bottom-right': none,
      left: none,
      'left-mid': none,
      mid: none,
      'mid-mid': none,
      right: none,
      'right-mid': none,
      middle: none,
    },
  });
}

/** Status in the colour of its meaning: good, waiting, ended well, ended badly. */
export function paint(status: LeaseStatus): string {
  if (status === 'Active') return colour.green(status);
  if (status === 'Released' || status === 'Cancelled') return colour.dim(status);
  if (isEnded(status)) return colour.red(status);
  return status === 'OutcomeUnknown' ? colour.yellow(status) : colour.cyan(status);
}
