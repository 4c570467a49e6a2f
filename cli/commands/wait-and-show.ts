import type { PackageRow } from '../../model/row.js';
import { interruptible } from '../client/interrupt.js';
import type { Packages } from '../client/packages.js';
import { isSettled, waitForPackages } from '../client/wait.js';
import { note } from '../support/output.js';
import { createProgress } from '../view/progress.js';

/** What a timer of Node can hold, 24 days: with more it would be over at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Waits until packages are settled and shows how they get on; Ctrl-C and the time limit end only the waiting. */
export async function waitAndShow(
  packages: Packages,
  options: {
    readonly initial: readonly PackageRow[];
    readonly formerRunIds: ReadonlySet<string>;
    /** Bandwidths that are on their way, Mbps by name. */
    readonly resizes?: ReadonlyMap<string, number>;
    readonly timeoutMs: number | undefined;
    readonly isJson: boolean;
  },
): Promise<{ readonly rows: readonly PackageRow[]; readonly interrupted: boolean }> {
  const { initial, formerRunIds, resizes = new Map(), timeoutMs, isJson } = options;
  const progress = createProgress(isJson ? process.stderr : process.stdout);
  const { result, interrupted } = await interruptible((signal) =>
    waitForPackages(packages, {
      initial,
      formerRunIds,
      onRows: (rows) => progress.update(rows),
      isDone: (rows) => rows.every((row) => isSettled(row, resizes.get(row.name))),
      signal:
        timeoutMs === undefined
          ? signal
          : AbortSignal.any([signal, AbortSignal.timeout(Math.min(timeoutMs, LONGEST_MS))]),
    }),
  );
  progress.done();
  if (interrupted) note('Stopped waiting. The packages go on; look with leaseline list.');
  return { rows: result, interrupted };
}
