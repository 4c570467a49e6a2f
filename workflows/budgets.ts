import { patched } from '@temporalio/workflow';
import type { BudgetAnswer } from '../model/budget.js';
import type { Holder } from '../model/desk.js';
import { formatMoney, isSameMoney, type Money } from '../model/money.js';
import { orderedTerm } from '../model/package-spec.js';
import { factsOf } from '../model/policy/facts-of.js';
import { type Budget, NO_RULES } from '../model/policy/gate-rules.js';
import { budgetsOf } from '../model/policy/judge.js';
import type { Facts } from '../model/policy/match.js';
import { monthlyOfQuote } from '../model/policy/monthly.js';
import { askBudget, briefReads } from './activity-proxies.js';
import type { Lease } from './lease.js';
import type { LeaseState } from './lease-state.js';
import { isUnread, priceAnew, pricedFor, quoteAt, runsUnpriced } from './running-price.js';

/** A budget that has no room. */
export interface FullBudget extends Pick<Budget, 'name' | 'over'> {
  /** One clause with the money in it. */
  readonly why: string;
}

/**
 * Counts what is about to be bought in every budget it falls under, all or none: what one has no room for is taken out of the
 * others again.
 * @param isOverridden whether its people have said yes to go beyond it
 * @returns the first that has no room; null when it is counted everywhere
 */
export async function reserve(
  lease: Lease,
  facts: Facts,
  isOverridden: (budget: string) => boolean,
): Promise<FullBudget | null> {
  const before = lease.state.counted ?? {};
  for (const budget of budgetsOf(lease.life.gate ?? NO_RULES, facts)) {
    const { name, over, perMonth } = budget;
    // A renewal that is refused is an outage, and saves nothing that was not committed before.
    const isRenewal = facts.operation === 'renew' && over.kind === 'deny';
    const isForced = isRenewal || costsNoMore(facts) || (over.kind === 'approve' && isOverridden(name));
    const monthly = facts.pricePerMonth;
    if (monthly === null) {
      if (isForced) continue;
      await restore(lease, before);
      return { name, over, why: 'what it costs is not known beforehand' };
    }
    const answer = await count(lease, budget, monthly, isForced);
    if (!answer.isCounted) {
      await restore(lease, before);
      return { name, over, why: fullText(perMonth, monthly, answer) };
    }
    warnIfNear(lease, budget, monthly, answer);
  }
  return null;
}

/** What makes a line smaller makes room, however full a budget is. */
function costsNoMore({ operation, pricePerMonth: then, pricePerMonthNow: now }: Facts): boolean {
  if (operation !== 'resize' || then === null || now === null) return false;
  return then.currency === now.currency && then.amountMinor <= now.amountMinor;
}

function fullText(limit: Money, monthly: Money, { othersMinor }: BudgetAnswer): string {
  const { currency } = limit;
  if (monthly.currency !== currency)
    return `it costs ${formatMoney(monthly)} a month, and the budget counts ${currency}`;
  const others = formatMoney({ amountMinor: othersMinor, currency });
  return `it costs ${formatMoney(monthly)} a month, and ${others} of ${formatMoney(limit)} are committed`;
}

function warnIfNear(
  lease: Lease,
  { name, perMonth, warnAtPercent }: Budget,
  monthly: Money,
  answer: BudgetAnswer,
): void {
  const totalMinor = answer.othersMinor + (monthly.currency === perMonth.currency ? monthly.amountMinor : 0);
  if (totalMinor * 100 < perMonth.amountMinor * warnAtPercent) return;
  const { currency } = perMonth;
  lease.tell(
    `budget ${name}: ${formatMoney({ amountMinor: totalMinor, currency })} of ${formatMoney(perMonth)} a month are committed with it`,
  );
}

/**
 * Makes the budgets say what is: what runs is counted whether there is room or not, and what did not come about is taken out.
 * Costs nothing where nothing has changed.
 */
