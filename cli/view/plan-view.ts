import { deskRegion } from '../../model/desk-region.js';
import type { Price } from '../../model/money.js';
import type { Verdict } from '../../model/policy/judge.js';
import { priceOf, type Quote } from '../../model/quote.js';
import { orderedBandwidthMbps } from '../../model/row.js';
import type { ResizeStep } from '../plan/bandwidth.js';
import type { FieldChange } from '../plan/changes.js';
import { type PlanAction, type PlanEntry, type PlanSummary, summarise } from '../plan/plan.js';
import type { PackageQuotes, PlanQuotes } from '../plan/quotes.js';
import { verdictLines } from '../plan/verdicts.js';
import { colour } from './colour.js';
import { quoteLines, resizeLine, totalLines } from './quote-view.js';
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
  unchanged: 'is left as it is',
  refuse: 'is refused',
  ended: 'has ended',
  unknown: 'could not be compared',
};

/** The plan as people read it; what is unchanged is only counted. */
export function planText(
  entries: readonly PlanEntry[],
  warnings: readonly string[],
  quotes: PlanQuotes | null = null,
  verdicts: ReadonlyMap<string, Verdict> = new Map(),
): string {
  const shown = entries.filter(({ action, reason }) => action !== 'unchanged' || reason !== null);
  return [
    ...shown.flatMap((entry) => entryLines(entry, quotes, verdicts.get(entry.name))),
    ...moneyLines(quotes),
    ...warnings.map((warning) => colour.yellow(`Warning: ${printable(warning)}`)),
    summaryLine(summarise(entries)),
  ].join('\n');
}

function moneyLines(quotes: PlanQuotes | null): string[] {
  if (quotes === null) return [];
  if (quotes.notAsked !== null) return [quotes.notAsked];
  const firsts = [...quotes.packages.values()].map(({ first }) => first);
  const changes = [...quotes.resizes.values()].map(({ once }) => once);
  const unknown = [...firsts, ...changes].filter(({ kind }) => kind === 'unknown').length;
  return totalLines(quotes.totals, unknown);
}

function priceLines(name: string, quotes: PlanQuotes | null): string[] {
  const found = quotes?.packages.get(name);
  return found === undefined || quotes?.notAsked != null ? [] : quoteLines(found);
}

function entryLines(
  { action, spec, reason, remedy, changes, resize }: PlanEntry,
  quotes: PlanQuotes | null,
  verdict: Verdict | undefined,
): string[] {
  const size = resize === null ? `${orderedBandwidthMbps(spec)} Mbps` : `${resize.from} → ${resize.to} Mbps`;
  const what = `${spec.product}, ${size}, ${deskRegion(spec)}, account ${spec.account}`;
  return [
    `${SIGNS[action]} ${colour.bold(spec.name)} ${VERBS[action]}: ${what}`,
    ...priceLines(spec.name, quotes),
    ...resizeLines(spec.name, quotes),
    ...(verdict === undefined ? [] : verdictLines(verdict).map((line) => `    ${colour.yellow(printable(line))}`)),
    ...(reason === null ? [] : [`    ${printable(reason)}`]),
    ...(remedy === null ? [] : [`    → ${printable(remedy)}`]),
    ...changes.map(changeLine),
    '',
  ];
}

function resizeLines(name: string, quotes: PlanQuotes | null): string[] {
  const found = quotes?.resizes.get(name);
  return found === undefined || quotes?.notAsked != null ? [] : [resizeLine(found)];
}

function changeLine({ field, from, to, refusal }: FieldChange): string {
  const note = refusal === null ? '' : colour.red('  (refused)');
  return `    ${field}: ${printable(from ?? '(none)')} → ${printable(to ?? '(none)')}${note}`;
}

/** `Plan: 2 to order, 1 to change, 5 unchanged, 1 refused.` */
function summaryLine(summary: PlanSummary): string {
  const parts = [
    `${summary.order} to order`,
    `${summary.change} to change${summary.resize > 0 ? ` (${summary.resize} resized)` : ''}`,
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
  /** The first charge; null when it is not known, or nothing is to be ordered. */
  readonly price: Price | null;
  /** Null when no price was asked for. */
  readonly quotes: PackageQuotes | null;
  /** What the rules of leaseline.yaml say of its order; null where nothing is to be ordered. */
  readonly verdict: Verdict | null;
  readonly reason: string | null;
  readonly remedy: string | null;
  readonly changes: readonly FieldChange[];
  /** The change of bandwidth that is part of it, with what it costs; null: none. */
  readonly resize: (ResizeStep & { readonly price: Quote | null }) | null;
  readonly workflowId: string | null;
}

export function planEntryJson(
  entry: PlanEntry,
  quotes: PlanQuotes | null,
  verdicts: ReadonlyMap<string, Verdict> = new Map(),
): PlanEntryJson {
  const { name, action, spec, reason, remedy, changes, resize, existing } = entry;
  const found = quotes?.packages.get(name) ?? null;
  return {
    name,
    action,
    product: spec.product,
    account: spec.account,
    region: deskRegion(spec),
    bandwidthMbps: orderedBandwidthMbps(spec),
    price: found && priceOf(found.first),
    quotes: found,
    verdict: verdicts.get(name) ?? null,
    reason,
    remedy,
    changes,
    resize: resize && { ...resize, price: quotes?.resizes.get(name)?.once ?? null },
    workflowId: existing?.workflowId ?? null,
  };
}
