import stringWidth from 'string-width';
import { colour } from './colour.js';

type Cell = string | { readonly content: string; readonly hAlign: 'right' };

const GAP = '  ';

/**
 * A table whose only lines are its rows, so that it can be cut and searched with the usual tools. Libraries that draw frames
 * and join cells take minutes for the ten thousand rows a list may have.
 */
export interface PlainTable {
  push(row: readonly Cell[]): void;
  toString(): string;
}

export function plainTable(head: readonly string[]): PlainTable {
  const rows: (readonly Cell[])[] = [head.map((title) => colour.dim(title))];
  return {
    push: (row) => {
      rows.push(row);
    },
    toString: () => drawn(rows),
  };
}

/** Lines without spaces at their end. */
function drawn(rows: readonly (readonly Cell[])[]): string {
  const measured = rows.map((row) => row.map((cell) => ({ cell, width: stringWidth(contentOf(cell)) })));
  const widths: number[] = [];
  for (const row of measured) {
    for (const [column, { width }] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, width);
  }
  return measured
    .map((row) =>
      row
        .map(({ cell, width }, column) => {
          const rest = ' '.repeat((widths[column] ?? 0) - width);
          return typeof cell === 'string' ? `${cell}${rest}` : `${rest}${cell.content}`;
        })
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

const contentOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.content);
