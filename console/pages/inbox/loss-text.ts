import { relativeText } from '../../words/time.js';
import type { InboxItem } from './items.js';

/** What is lost by waiting, and when: "the line goes dark in 3 days". */
export function lossText({ loss, lostAt, kind }: InboxItem, nowMs: number): string {
  const text =
    lostAt === null ? loss : `${loss} ${kind === 'vanished' ? 'since' : ''} ${whenText(lostAt, kind, nowMs)}`;
  const tidy = text.replace(/\s+/g, ' ').trim();
  return tidy.slice(0, 1).toUpperCase() + tidy.slice(1);
}

function whenText(at: string, kind: InboxItem['kind'], nowMs: number): string {
  const relative = relativeText(at, nowMs);
  return kind === 'vanished' ? relative.replace(/ ago$/, '') : relative;
}
