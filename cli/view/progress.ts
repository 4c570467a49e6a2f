import { createLogUpdate } from 'log-update';
import type { PackageRow } from '../../model/row.js';
import { packageTable } from './package-table.js';
import { printable } from './text.js';

/** Shows how packages move: a table that redraws itself on a terminal, one line for each change elsewhere. */
export interface Progress {
  update(rows: readonly PackageRow[]): void;
  /** A line that stays, between the pictures. */
  say(line: string): void;
  /** Leaves the last table standing. */
  done(): void;
}

/** @param out where to show it; stderr when stdout carries JSON */
export function createProgress(out: NodeJS.WriteStream): Progress {
  // Some pseudo terminals say they have no rows; a table would be clipped to nothing there.
  return out.isTTY === true && out.rows > 0 ? liveTable(out) : changeLines(out);
}

function liveTable(out: NodeJS.WriteStream): Progress {
  const draw = createLogUpdate(out);
  let drawn = '';
  return {
    update(rows) {
      const text = packageTable(rows, Math.max(20, out.columns - 1));
      if (text === drawn) return;
      drawn = text;
      // Redrawing only the lines that differ loses one when the picture becomes shorter (log-update 7.2).
      draw.clear();
      draw(text);
    },
    say: (line) => draw.persist(line),
    done: () => draw.done(),
  };
}

function changeLines(out: NodeJS.WritableStream): Progress {
  const shown = new Map<string, string>();
  return {
    update(rows) {
      for (const row of rows) {
        const line = changeLine(row);
        if (shown.get(row.name) === line) continue;
        shown.set(row.name, line);
        out.write(`${line}\n`);
      }
    },
    say: (line) => out.write(`${line}\n`),
    done: () => {},
  };
}

function changeLine(row: PackageRow): string {
  const waits = row.waitingFor === null ? '' : `, waits for ${row.waitingFor}`;
  const resource = row.resourceId === null ? '' : ` (${row.resourceId})`;
  const reason = row.reason === null ? '' : `: ${printable(row.reason)}`;
  return `${row.name}: ${row.status}${waits}${resource}${reason}`;
}
