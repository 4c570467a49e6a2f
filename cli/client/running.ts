import type { Client } from '@temporalio/client';
import { listPackages } from '../../activities/listing/rows.js';
import { deskRegion } from '../../model/desk-region.js';
import { mapLimited } from '../../model/map-limited.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { orderedBandwidthMbps, type PackageRow } from '../../model/row.js';
import { findPackage, readState } from '../../workers/client/state.js';
import type { Running } from '../plan/plan.js';

const AT_ONCE = 20;

/** Looks up what runs, or ran last, under each of these names. Describes are exact; a list may lag. */
export async function findRunning(client: Client, names: readonly string[]): Promise<ReadonlyMap<string, Running>> {
  const found = await mapLimited(names, AT_ONCE, (name) => findPackage(client, name));
  const ask = stateReader(client);
  const running = await mapLimited(
    found.filter((listed) => listed !== null),
    AT_ONCE,
    async ({ row, closed }) => ({ row, closed, ...(closed ? UNASKED : await ask(row)) }),
  );
  return new Map(running.map((entry) => [entry.row.name, entry]));
}

/**
 * Running packages that are not in the files but may be for the same line as one of those about to be ordered. What a
 * row alone shows to be something else is not asked.
 */
export async function findRivals(
  client: Client,
  inFiles: readonly PackageSpec[],
  wanted: readonly PackageSpec[],
): Promise<readonly Running[]> {
  const names = new Set(inFiles.map((spec) => spec.name));
  const accounts = [...new Set(wanted.map((spec) => spec.account))];
  const listed = (await mapLimited(accounts, AT_ONCE, (account) => listPackages(client, { account }))).flat();
  const ask = stateReader(client);
  const candidates = listed
    .filter(({ row, closed }) => !closed && !names.has(row.name))
    .filter(({ row }) => wanted.some((spec) => mayBeSameLine(spec, row)));
  return mapLimited(candidates, AT_ONCE, async ({ row, closed }) => ({ row, closed, ...(await ask(row)) }));
}

function mayBeSameLine(spec: PackageSpec, row: PackageRow): boolean {
  if (spec.product !== row.product || spec.account !== row.account || deskRegion(spec) !== row.region) return false;
  if (spec.product === 'ugn') return true;
  const place = spec.product === 'cen' ? spec.order.attach?.cenId : spec.order.officeSiteId;
  if (place !== undefined && (row.attachedTo.length === 0 || row.attachedTo.includes(place))) return true;
  return spec.product === 'cen' && row.bandwidthMbps === orderedBandwidthMbps(spec);
}

type Asked = Pick<Running, 'spec' | 'life'>;

const UNASKED: Asked = { spec: null, life: null };

/** Once nobody has answered, nobody is asked again: each question would cost seconds. */
function stateReader(client: Client): (row: PackageRow) => Promise<Asked> {
  let isAnswered = true;
  return async (row) => {
    if (!isAnswered) return UNASKED;
    const state = await readState(client, row);
    isAnswered = state !== null;
    return state === null ? UNASKED : { spec: state.spec, life: state.life };
  };
}
