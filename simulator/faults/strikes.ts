import type { z } from 'zod';
import { drawFraction } from '../random.js';
import type { Effects, World } from '../world.js';
import type { FaultName, FaultRule, faultRequestSchema } from './menu.js';

/** A fault that strikes this call. */
export interface Strike {
  readonly ruleId: string;
  readonly fault: FaultName;
  readonly seconds: number | null;
}

export interface StruckCall {
  readonly action: string;
  readonly caller: string;
  readonly requestId: string;
  readonly at: number;
}

/** Puts rules in force beside those that are already. */
export function addRules(world: World, request: z.output<typeof faultRequestSchema>): FaultRule[] {
  const seed = request.seed ?? world.behaviour.seed;
  return request.rules.map((input) => {
    const rule: FaultRule = { ...input, ruleId: `rule-${world.ledger.next('rule')}`, seed, seen: 0, hits: 0 };
    world.ledger.faultRules.put(rule);
    return rule;
  });
}

export function clearRules(world: World): void {
  for (const rule of [...world.ledger.faultRules.values()]) world.ledger.faultRules.drop(rule.ruleId);
}

/** Which rules strike this call; every strike is put in the ledger. */
export function strikesOn(world: World, call: StruckCall): Strike[] {
  const { ledger } = world;
  const strikes: Strike[] = [];
  for (const rule of [...ledger.faultRules.values()]) {
    if (!matches(rule, call) || (rule.count !== undefined && rule.hits >= rule.count)) continue;
    const seen = rule.seen + 1;
    const struck = seen > rule.skip && drawFraction(rule.seed, rule.ruleId, seen) < rule.probability;
    ledger.faultRules.put({ ...rule, seen, hits: rule.hits + (struck ? 1 : 0) });
    if (!struck) continue;
    const hitId = `hit-${String(ledger.next('hit')).padStart(8, '0')}`;
    ledger.faultHits.put({ hitId, ruleId: rule.ruleId, fault: rule.fault, ...call });
    strikes.push({ ruleId: rule.ruleId, fault: rule.fault, seconds: rule.seconds ?? null });
  }
  return strikes;
}

/** The seconds of the first strike of this kind, or the fallback; null: it did not strike. */
export function secondsOf(strikes: readonly Strike[], fault: FaultName, fallback: number): number | null {
  const strike = strikes.find((candidate) => candidate.fault === fault);
  return strike === undefined ? null : (strike.seconds ?? fallback);
}

export function struckBy(strikes: readonly Strike[], fault: FaultName): boolean {
  return strikes.some((strike) => strike.fault === fault);
}

export function effectsOf(world: World, strikes: readonly Strike[]): Effects {
  return {
    riskRejection: struckBy(strikes, 'riskRejection'),
    lowBalance: lowBalanceOf(world, strikes),
    partnerQuotaShort: struckBy(strikes, 'partnerQuotaShort'),
    paidNeverDelivered: struckBy(strikes, 'paidNeverDelivered'),
    autoRenewPartialFailure: struckBy(strikes, 'autoRenewPartialFailure'),
    staleMs: (secondsOf(strikes, 'staleDescribe', 30) ?? 0) * 1000,
  };
}

function lowBalanceOf(world: World, strikes: readonly Strike[]): Effects['lowBalance'] {
  if (struckBy(strikes, 'insufficientBalanceUnpaidOrder')) return 'unpaidOrder';
  if (struckBy(strikes, 'insufficientBalanceAbnormalOrder')) return 'abnormalOrder';
  if (struckBy(strikes, 'insufficientBalanceNoOrder')) return 'noOrder';
  return struckBy(strikes, 'insufficientBalance') ? world.behaviour.lowBalance : null;
}

function matches(rule: FaultRule, call: StruckCall): boolean {
  const sameAction = rule.action === '*' || rule.action === call.action;
  return sameAction && (rule.caller === undefined || rule.caller === call.caller);
}
