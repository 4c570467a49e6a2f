import type { CostedPackage } from './costed-package.js';
import { type CostMonth, costMonths } from './months.js';
import { type CostKind, type CostSpan, packageCosts, type UnknownCost } from './package-costs.js';
import { shareMinor } from './spread.js';

/** By what costs are added up: `label:team` is the value of that label. */
export type CostGrouping = 'product' | 'payer' | 'account' | `label:${string}`;

/** Money of one currency, minor units: `committedMinor` and its like (see `CostKind`). */
export type CostAmounts = Readonly<Record<`${CostKind}Minor`, number>>;

/** What one group costs in one currency. Two currencies are never added. */
export interface CostGroup {
  /** The product, payer, account or value of the label; null: packages without that label. */
  readonly key: string | null;
  /** Null: nothing but prices that are not known, so their currency is not known either. */
  readonly currency: string | null;
  /** Packages with something in these sums, or something unknown beside them. */
  readonly packages: number;
  /** True: a price of the group is not known, so it costs at least this. */
  readonly isAtLeast: boolean;
  /** True: some of it is today's price, or that of another term, and not what was charged. */
  readonly isEstimate: boolean;
  readonly total: CostAmounts;
  /** One for each month of the report. */
  readonly months: readonly CostAmounts[];
}

/** What `costs --json` prints. */
export interface CostReport {
  readonly from: string;
  readonly until: string;
  /** Months are the vendors' own, UTC+8; the first counts from now on. */
  readonly months: readonly CostMonth[];
  readonly by: CostGrouping;
  readonly groups: readonly CostGroup[];
  /** Everything together, once for each currency. */
  readonly totals: readonly CostGroup[];
  /** Each package by itself; `key` is its name. */
  readonly packages: readonly CostGroup[];
  /** What is in no sum. */
  readonly unknown: readonly UnknownCost[];
}

interface Costed {
  readonly pack: CostedPackage;
  readonly spans: readonly CostSpan[];
  readonly unknown: readonly UnknownCost[];
}

/**
 * What packages cost, month by month: each term's price evenly over its time. Pure.
 * @param months how many calendar months, the one that runs included
 */
export function costReport(
  packages: readonly CostedPackage[],
  { now, months: count, by }: { readonly now: string; readonly months: number; readonly by: CostGrouping },
): CostReport {
  const months = costMonths(now, count);
  const from = months[0]?.from ?? now;
  const until = months.at(-1)?.to ?? from;
  const costed = packages
    .map((pack): Costed => ({ pack, ...packageCosts(pack, from, until) }))
    .filter(({ spans, unknown }) => spans.length + unknown.length > 0);
  const grouped = (keyOf: (pack: CostedPackage) => string | null) => groupsOf(costed, keyOf, months);
  return {
    from,
    until,
    months,
    by,
    groups: grouped((pack) => costKey(pack, by)),
    totals: grouped(() => null),
    packages: grouped(({ name }) => name),
    unknown: costed.flatMap(({ unknown }) => unknown),
  };
}

/** @returns null when the package does not carry the label */
export function costKey(pack: CostedPackage, by: CostGrouping): string | null {
  switch (by) {
    case 'product':
      return pack.product;
    case 'payer':
      return pack.payer;
    case 'account':
      return pack.account;
    default: {
      const label = by.slice('label:'.length);
      return Object.hasOwn(pack.labels, label) ? (pack.labels[label] ?? null) : null;
    }
  }
}

/** `label:team`, `product`…; null for anything else. */
export function parseCostGrouping(text: string): CostGrouping | null {
  if (text === 'product' || text === 'payer' || text === 'account') return text;
  return /^label:.+$/.test(text) ? (text as CostGrouping) : null;
}

function groupsOf(
  costed: readonly Costed[],
  keyOf: (pack: CostedPackage) => string | null,
  months: readonly CostMonth[],
): readonly CostGroup[] {
  const byKey = new Map<string | null, Costed[]>();
  for (const one of costed) {
    const key = keyOf(one.pack);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [one]);
    else known.push(one);
  }
  return [...byKey]
    .sort(([one], [other]) => order(one, other))
    .flatMap(([key, group]) => inCurrencies(key, group, months));
}

/** What carries no key comes last. */
function order(one: string | null, other: string | null): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
  return one < other ? -1 : 1;
}

function inCurrencies(key: string | null, group: readonly Costed[], months: readonly CostMonth[]): CostGroup[] {
  const currencies = [...new Set(group.flatMap(({ spans }) => spans.map(({ currency }) => currency)))].sort();
  const isAtLeast = group.some(({ unknown }) => unknown.length > 0);
  if (currencies.length === 0) return [groupIn(null, { key, group, months, isAtLeast })];
  return currencies.map((currency) => groupIn(currency, { key, group, months, isAtLeast }));
}

function groupIn(
  currency: string | null,
  about: {
    readonly key: string | null;
    readonly group: readonly Costed[];
    readonly months: readonly CostMonth[];
    readonly isAtLeast: boolean;
  },
): CostGroup {
  const { key, group, months, isAtLeast } = about;
  const spans = group.flatMap((one) => one.spans.filter((span) => span.currency === currency));
  const amounts = months.map((month) => amountsOf(spans, month));
  return {
    key,
    currency,
    packages: group.filter(
      ({ spans, unknown }) => unknown.length > 0 || spans.some((span) => span.currency === currency),
    ).length,
    isAtLeast,
    isEstimate: spans.some((span) => span.isEstimate),
    total: amounts.reduce(plus, ZERO),
    months: amounts,
  };
}

const ZERO: CostAmounts = { committedMinor: 0, forecastMinor: 0, undecidedMinor: 0 };

function amountsOf(spans: readonly CostSpan[], { from, to }: CostMonth): CostAmounts {
  const sums: Record<keyof CostAmounts, number> = { ...ZERO };
  for (const span of spans) {
    if (span.from < to && span.to > from) sums[`${span.kind}Minor`] += shareMinor(span, from, to);
  }
  return sums;
}

function plus(one: CostAmounts, other: CostAmounts): CostAmounts {
  return {
    committedMinor: one.committedMinor + other.committedMinor,
    forecastMinor: one.forecastMinor + other.forecastMinor,
    undecidedMinor: one.undecidedMinor + other.undecidedMinor,
  };
}
