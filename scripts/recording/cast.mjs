import { COLUMNS, ROWS } from './terminal.mjs';

/** asciinema's file format, version 2: a header, then what the terminal is sent and when. */
export function castOf({ screens }) {
  const header = { version: 2, width: COLUMNS, height: ROWS, title: 'Leaseline: the quick start' };
  let atMs = 0;
  const events = screens.map((screen) => {
    const event = [atMs / 1000, 'o', redrawn(screen)];
    atMs += screen.forMs;
    return event;
  });
  // An empty one at the end, so that the last screen stays to be read.
  return [header, ...events, [atMs / 1000, 'o', '']].map((line) => `${JSON.stringify(line)}\n`).join('');
}

function redrawn({ lines, cursor }) {
  const text = lines.map((line) => `${line}\u001b[K`).join('\r\n');
  const place = cursor === null ? '\u001b[?25l' : `\u001b[${cursor.row + 1};${cursor.column + 1}H\u001b[?25h`;
  return `\u001b[0m\u001b[H${text}${place}`;
}
