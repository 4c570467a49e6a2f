import type { LifeSettings } from '../../model/life-settings.js';
import { isReleasedBy, isReleasedByChange, type PackageSpec, withBandwidth } from '../../model/package-spec.js';
import type { Product } from '../../model/product.js';
import type { PackageRow } from '../../model/row.js';
import { isEnded, type LeaseStatus } from '../../model/status.js';
import { isSameCenOrder, isSameLine, lineOf, mayBeAdoptedPlan } from '../../workers/files/line.js';
import { bandwidthVerdict, type ResizeStep } from './bandwidth.js';
import { bandwidthField, changesBetween, type FieldChange, isBandwidth, lifeChanges, remedyOf } from './changes.js';

/**
 * What `apply` will do about one package.
 * - `ended`: it lived before and ended; it is bought anew only with `--again`
 * - `unknown`: it runs, but no worker answers, so what it was ordered with cannot be compared
 */
export type PlanAction = 'order' | 'change' | 'unchanged' | 'refuse' | 'ended' | 'unknown';

export interface PlanEntry {
  readonly name: string;
  readonly action: PlanAction;
  readonly spec: PackageSpec;
  readonly changes: readonly FieldChange[];
  /** The change of bandwidth that is part of it; null: none. */
  readonly resize: ResizeStep | null;
  /** One sentence: why it is refused, ended or unknown; for an order, what it follows on; for what stays, what is odd about it. */
  readonly reason: string | null;
  /** One sentence: what to do about a refusal; null when it is none. */
  readonly remedy: string | null;
  /** The row of the package that has or had the name. */
  readonly existing: PackageRow | null;
}

/** What runs, as far as it could be found out. */
export interface Running {
  readonly row: PackageRow;
  /** True when its workflow has closed, whatever the row's status says. */
  readonly closed: boolean;
  /** Null when no worker answered. */
  readonly spec: PackageSpec | null;
  /** What it was told of leaseline.yaml; null as above. */
  readonly life: LifeSettings | null;
  /** What is given to limits between regions (CEN), Mbps. */
  readonly usedMbps: number;
  /** The bandwidth it is being changed to now; null: to none. */
  readonly resizingTo: number | null;
}

export interface PlanOptions {
  /** Order packages that ended once more. */
  readonly again: boolean;
  /** Undo bandwidths that somebody has changed in the vendor's console. */
  readonly revertDrift: boolean;
  /** ISO 8601 UTC. */
  readonly now: string;
  /** Accounts that must never spend (`observeOnly`). */
  readonly observeOnly: ReadonlySet<string>;
  /** What leaseline.yaml says now of the hours and calendars a package lives by. */
  readonly lifeOf: (spec: PackageSpec) => LifeSettings | null;
}

/**
 * Compares the wanted packages with what runs. Pure: reads nothing and changes nothing.
 * @param others running packages that are not among the wanted names, to recognise a line under a new name
 */
export function planPackages(
  wanted: readonly PackageSpec[],
  running: ReadonlyMap<string, Running>,
  others: readonly Running[],
  options: PlanOptions,
): readonly PlanEntry[] {
  return wanted.map((spec) => {
    const existing = running.get(spec.name);
    if (existing === undefined) return planOrder(spec, null, others, options);
    return existing.closed ? planEnded(spec, existing, others, options) : planExisting(spec, existing, options);
  });
}

