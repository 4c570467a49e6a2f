import { z } from 'zod';
import { ExplainedError } from '../../model/config/explained-error.js';
import { mapLimited } from '../../model/map-limited.js';
import { orderedBandwidthMbps, type PackageRow, plannedRow } from '../../model/row.js';
import type { Packages, Started, WantedPackage } from '../client/packages.js';
import { bandwidthField, isBandwidth } from './changes.js';
import type { PlanEntry } from './plan.js';

/** What became of one planned package. */
export interface Applied {
  readonly name: string;
  readonly result: 'started' | 'changed' | 'unchanged' | 'ended' | 'failed';
  readonly message: string | null;
  readonly row: PackageRow;
}

export interface ApplyOptions {
  /** Names that have ended may be ordered once more. */
  readonly again: boolean;
  /** By what those that are ordered can be decided about together; null: by nothing. */
  readonly batch: string | null;
  /** The packages as they were written, by name. */
  readonly documents: ReadonlyMap<string, unknown>;
}

const AT_ONCE = 20;

/** Does what a plan says. One package that fails does not keep the others from being done. */
export async function applyPlan(
  packages: Packages,
  entries: readonly PlanEntry[],
  options: ApplyOptions,
): Promise<readonly Applied[]> {
  const wanted = ({ name, spec }: PlanEntry): WantedPackage => ({ spec, document: options.documents.get(name) });
  const isAgain = ({ existing }: PlanEntry) => options.again && existing !== null;
  const orders = entries.filter(({ action }) => action === 'order');
  const started = new Map<string, Started>();
  // Over the API nothing is ordered once more: that is refused before anything is done.
  for (const again of [true, false]) {
    const part = orders.filter((entry) => isAgain(entry) === again);
    if (part.length === 0) continue;
    const answers = await packages.start(part.map(wanted), { again, batch: options.batch });
    part.forEach(({ name }, index) => {
      const answer = answers[index];
      if (answer !== undefined) started.set(name, answer);
    });
  }
  return mapLimited(entries, AT_ONCE, (entry) => applyOne(packages, entry, wanted(entry), started.get(entry.name)));
}

async function applyOne(
  packages: Packages,
  entry: PlanEntry,
  wanted: WantedPackage,
  started: Started | undefined,
): Promise<Applied> {
  const { name, spec, action, reason, existing } = entry;
  const base = { name, message: reason, row: existing ?? plannedRow(spec) };
  switch (action) {
    case 'order':
      switch (started?.kind) {
        case 'started':
          return { ...base, result: 'started', row: { ...plannedRow(spec), runId: started.runId } };
        case 'refused':
          return { ...base, result: 'failed', message: started.reason };
        default:
          // Somebody else started the same name a moment ago: once is enough.
          return { ...base, result: 'unchanged', row: await currentRow(packages, name, base.row) };
      }
    case 'change':
      try {
        const message = await change(packages, entry, wanted);
        return { ...base, result: 'changed', message, row: await currentRow(packages, name, base.row) };
      } catch (error) {
        if (!(error instanceof ExplainedError)) throw error;
        return { ...base, result: 'failed', message: error.message };
      }
    case 'unchanged':
      return { ...base, result: 'unchanged' };
    case 'ended':
      return { ...base, result: 'ended' };
    case 'refuse':
    case 'unknown':
      return { ...base, result: 'failed' };
  }
}

/** What it is told comes before its bandwidth is changed, so that the policy of the file decides about that as well. */
async function change(
  packages: Packages,
  { name, changes, resize }: PlanEntry,
  wanted: WantedPackage,
): Promise<string> {
  const isOnlyResized = resize !== null && changes.every(isBandwidth);
  const told = isOnlyResized ? null : await packages.configure(asConfigured(wanted));
  if (resize === null) return told?.message ?? '';
  try {
    return (await packages.tell(name, 'resize', { bandwidthMbps: resize.to })).message;
  } catch (error) {
    if (told === null || !(error instanceof ExplainedError)) throw error;
    throw new ExplainedError(`what else differs is changed, but not the bandwidth: ${error.message}`, error.remedy);
  }
}

/** As it was written, but with the bandwidth that runs: that one is changed by a resize. */
function asConfigured({ spec, document }: WantedPackage): WantedPackage {
  const written = z.looseObject({ order: z.looseObject({}) }).safeParse(document);
  if (!written.success) return { spec, document };
  const order = { ...written.data.order, [bandwidthField(spec.product)]: orderedBandwidthMbps(spec) };
  return { spec, document: { ...written.data, order } };
}

async function currentRow(packages: Packages, name: string, before: PackageRow): Promise<PackageRow> {
  return (await packages.look(name, false))?.row ?? before;
}
