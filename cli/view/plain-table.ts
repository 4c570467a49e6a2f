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
  /** Without spaces at their end. */
  lines(): string[];
  toString(): string;
}

export function plainTable(head: readonly string[]): PlainTable {
  const rows: (readonly Cell[])[] = [head.map((title) => colour.dim(title))];
  return {
    push: (row) => {
      rows.push(row);
    },
    lines: () => drawn(rows),
    toString: () => drawn(rows).join('\n'),
  };
}

function drawn(rows: readonly (readonly Cell[])[]): string[] {
  const widthOf = widthsOnce();
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, widthOf(contentOf(cell)));
    });
  }
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const content = contentOf(cell);
        const rest = ' '.repeat((widths[column] ?? 0) - widthOf(content));
        return typeof cell === 'string' ? `${content}${rest}` : `${rest}${content}`;
      })
      .join(GAP)
      .trimEnd(),
  );
}

/** Most cells of a long list say what others say too, and looking closely at a dash takes as long as at a sentence. */
function widthsOnce(): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    const width = known.get(text) ?? stringWidth(text);
    known.set(text, width);
    return width;
  };
}

const contentOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.content);