export async function alignBudgets(lease: Lease): Promise<void> {
  const { state, spec } = lease;
  if (runsUnpriced(lease)) await priceAnew(lease);
  // Of what runs no price is known just now: its room is kept.
  if (isUnread(state)) return;
  const gate = lease.life.gate ?? NO_RULES;
  const { counted = {} } = state;
  if (gate.budgets.length === 0 && Object.keys(counted).length === 0) return;
  // It was bought before there was a budget, or taken over: what it would cost today is the best that can be said.
  if (state.monthly === undefined && gate.budgets.length > 0) {
    const { bandwidthMbps } = lease.row();
    state.monthly = monthlyOfQuote(await quoteAt(lease, bandwidthMbps, briefReads), orderedTerm(spec));
    pricedFor(state, bandwidthMbps);
  }
  const monthly = toCount(state);
  const { bandwidthMbps } = lease.row();
  const facts = factsOf(spec, 'order', { bandwidthMbps, pricePerMonth: monthly, pricePerMonthNow: monthly });
  const wanted = monthly === null ? [] : budgetsOf(gate, facts);
  for (const name of Object.keys(counted)) {
    if (!wanted.some((budget) => budget.name === name)) await forget(lease, name);
  }
  for (const budget of wanted) {
    if (monthly !== null && !isSameMoney(counted[budget.name], monthly)) await count(lease, budget, monthly, true);
  }
}

/** What the vendor has taken and does not show yet may come at any time: its room is kept. */
function toCount({ monthly = null, lateResize = null }: LeaseState): Money | null {
  const late = lateResize?.monthly ?? null;
  if (monthly === null || late === null || late.currency !== monthly.currency) return monthly;
  return late.amountMinor > monthly.amountMinor ? late : monthly;
}

/** What was let through has come about. */
export function commitMonthly({ state }: Lease): void {
  if (state.pendingMonthly != null) {
    state.monthly = state.pendingMonthly;
    if (state.pendingMbps != null) pricedFor(state, state.pendingMbps);
  }
  state.pendingMonthly = null;
}

/** What has ended costs nothing any more. */
export async function leaveBudgets(lease: Lease): Promise<void> {
  for (const name of Object.keys(lease.state.counted ?? {})) await forget(lease, name);
}

/** Somebody else, whose workflow was ended from outside, could not leave: two would be counted for one line. */
export async function leaveBudgetsOf(lease: Lease, holder: Holder): Promise<void> {
  const { budgets } = lease.life.gate ?? NO_RULES;
  if (budgets.length === 0 || !patched('the-terminated-leave-budgets')) return;
  for (const { name } of budgets) await askBudget({ budget: name, requests: [{ kind: 'forget', holder }] });
}

/** Puts back what was counted before something that did not come about. */
async function restore(lease: Lease, before: Readonly<Record<string, Money>>): Promise<void> {
  const { counted = {} } = lease.state;
  for (const name of Object.keys(counted)) {
    const was = before[name];
    const budget = lease.life.gate?.budgets.find((one) => one.name === name);
    if (was === undefined || budget === undefined) await forget(lease, name);
    else if (!isSameMoney(counted[name], was)) await count(lease, budget, was, true);
  }
}

async function count(lease: Lease, budget: Budget, monthly: Money, force: boolean): Promise<BudgetAnswer> {
  const { name, perMonth: limit } = budget;
  const [answer] = await askBudget({
    budget: name,
    requests: [{ kind: 'count', holder: lease.holder, monthly, limit, force }],
  });
  const given = answer ?? { isCounted: false, othersMinor: 0 };
  if (given.isCounted) lease.state.counted = { ...lease.state.counted, [name]: monthly };
  return given;
}

async function forget(lease: Lease, name: string): Promise<void> {
  await askBudget({ budget: name, requests: [{ kind: 'forget', holder: lease.holder }] });
  const { [name]: _, ...counted } = lease.state.counted ?? {};
  lease.state.counted = counted;
}
