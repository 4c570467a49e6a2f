import { availableParallelism } from 'node:os';
import { deskOf } from '../../model/desk-region.js';
import { deskWorkflowId } from '../../model/ids.js';
import type { PackageSpec } from '../../model/package-spec.js';

/** Each has a server and workers of its own, about 200 MB. */
const MOST = 4;

/**
 * Packages that meet at a desk are played together; the others know nothing of one another, so they are played at the same
 * time on stages of their own. A life on a virtual clock mostly waits for the next step of its own.
 */
export function troupesOf(
  specs: readonly PackageSpec[],
  most = Math.min(MOST, availableParallelism() + 1),
): PackageSpec[][] {
  const byDesk = new Map<string, PackageSpec[]>();
  for (const spec of specs) {
    const desk = deskWorkflowId(deskOf(spec));
    byDesk.set(desk, [...(byDesk.get(desk) ?? []), spec]);
  }
  const troupes: PackageSpec[][] = [];
  const largestFirst = [...byDesk.values()].sort((one, other) => other.length - one.length);
  for (const together of largestFirst) {
    const smallest = troupes.toSorted((one, other) => one.length - other.length)[0];
    if (smallest === undefined || troupes.length < most) troupes.push([...together]);
    else smallest.push(...together);
  }
  return troupes;
}
