import { areaRegions, cenIds, fixtureCreatedAt } from '../fixtures.js';
import type { CenDetails, CreatedCen, Package, RegionLimit } from '../records.js';
import { packagesSeen, type Visit } from '../world.js';
import { AlibabaError } from './errors.js';

export type CenPlan = Package & { readonly details: CenDetails };

/** The plan with this id, if it is delivered and this account's. */
export function findPlan(visit: Visit, resourceId: string): CenPlan {
  const row = visit.world.ledger.package(resourceId);
  if (row?.details.product !== 'cen' || row.accountId !== visit.accountId || row.phase !== 'live') {
    throw new AlibabaError(
      404,
      'ParameterBwpInstanceId',
      'The specified bandwidth package instance id does not exist.',
    );
  }
  return { ...row, details: row.details };
}

export function livePlans(visit: Visit): CenPlan[] {
  const plans: CenPlan[] = [];
  for (const row of packagesSeen(visit)) {
    if (row.accountId !== visit.accountId || row.phase !== 'live' || row.details.product !== 'cen') continue;
    plans.push({ ...row, details: row.details });
  }
  return plans;
}

/** The demonstration's CENs and those this account created. */
export function cens(visit: Visit): CreatedCen[] {
  const { ledger, behaviour } = visit.world;
  const fixtures = cenIds(behaviour).map((cenId, index) => ({
    cenId,
    accountId: visit.accountId,
    name: `demo-cen-${index + 1}`,
    description: '',
    createdAt: fixtureCreatedAt,
    deleted: false,
  }));
  // A demonstration CEN that was renamed or deleted has a row of its own.
  const created = [...ledger.createdCens.values()].filter((row) => row.accountId === visit.accountId);
  const changed = new Set(created.map((row) => row.cenId));
  return [...fixtures.filter((row) => !changed.has(row.cenId)), ...created.filter((row) => !row.deleted)];
}

export function findCen(visit: Visit, cenId: string): CreatedCen {
  const found = cens(visit).find((row) => row.cenId === cenId);
  if (found === undefined) {
    throw new AlibabaError(404, 'ParameterCenInstanceId', 'The specified CEN instance id does not exist.');
  }
  return found;
}

export function limitsOf(visit: Visit, cenId: string): RegionLimit[] {
  return [...visit.world.ledger.regionLimits.values()].filter(
    (row) =>
      row.accountId === visit.accountId &&
      row.cenId === cenId &&
      visit.world.ledger.package(row.bandwidthPackageId)?.phase === 'live',
  );
}

/** The service orders the two areas its own way: `north-america_china`, whichever was given first. */
export function spanOf(areaA: string, areaB: string): string {
  const order = ['north-america', 'asia-pacific', 'europe', 'australia', 'middle-east', 'china'];
  return [areaA, areaB].sort((left, right) => order.indexOf(left) - order.indexOf(right)).join('_');
}

export function areaOfRegion(regionId: string): string | null {
  for (const [area, regions] of Object.entries(areaRegions)) if (regions.includes(regionId)) return area;
  return null;
}

export function blocking(): AlibabaError {
  return new AlibabaError(500, 'Operation.Blocking', 'The operation is blocking, please try again later.');
}
