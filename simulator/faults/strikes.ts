import type { z } from 'zod';
import { drawFraction } from '../random.js';
import type { Effects, World } from '../world.js';
import type { FaultName, FaultRule, faultRequestSchema, Strike } from './menu.js';
import { canStrike, type ReachedCall } from './reach.js';

export interface StruckCall extends ReachedCall {
  readonly caller: string;
  readonly requestId: string;
  readonly at: number;
}

/** Puts rules in force beside those that are already. */
export function addRules(world: World, request: z.output<typeof faultRequestSchema>): FaultRule[] {
  const seed = request.seed ?? world.behaviour.seed;
  return request.rules.map((input, lot) => {
    const ruleId = `rule-${world.ledger.next('rule')}`;
    const rule: FaultRule = { ...input, ruleId, seed, lot, keptBack: {}, seen: 0, hits: 0 };
    world.ledger.faultRules.put(rule);
    return rule;
  });
}

export function clearRules(world: World): void {
  for (const rule of [...world.ledger.faultRules.values()]) world.ledger.faultRules.drop(rule.ruleId);
}

/**
 * Which rules strike this call; every strike is put in the ledger.
 *
 * @param clockMoves whether the clock can jump at all.
 */
export function strikesOn(world: World, call: StruckCall, clockMoves: boolean): Strike[] {
  const { ledger } = world;
  const { action, caller, requestId, at } = call;
  const strikes: Strike[] = [];
  for (const rule of [...ledger.faultRules.values()]) {
    if (!matches(rule, call) || (rule.count !== undefined && rule.hits >= rule.count)) continue;
    if (rule.fault === 'clockJump' && !clockMoves) continue;
    const { ruleId, fault, seed, lot } = rule;
    const turn = rule.seen + 1;
    // Not from the rule's id, which is never given twice: the same rules with the same seed strike the same calls.
    const struck = turn > rule.skip && drawFraction(seed, lot, rule.action, fault, turn) < rule.probability;
    ledger.faultRules.put({ ...rule, seen: turn, hits: rule.hits + (struck ? 1 : 0) });
    if (!struck) continue;
    const hitId = `hit-${String(ledger.next('hit')).padStart(8, '0')}`;
    ledger.faultHits.put({ hitId, ruleId, fault, action, caller, requestId, at });
    strikes.push({ ruleId, fault, seconds: rule.seconds ?? null, seed, lot, turn });
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
    rotation: rotationOf(strikes),
    flapping: strikes.filter((strike) => strike.fault === 'flappingItem'),
  };
}

function rotationOf(strikes: readonly Strike[]): number | null {
  const strike = strikes.find((one) => one.fault === 'shuffledPages');
  return strike === undefined ? null : drawFraction(strike.seed, strike.lot, 'rotation', strike.turn);
}

function lowBalanceOf(world: World, strikes: readonly Strike[]): Effects['lowBalance'] {
  if (struckBy(strikes, 'insufficientBalanceUnpaidOrder')) return 'unpaidOrder';
  if (struckBy(strikes, 'insufficientBalanceAbnormalOrder')) return 'abnormalOrder';
  if (struckBy(strikes, 'insufficientBalanceNoOrder')) return 'noOrder';
  return struckBy(strikes, 'insufficientBalance') ? world.behaviour.lowBalance : null;
}

function matches(rule: FaultRule, call: StruckCall): boolean {
  const sameAction = rule.action === '*' || rule.action === call.action;
  const sameCaller = rule.caller === undefined || rule.caller === call.caller;
  return sameAction && sameCaller && canStrike(rule.fault, call);
}
