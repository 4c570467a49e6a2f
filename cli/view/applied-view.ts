import type { PackageRow } from '../../model/row.js';
import { isEnded, waitsForPerson } from '../../model/status.js';
import type { Applied } from '../plan/apply-plan.js';
import { EXIT, type ExitCode } from '../support/exit-codes.js';
import { printable } from './text.js';

const WORDS: Readonly<Record<Applied['result'], string>> = {
  started: 'ordering',
  changed: 'changed',
  unchanged: 'unchanged',
  ended: 'has ended',
  failed: 'not done',
};

export function appliedText(applied: readonly Applied[]): string {
  return applied
    .map(
      ({ name, result, message }) => `${name}: ${WORDS[result]}${message === null ? '' : ` – ${printable(message)}`}`,
    )
    .join('\n');
}

/**
 * What `apply` and `order` end with: 1 when something failed, 3 when somebody has to act, else 0.
 * @param rows the last reading when we waited, null when we did not: then only what was done counts
 */
export function exitCodeOf(applied: readonly Applied[], rows: readonly PackageRow[] | null): ExitCode {
  if (applied.some(({ result }) => result === 'failed')) return EXIT.failed;
  if (rows === null) return EXIT.done;
  if (rows.some((row) => isEnded(row.status))) return EXIT.failed;
  if (rows.some((row) => waitsForPerson(row.waitingFor))) return EXIT.waiting;
  // Still on its way: the time limit of the wait is over.
  return rows.every((row) => row.status === 'Active') ? EXIT.done : EXIT.failed;
}
