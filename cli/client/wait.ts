import { setTimeout as sleep } from 'node:timers/promises';
import type { PackageRow } from '../../model/row.js';
import { isEnded, waitsForPerson } from '../../model/status.js';
import { isAway } from './away.js';
import type { Listed, Packages } from './packages.js';

export interface WaitOptions {
  /** Rows to show for packages the list does not have yet: it follows a start by up to a second or two. */
  readonly initial: readonly PackageRow[];
  /** Runs that belong to a former life of a name and say nothing about this one. */
  readonly formerRunIds: ReadonlySet<string>;
  /** Called with every reading, also the first. */
  readonly onRows: (rows: readonly PackageRow[]) => void;
  /** Stops the waiting (Ctrl-C, a time limit); the packages go on. */
  readonly signal: AbortSignal;
  /** True when nothing more is to be waited for. Default: every package is settled. */
  readonly isDone?: (rows: readonly PackageRow[]) => boolean;
}

const POLL_MS = 500;
/** A server that is being restarted comes back within this; a person should not wait longer without a word. */
const AWAY_LIMIT_MS = 60_000;

/**
 * Active, waiting for a person, or ended: nothing happens by itself in the next minutes.
 * @param wantedMbps a bandwidth that it is being given: booked for later is as good as there
 */
export function isSettled(row: PackageRow, wantedMbps = row.bandwidthMbps): boolean {
  if (isEnded(row.status) || waitsForPerson(row.waitingFor)) return true;
  const isSized = row.bandwidthMbps === wantedMbps || row.reservation?.bandwidthMbps === wantedMbps;
  return row.status === 'Active' && row.waitingFor === null && isSized;
}

/**
 * Watches packages until each is settled, by reading the list over and over: no workflow is asked.
 * @returns the last reading
 */
export async function waitForPackages(
  packages: Pick<Packages, 'list'>,
  options: WaitOptions,
): Promise<readonly PackageRow[]> {
  const { initial, onRows, signal, isDone = (rows) => rows.every((row) => isSettled(row)) } = options;
  const names = initial.map((row) => row.name);
  let rows = initial;
  let lastAnswer = performance.now();
  for (;;) {
    try {
      rows = merge(rows, await packages.list({ names }), options.formerRunIds);
      lastAnswer = performance.now();
      onRows(rows);
      if (isDone(rows)) return rows;
    } catch (error) {
      if (!isAway(error) || performance.now() - lastAnswer > AWAY_LIMIT_MS) throw error;
    }
    try {
      await sleep(POLL_MS, undefined, { signal });
    } catch {
      return rows;
    }
  }
}

function merge(
  known: readonly PackageRow[],
  listed: readonly Listed[],
  formerRunIds: ReadonlySet<string>,
): readonly PackageRow[] {
  const current = new Map(
    listed.filter(({ row }) => !formerRunIds.has(row.runId)).map(({ row }) => [row.name, row] as const),
  );
  return known.map((row) => current.get(row.name) ?? row);
}