function planOrder(
  spec: PackageSpec,
  former: Running | null,
  others: readonly Running[],
  options: PlanOptions,
): PlanEntry {
  const existing = former?.row ?? null;
  const base = { name: spec.name, spec, changes: [], resize: null, existing };
  if (options.observeOnly.has(spec.account)) {
    const reason = `account ${spec.account} is observeOnly: nothing is ordered in it`;
    const remedy = 'Take over what exists with leaseline adopt, or set observeOnly: false in leaseline.yaml';
    return { ...base, action: 'refuse', reason, remedy };
  }
  if (isReleasedBy(spec, options.now)) {
    const reason = `its lifecycle.releaseAt (${spec.lifecycle.releaseAt}) has passed: it would be given back as soon as it is bought`;
    return { ...base, action: 'refuse', reason, remedy: 'Write a time to come, or take it out of the files' };
  }
  const rival = others.find((other) => isRival(other, spec));
  if (rival !== undefined) {
    const { name } = rival.row;
    const line = lineOf(spec) ?? (isAdopted(rival) ? 'a CEN plan like this one' : 'exactly this CEN order');
    const reason = `${name} is already for ${line}, and a package keeps its name until it is renamed`;
    const ownName =
      spec.product === 'cen' && lineOf(spec) === null ? ', or give a second plan an order.name of its own' : '';
    const remedy = `Write name: ${name} in the file, or give the line its new name with leaseline rename ${name} ${spec.name}, or release ${name} first${ownName}`;
    return { ...base, action: 'refuse', reason, remedy };
  }
  const reason = existing === null ? null : `once more: it was ${existing.status} before`;
  return { ...base, action: 'order', reason, remedy: null };
}

/** True when a running package is the line that is about to be ordered under another name. */
function isRival(other: Running, wanted: PackageSpec): boolean {
  if (other.spec === null) return false;
  if (isSameLine(other.spec, wanted) || isSameCenOrder(other.spec, wanted)) return true;
  return isAdopted(other) && mayBeAdoptedPlan(other.spec, wanted);
}

/** What is taken over is named after its resource; what is ordered cannot be, for then the id is not known yet. */
function isAdopted({ row }: Running): boolean {
  return row.resourceId?.toLowerCase() === row.name;
}

/** Nothing was ever sent to the vendor in these, so a package that stopped there has left nothing behind. */
const NOTHING_SENT: ReadonlySet<LeaseStatus> = new Set(['Requested', 'AwaitingApproval']);

function planEnded(spec: PackageSpec, former: Running, others: readonly Running[], options: PlanOptions): PlanEntry {
  const { status, reason } = former.row;
  const base = { name: spec.name, spec, changes: [], resize: null, existing: former.row };
  if (!isEnded(status) && !NOTHING_SENT.has(status)) {
    const text = `its workflow was stopped from outside while it was ${status}: what it bought may still be there and cost money`;
    const remedy =
      "Look at the vendor's console, or leaseline strays --now; take over what is there with leaseline adopt, or use another name";
    return { ...base, action: 'refuse', reason: text, remedy };
  }
  // What goes on under another name has not ended: once more would be twice.
  if (status === 'Renamed') {
    return { ...base, action: 'ended', reason: `${reason ?? status} Write that name into the file`, remedy: null };
  }
  if (options.again && !isReleasedBy(spec, options.now)) return planOrder(spec, former, others, options);
  if (options.again) {
    const over = `${status}, and not ordered once more: its lifecycle.releaseAt (${spec.lifecycle.releaseAt}) has passed`;
    return { ...base, action: 'ended', reason: over, remedy: null };
  }
  const why = reason === null ? '' : ` (${reason})`;
  return { ...base, action: 'ended', reason: `${status}${why}; --again orders it once more`, remedy: null };
}

/** A date of release that has been acted on is taken out of what runs, and a refused refund lets it lapse instead. */
function isActedOn({ row, spec }: Running): boolean {
  return spec?.lifecycle.releaseAt === null && row.waitingFor === 'operator';
}

function planExisting(inFile: PackageSpec, existing: Running, options: PlanOptions): PlanEntry {
  if (existing.spec === null || !isReleasedByChange(existing.spec, inFile, options.now)) {
    return planCompared(inFile, existing, options);
  }
  const { name, lifecycle } = inFile;
  if (isActedOn(existing)) {
    const { atTermEnd } = existing.spec.lifecycle;
    const kept = { ...inFile, lifecycle: { ...lifecycle, atTermEnd, releaseAt: null } };
    const entry = planCompared(kept, existing, options);
    const note = `its lifecycle.releaseAt (${lifecycle.releaseAt}) has passed, and is not asked for anew`;
    return { ...entry, reason: entry.reason ?? note };
  }
  return {
    name,
    action: 'refuse',
    spec: inFile,
    changes: changesBetween(existing.spec, inFile),
    resize: null,
    reason: `its lifecycle.releaseAt (${lifecycle.releaseAt}) has passed: it would be given back at once`,
    remedy: `Write a time to come; if it is meant, leaseline release ${name}`,
    existing: existing.row,
  };
}

