import type { PackageSpec } from '../../model/package-spec.js';
import type { PackageRow } from '../../model/row.js';
import { isEnded } from '../../model/status.js';

/** Whether the quick start has come to its good end, or to one that cannot become good any more. */
export function isAsExpected(rows: readonly PackageRow[], specs: readonly PackageSpec[]): boolean {
  return rows.some((row) => isEnded(row.status)) || shortfall(rows, specs).length === 0;
}

/** What keeps the quick start from its good end, one line for each package; empty when nothing does. */
export function shortfall(rows: readonly PackageRow[], specs: readonly PackageSpec[]): readonly string[] {
  return specs.flatMap((spec) => {
    const row = rows.find(({ name }) => name === spec.name);
    if (row === undefined) return [`${spec.name}: was not ordered`];
    const [status, waitingFor] = isSuspendedOnPurpose(spec) ? ['OutcomeUnknown', 'operator'] : ['Active', null];
    if (row.status === status && row.waitingFor === waitingFor) return [];
    const wanted = waitingFor === null ? status : `${status}, waiting for ${waitingFor}`;
    const found = row.waitingFor === null ? row.status : `${row.status}, waiting for ${row.waitingFor}`;
    return [`${spec.name}: should be ${wanted}, is ${found}${row.reason === null ? '' : ` (${row.reason})`}`];
  });
}

/** The simulator's risk control strikes on this promotion. */
function isSuspendedOnPurpose(spec: PackageSpec): boolean {
  return spec.product === 'wuying' && spec.order.promotionId === 'risk-demo';
}
