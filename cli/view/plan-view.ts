import { deskRegion } from '../../model/desk-region.js';
import { orderedBandwidthMbps } from '../../model/row.js';
import type { FieldChange } from '../plan/changes.js';
import { type PlanAction, type PlanEntry, type PlanSummary, summarise } from '../plan/plan.js';
import { colour } from './colour.js';
import { printable } from './text.js';

const SIGNS: Readonly<Record<PlanAction, string>> = {
  order: colour.green('+'),
  change: colour.yellow('~'),
  unchanged: ' ',
  refuse: colour.red('!'),
  ended: colour.dim('x'),
  unknown: colour.yellow('?'),
};

const VERBS: Readonly<Record<PlanAction, string>> = {
  order: 'will be ordered',
  change: 'will be changed',
  unchanged: 'is as the file says',
  refuse: 'is refused',
  ended: 'has ended',
  unknown: 'could not be compared',
};

/** The plan as people read it; what is unchanged is only counted. */
export function planText(entries: readonly PlanEntry[], warnings: readonly string[]): string {
  const shown = entries.filter((entry) => entry.action !== 'unchanged');
  return [
    ...shown.flatMap(entryLines),
    ...warnings.map((warning) => colour.yellow(`Warning: ${printable(warning)}`)),
    summaryLine(summarise(entries)),
  ].join('\n');
}

function entryLines({ action, spec, reason, remedy, changes }: PlanEntry): string[] {
  const what = `${spec.product}, ${orderedBandwidthMbps(spec)} Mbps, ${deskRegion(spec)}, account ${spec.account}`;
  return [
    `${SIGNS[action]} ${colour.bold(spec.name)} ${VERBS[action]}: ${what}`,
    ...(action === 'order' ? ['    price: unknown until ordered'] : []),
    ...(reason === null ? [] : [`    ${printable(reason)}`]),
    ...(remedy === null ? [] : [`    → ${printable(remedy)}`]),
    ...changes.map(changeLine),
    '',
  ];
}

function changeLine({ field, from, to, refusal }: FieldChange): string {
  const note = refusal === null ? '' : colour.red('  (refused)');
  return `    ${field}: ${printable(from ?? '(none)')} → ${printable(to ?? '(none)')}${note}`;
}

/** `Plan: 2 to order, 1 to change, 5 unchanged, 1 refused.` */
function summaryLine(summary: PlanSummary): string {
  const parts = [
    `${summary.order} to order`,
    `${summary.change} to change`,
    `${summary.unchanged} unchanged`,
    ...(summary.refused > 0 ? [`${summary.refused} refused`] : []),
    ...(summary.ended > 0 ? [`${summary.ended} ended`] : []),
    ...(summary.unknown > 0 ? [`${summary.unknown} could not be compared`] : []),
  ];
  return `Plan: ${parts.join(', ')}.`;
}

/** One planned package in `plan --json` and `apply --json`. */
export interface PlanEntryJson {
  readonly name: string;
  readonly action: PlanAction;
  readonly product: string;
  readonly account: string;
  readonly region: string;
  readonly bandwidthMbps: number;
  /** Prices are not asked for in this version. */
  readonly price: null;
  readonly reason: string | null;
  readonly remedy: string | null;
  readonly changes: readonly FieldChange[];
  readonly workflowId: string | null;
}

export function planEntryJson({ name, action, spec, reason, remedy, changes, existing }: PlanEntry): PlanEntryJson {
  return {
    name,
    action,
    product: spec.product,
    account: spec.account,
    region: deskRegion(spec),
    bandwidthMbps: orderedBandwidthMbps(spec),
    price: null,
    reason,
    remedy,
    changes,
    workflowId: existing?.workflowId ?? null,
  };
}
