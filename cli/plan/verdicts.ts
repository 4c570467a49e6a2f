import { gateOf } from '../../model/config/gate-of.js';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { factsOf } from '../../model/policy/facts-of.js';
import { NO_RULES } from '../../model/policy/gate-rules.js';
import { judge, type Need, type Stop, type Verdict } from '../../model/policy/judge.js';
import type { Facts } from '../../model/policy/match.js';
import { monthlyOfQuote } from '../../model/policy/monthly.js';
import type { PlanEntry } from './plan.js';
import type { PlanQuotes } from './quotes.js';

/** What the rules of leaseline.yaml say of each package that would be ordered or resized, as far as prices are known. */
export function verdictsOf(
  entries: readonly PlanEntry[],
  quotes: PlanQuotes | null,
  config: LeaselineConfig,
  now: Date,
): ReadonlyMap<string, Verdict> {
  const verdictFor = (spec: PackageSpec, facts: Facts): [string, Verdict] => [
    spec.name,
    verdictOf(spec, judge(gateOf(config, spec) ?? NO_RULES, facts, now.getTime())),
  ];
  const spending = entries.flatMap(({ action, spec, resize }): [string, Verdict][] => {
    if (action === 'order') {
      const found = quotes?.packages.get(spec.name);
      const pricePerMonth = found === undefined ? null : monthlyOfQuote(found.first, found.term);
      return [verdictFor(spec, factsOf(spec, 'order', { pricePerMonth }))];
    }
    if (resize === null) return [];
    const pricePerMonth = quotes?.resizes.get(spec.name)?.monthly ?? null;
    return [verdictFor(spec, factsOf(spec, 'resize', { bandwidthMbps: resize.to, pricePerMonth }))];
  });
  return new Map(spending);
}

/** With the policy that the package's own file names. */
export function verdictOf(spec: PackageSpec, verdict: Verdict): Verdict {
  if (spec.approval === null || verdict.needs.some(({ policy }) => policy === spec.approval)) return verdict;
  return { ...verdict, needs: [{ policy: spec.approval, by: 'its file', isOverride: false }, ...verdict.needs] };
}

/** One sentence for each thing that stands in the way; empty: nothing does. */
export function verdictLines({ denied, held, needs }: Verdict): string[] {
  const lines: string[] = [];
  if (denied !== null) lines.push(`The ${denied.by} denies it${because(denied)}${unless(denied)}.`);
  if (held !== null) {
    lines.push(`The ${held.by} lets it through from ${new Date(held.untilMs).toISOString()} on${unless(held)}.`);
  }
  if (denied === null || denied.override !== null) lines.push(...needs.map(needLine));
  return lines;
}

const because = ({ because: why }: Stop): string => (why === null ? '' : `: ${why}`);
const unless = ({ override }: Stop): string => (override === null ? '' : `, unless policy ${override} says yes`);
const needLine = ({ policy, by }: Need): string => `Policy ${policy} must say yes (${by}).`;