function planCompared(spec: PackageSpec, existing: Running, options: PlanOptions): PlanEntry {
  const { lifeOf, revertDrift, observeOnly } = options;
  const base = { name: spec.name, spec, resize: null, existing: existing.row };
  if (existing.spec === null) {
    const reason = 'it runs, but no worker answers, so it cannot be compared (is `leaseline up` or a worker running?)';
    return { ...base, action: 'unknown', changes: [], reason, remedy: null };
  }
  const changes = [...changesBetween(existing.spec, spec), ...lifeChanges(existing.life, lifeOf(spec), spec)];
  const refused = changes.find((change) => change.refusal !== null);
  if (refused !== undefined) {
    const reason = `${refused.field} cannot be changed: ${refused.refusal}`;
    return { ...base, action: 'refuse', changes, reason, remedy: remedyOf(refused, spec.name) };
  }
  const bandwidth = bandwidthVerdict(spec, { ...existing, spec: existing.spec }, revertDrift);
  const others = changes.filter((change) => !isBandwidth(change));
  // The order stays as it was sent, also in what only the file's spelling changes.
  const { labels, lifecycle, approval } = spec;
  const configured = { ...existing.spec, labels, lifecycle, approval };
  switch (bandwidth.kind) {
    case 'refused': {
      const reason = `its bandwidth cannot be changed: ${bandwidth.why}`;
      return { ...base, action: 'refuse', changes, reason, remedy: bandwidth.remedy };
    }
    case 'resize': {
      if (observeOnly.has(spec.account)) {
        const reason = `account ${spec.account} is observeOnly: nothing is changed in it`;
        const remedy = 'Write the bandwidth as it runs, or set observeOnly: false in leaseline.yaml';
        return { ...base, action: 'refuse', changes, reason, remedy };
      }
      const { step: resize } = bandwidth;
      const shown = changes.some(isBandwidth) ? changes : [...changes, driftOf(spec.product, resize)];
      return { ...base, spec: configured, action: 'change', changes: shown, resize, reason: null, remedy: null };
    }
    case 'written': {
      const written = withBandwidth(configured, existing.row.bandwidthMbps);
      const reason = 'the vendor has that bandwidth already: nothing is ordered for it';
      return { ...base, spec: written, action: 'change', changes, reason, remedy: null };
    }
    case 'noted':
    case 'same': {
      const reason = bandwidth.kind === 'noted' ? bandwidth.note : null;
      if (others.length === 0) return { ...base, action: 'unchanged', changes: [], reason, remedy: null };
      return { ...base, spec: configured, action: 'change', changes: others, reason, remedy: null };
    }
  }
}

/** What only the vendor's console has changed stands in no file. */
function driftOf(product: Product, { from, to }: ResizeStep): FieldChange {
  return { field: `order.${bandwidthField(product)}`, from: `${from} at the vendor`, to: String(to), refusal: null };
}

export interface PlanSummary {
  readonly order: number;
  readonly change: number;
  /** Those of them whose bandwidth is changed. */
  readonly resize: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly ended: number;
  readonly unknown: number;
}

export function summarise(entries: readonly PlanEntry[]): PlanSummary {
  const count = (action: PlanAction) => entries.filter((entry) => entry.action === action).length;
  return {
    order: count('order'),
    change: count('change'),
    resize: entries.filter(({ resize }) => resize !== null).length,
    unchanged: count('unchanged'),
    refused: count('refuse'),
    ended: count('ended'),
    unknown: count('unknown'),
  };
}
