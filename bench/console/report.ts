import { plainTable } from '../../cli/view/plain-table.js';
import type { Machine } from '../machine.js';
import type { EventFigures } from './events.js';
import type { Spread } from './spread.js';

export interface ConsoleFigures {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly packages: number;
  readonly firstPage: Spread;
  readonly events: EventFigures;
}

const GOALS = { firstPageP95Ms: 1_500, eventP99Ms: 500 } as const;

/** The figures as a person reads them. */
export function consoleText({ machine, packages, firstPage, events }: ConsoleFigures): string {
  const table = plainTable(['', 'TIMES', 'P50', 'P95', 'P99', 'WORST', 'GOAL']);
  const line = (what: string, { count, p50Ms, p95Ms, p99Ms, worstMs }: Spread, goal: string) =>
    table.push([what, String(count), ...[p50Ms, p95Ms, p99Ms, worstMs].map((ms) => `${ms} ms`), goal]);
  line(`first page, ${packages.toLocaleString('en')} packages`, firstPage, `p95 < ${GOALS.firstPageP95Ms} ms`);
  line('a change, until the page shows it', events.fromChange, `p99 < ${GOALS.eventP99Ms} ms`);
  line('the same, from when it was said', events.fromSaying, '');
  return [
    `${machine.cores} cores, Node ${machine.node}, load average ${machine.loadAverage.map((load) => load.toFixed(1)).join(', ')}`,
    table.toString(),
  ].join('\n');
}
