import { deskRegion } from '../../model/desk-region.js';
import { mapLimited } from '../../model/map-limited.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { orderedBandwidthMbps, type PackageRow } from '../../model/row.js';
import type { Running } from '../plan/plan.js';
import type { Looked, Packages } from './packages.js';

const AT_ONCE = 20;

/** Looks up what runs, or ran last, under each of these names. A look is exact; a list may lag. */
export async function findRunning(packages: Packages, names: readonly string[]): Promise<ReadonlyMap<string, Running>> {
  const look = patientLook(packages);
  const found = await mapLimited(names, AT_ONCE, look);
  const running = found.filter((looked) => looked !== null).map(asRunning);
  return new Map(running.map((entry) => [entry.row.name, entry]));
}

/**
 * Running packages that are not in the files but may be for the same line as one of those about to be ordered. What a
 * row alone shows to be something else is not asked.
 */
export async function findRivals(
  packages: Packages,
  inFiles: readonly PackageSpec[],
  wanted: readonly PackageSpec[],
): Promise<readonly Running[]> {
  const names = new Set(inFiles.map((spec) => spec.name));
  const accounts = [...new Set(wanted.map((spec) => spec.account))];
  const listed = (await mapLimited(accounts, AT_ONCE, (account) => packages.list({ account }))).flat();
  const look = patientLook(packages);
  const candidates = listed
    .filter(({ row, closed }) => !closed && !names.has(row.name))
    .filter(({ row }) => wanted.some((spec) => mayBeSameLine(spec, row)));
  return mapLimited(candidates, AT_ONCE, async (listed) =>
    asRunning((await look(listed.row.name)) ?? { ...listed, state: null }),
  );
}

function mayBeSameLine(spec: PackageSpec, row: PackageRow): boolean {
  if (spec.product !== row.product || spec.account !== row.account || deskRegion(spec) !== row.region) return false;
  if (spec.product === 'ugn') return true;
  const place = spec.product === 'cen' ? spec.order.attach?.cenId : spec.order.officeSiteId;
  if (place !== undefined && (row.attachedTo.length === 0 || row.attachedTo.includes(place))) return true;
  return spec.product === 'cen' && row.bandwidthMbps === orderedBandwidthMbps(spec);
}

/** What has ended is not compared with anything. */
function asRunning({ row, closed, state }: Looked): Running {
  if (closed || state === null) return { row, closed, spec: null, life: null, usedMbps: 0, resizingTo: null };
  const { spec, life, usedMbps, resizingTo = null } = state;
  return { row, closed, spec, life, usedMbps, resizingTo };
}

/** Once nobody has answered, nobody is asked again: each question would cost seconds. */
function patientLook(packages: Packages): (name: string) => Promise<Looked | null> {
  let isAnswered = true;
  return async (name) => {
    const looked = await packages.look(name, isAnswered);
    if (looked !== null && !looked.closed && looked.state === null) isAnswered = false;
    return looked;
  };
}
