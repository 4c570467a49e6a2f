import type { PackageSpec } from '../package-spec.js';
import { factsOf } from '../policy/facts-of.js';
import { type GateRules, isEmptyGate, type When } from '../policy/gate-rules.js';
import { neverMatches } from '../policy/match.js';
import { policiesNamed } from './gate-config.js';
import type { LeaselineConfig } from './leaseline-config.js';

/** The rules that can ever be about this package, with the policies they name; undefined where there are none. */
export function gateOf(config: LeaselineConfig, spec: PackageSpec): GateRules | undefined {
  const facts = factsOf(spec, 'order');
  const about = <T extends { readonly when: When }>(list: readonly T[]): readonly T[] =>
    list.filter(({ when }) => !neverMatches(when, facts));
  const { rules, budgets, freezes, buyWindows } = config.gate;
  const mine = {
    rules: about(rules),
    budgets: about(budgets),
    freezes: about(freezes),
    buyWindows: about(buyWindows),
  };
  const names = new Set(policiesNamed(mine).map(({ policy }) => policy));
  const policies = Object.fromEntries(
    [...names].flatMap((name) => {
      const policy = config.policies[name];
      return policy === undefined ? [] : [[name, policy.rules]];
    }),
  );
  const gate = { ...mine, policies };
  return isEmptyGate(gate) ? undefined : gate;
}
