import { mapLimited } from '../../model/map-limited.js';
import type { PackageState } from '../../model/messages.js';
import type { PackageSpec } from '../../model/package-spec.js';
import type { PackageRow } from '../../model/row.js';
import type { ReleasePreview } from '../../workers/client/release-preview.js';
import type { Packages } from '../client/packages.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import type { PlanEntry } from './plan.js';

/** What a folder speaks for: the packages with all of these labels, and of this account where one is named. */
export interface PruneScope {
  readonly labels: Readonly<Record<string, string>>;
  readonly account: string | null;
}

/**
 * A package in the scope that is in no file.
 * - `release`: it will be given back
 * - `keep`: it is left alone; `reason` says why, and what a person can do
 */
export interface PruneEntry {
  readonly name: string;
  readonly action: 'release' | 'keep';
  readonly row: PackageRow;
  readonly reason: string | null;
  /** What its release would mean; null when it is kept. */
  readonly preview: ReleasePreview | null;
}

export interface Prune {
  readonly scope: PruneScope;
  readonly entries: readonly PruneEntry[];
}

/** More at once is rather a wrong folder than a wish. */
export const PRUNE_MAX = 5;

const AT_ONCE = 10;

/**
 * What runs in the scope and is in no file, with what its release would mean. Changes nothing.
 * @param files the packages of the files, as they were compared with what runs
 * @throws CliError when a file is outside the scope: then the folder does not speak for it alone; and when one names a
 * package that goes on under another name, or does so just now: that one would be in no file
 */
export async function planPrune(packages: Packages, files: readonly PlanEntry[], scope: PruneScope): Promise<Prune> {
  refuseOutside(
    files.map(({ spec }) => spec),
    scope,
  );
  refuseRenamed(files);
  const names = new Set(files.map(({ name }) => name));
  const [listed, observeOnly] = await Promise.all([
    packages.list(scope.account === null ? {} : { account: scope.account }),
    packages.observeOnlyAccounts(),
  ]);
  const missing = listed.filter(({ row, closed }) => !closed && !names.has(row.name) && isInScope(row, scope));
  refuseHeirs(
    missing.map(({ row }) => row),
    files,
  );
  const entries = await mapLimited(missing, AT_ONCE, async ({ row }): Promise<PruneEntry | null> => {
    const looked = await packages.look(row.name);
    if (looked === null || looked.closed) return null;
    const reason = whyKept(looked, scope, observeOnly);
    const base = { name: row.name, row: looked.row, reason };
    if (reason !== null) return { ...base, action: 'keep', preview: null };
    return { ...base, action: 'release', preview: await packages.previewRelease(row.name) };
  });
  return { scope, entries: entries.filter((entry) => entry !== null) };
}

/** @throws CliError when more would be released than was said */
export function refuseTooMany({ entries }: Prune, max: number): void {
  const releases = entries.filter(({ action }) => action === 'release');
  if (releases.length <= max) return;
  throw new CliError({
    what: `${releases.length} packages are in no file, and at most ${max} are released at once: ${namesOf(releases)}. Nothing was ordered, changed or released`,
    remedy: `Check the folder and the scope; if all of them are meant, repeat with --prune-max ${releases.length}`,
    exitCode: EXIT.usage,
  });
}

export const namesOf = (entries: readonly PruneEntry[]): string => entries.map(({ name }) => name).join(', ');

/** `team=apac-net, account demo-alibaba` */
export function scopeText({ labels, account }: PruneScope): string {
  const parts = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  return [...parts, ...(account === null ? [] : [`account ${account}`])].join(', ');
}

function refuseOutside(files: readonly PackageSpec[], scope: PruneScope): void {
  const outside = files.filter((spec) => !isInScope(spec, scope));
  if (outside.length === 0) return;
  throw new CliError({
    what: `Not in the scope ${scopeText(scope)}: ${outside.map(({ name }) => name).join(', ')}. Nothing was ordered, changed or released`,
    remedy:
      'With --prune every file must carry the labels of --scope, so that a folder releases only what it speaks for',
    exitCode: EXIT.usage,
  });
}

function refuseRenamed(files: readonly PlanEntry[]): void {
  const renamed = files.flatMap(({ existing }) => (existing?.status === 'Renamed' ? [existing] : []));
  if (renamed.length === 0) return;
  throw new CliError({
    what: [
      ...renamed.map(({ name, reason }) => `${name}: ${reason ?? 'Renamed'}`),
      'Nothing was ordered, changed or released',
    ].join('\n'),
    remedy: 'Write the new names into the files: until then these packages would be taken for some that are in no file',
    exitCode: EXIT.usage,
  });
}

/** A file's package was looked at before it was renamed, and the list shows it afterwards: one line under two names. */
function refuseHeirs(missing: readonly PackageRow[], files: readonly PlanEntry[]): void {
  const formerOf = new Map(files.map(({ name, existing }) => [existing?.resourceId ?? null, name]));
  const heirs = missing.filter(({ resourceId }) => resourceId !== null && formerOf.has(resourceId));
  if (heirs.length === 0) return;
  throw new CliError({
    what: [
      ...heirs.map(({ name, resourceId }) => `${name} has the line of ${formerOf.get(resourceId)} (${resourceId})`),
      'Nothing was ordered, changed or released',
    ].join('\n'),
    remedy: 'Somebody renames it just now: repeat in a moment, with the new name in the file',
    exitCode: EXIT.usage,
  });
}

function isInScope({ labels, account }: Pick<PackageSpec, 'labels' | 'account'>, scope: PruneScope): boolean {
  if (scope.account !== null && account !== scope.account) return false;
  return Object.entries(scope.labels).every(
    ([label, value]) => Object.hasOwn(labels, label) && labels[label] === value,
  );
}

type Story = Pick<PackageState, 'spec' | 'adopted' | 'name' | 'resourceId' | 'waitingFor' | 'reason'>;

/** Why it is left alone although no file names it; null when it may be released. In doubt it is kept. */
export function whyKept(
  { row, state }: { readonly row: PackageRow; readonly state: Story | null },
  scope: PruneScope,
  observeOnly: ReadonlySet<string>,
): string | null {
  const { name, status, account } = row;
  if (state === null) return 'it did not answer: no worker seems to run';
  if (!isInScope(state.spec, scope)) return 'its labels have changed just now';
  if (observeOnly.has(account)) return `account ${account} is observeOnly`;
  if (isAdopted(state)) return `it was adopted, not ordered from a file; leaseline release ${name} gives it back`;
  if (status === 'Releasing') return 'it is being released already';
  if (status !== 'Active') {
    return `it is ${status}: nothing that is not Active is released; leaseline cancel ${name} withdraws what is not bought`;
  }
  if (state.waitingFor !== null) return `it waits for ${state.waitingFor}: ${state.reason ?? 'see leaseline show'}`;
  const { atTermEnd } = state.spec.lifecycle;
  if ((atTermEnd === 'lapse' || atTermEnd === 'release') && row.expiresAt !== null) {
    return `it ends by itself at ${row.expiresAt} (atTermEnd: ${atTermEnd})`;
  }
  if (row.nextStep?.what === 'release' || row.contract?.releaseAt != null) {
    return `it is to be released already${row.nextStep?.at == null ? '' : `, at ${row.nextStep.at}`}`;
  }
  return null;
}

/** What is taken over is named after its resource, and says so for life. */
function isAdopted({ adopted, name, resourceId }: Story): boolean {
  return adopted === true || resourceId?.toLowerCase() === name;
}
