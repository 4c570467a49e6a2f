import type { Budget, GateRules } from './gate-rules.js';
import { isOpen, opensAt } from './hours.js';
import { type Facts, mismatch, needsPrice } from './match.js';
import type { Operation } from './operation.js';

/** Somebody's yes is needed before it may go on. */
export interface Need {
  readonly policy: string;
  /** What asks for it: "rule large-lines". */
  readonly by: string;
  /** True: it would be refused, or would wait, without that yes. */
  readonly isOverride: boolean;
}

/** What the rules say. A denial beats everything; what holds it for a while comes before what asks for a yes. */
export interface Verdict {
  readonly denied: Stop | null;
  readonly held: (Stop & { readonly untilMs: number }) | null;
  readonly needs: readonly Need[];
}

export interface Stop {
  /** "rule no-cen", "freeze year-end", "buy window office-hours". */
  readonly by: string;
  readonly because: string | null;
  readonly override: string | null;
}

/** One line for each rule, in the order they are looked at: whether it counts, and why not. */
export interface Explained {
  readonly what: string;
  /** What it does: "deny", "approve by finance", "wait until …". */
  readonly does: string;
  readonly counts: boolean;
  /** Why it does not; null when it does. */
  readonly why: string | null;
}

/** Freezes and hours are about buying more; what runs is renewed and given back at any time. */
const BOUND_BY_TIME: ReadonlySet<Operation> = new Set(['order', 'resize']);

/** Applies the rules of leaseline.yaml. Pure: the same facts at the same time give the same verdict. */
export function judge(gate: GateRules, facts: Facts, nowMs: number): Verdict {
  return { denied: denialOf(gate, facts), held: holdOf(gate, facts, nowMs), needs: needsOf(gate, facts) };
}

function denialOf({ rules }: GateRules, facts: Facts): Stop | null {
  for (const { name, do: ruling, when, because } of rules) {
    if (ruling.kind !== 'deny' || mismatch(when, facts) !== null) continue;
    return { by: `rule ${name}`, because, override: ruling.override };
  }
  return null;
}

function holdOf({ freezes, buyWindows }: GateRules, facts: Facts, nowMs: number): Verdict['held'] {
  if (!BOUND_BY_TIME.has(facts.operation)) return null;
  const frozen = freezes.find(
    ({ from, until, when }) => Date.parse(from) <= nowMs && nowMs < Date.parse(until) && mismatch(when, facts) === null,
  );
  if (frozen !== undefined) {
    const { name, override, until } = frozen;
    return { by: `freeze ${name}`, because: null, override, untilMs: Date.parse(until) };
  }
  const windows = buyWindows.filter(({ when }) => mismatch(when, facts) === null);
  if (windows.length === 0 || windows.some((window) => isOpen(window, nowMs))) return null;
  const [first, ...later] = windows.map((window) => ({ window, untilMs: opensAt(window, nowMs) }));
  if (first === undefined) return null;
  const next = later.reduce((soonest, one) => (one.untilMs < soonest.untilMs ? one : soonest), first);
  const { name, override } = next.window;
  return { by: `buy window ${name}`, because: null, override, untilMs: next.untilMs };
}

/** In the order of the file, until a rule that allows: what stands below it does not count. */
function needsOf({ rules }: GateRules, facts: Facts): Need[] {
  const needs: Need[] = [];
  for (const { name, do: ruling, when } of rules) {
    if (mismatch(when, facts) !== null) continue;
    if (ruling.kind === 'allow') break;
    if (ruling.kind === 'approve') needs.push({ policy: ruling.policy, by: `rule ${name}`, isOverride: false });
  }
  return needs;
}

export function budgetsOf({ budgets }: GateRules, facts: Facts): readonly Budget[] {
  return budgets.filter(({ when }) => mismatch(when, facts) === null);
}

/** Whether a verdict can depend on what it costs. */
export function asksPrice({ rules, budgets, freezes, buyWindows }: GateRules): boolean {
  return budgets.length > 0 || [...rules, ...freezes, ...buyWindows].some(({ when }) => needsPrice(when));
}

/** Every rule with whether it counts, for `leaseline policy test`. */
export function explain(gate: GateRules, facts: Facts, nowMs: number): readonly Explained[] {
  let isAllowed = false;
  const line = (what: string, does: string, why: string | null): Explained => ({
    what,
    does,
    counts: why === null,
    why,
  });
  const rules = gate.rules.map(({ name, do: ruling, when }) => {
    const why = mismatch(when, facts) ?? (isAllowed && ruling.kind !== 'deny' ? 'a rule above allows it' : null);
    if (why === null && ruling.kind === 'allow') isAllowed = true;
    return line(`rule ${name}`, doesOf(ruling), why);
  });
  const isBound = BOUND_BY_TIME.has(facts.operation);
  const exempt = isBound ? null : `${facts.operation} is exempt`;
  const freezes = gate.freezes.map(({ name, from, until, when, override }) => {
    const isOver = Date.parse(from) > nowMs || nowMs >= Date.parse(until);
    const why = exempt ?? (isOver ? `it runs from ${from} until ${until}` : null) ?? mismatch(when, facts);
    return line(`freeze ${name}`, `wait until ${until}${overrideText(override)}`, why);
  });
  const windows = gate.buyWindows.map((window) => {
    const { name, when, override } = window;
    const why = exempt ?? mismatch(when, facts) ?? (isOpen(window, nowMs) ? 'it is open' : null);
    const opens = why === null ? new Date(opensAt(window, nowMs)).toISOString() : 'it opens';
    return line(`buy window ${name}`, `wait until ${opens}${overrideText(override)}`, why);
  });
  const budgets = gate.budgets.map(({ name, when, over }) =>
    line(`budget ${name}`, `count it; beyond it: ${doesOf(over)}`, mismatch(when, facts)),
  );
  return [...rules, ...freezes, ...windows, ...budgets];
}

function doesOf(ruling: Budget['over']): string {
  switch (ruling.kind) {
    case 'allow':
      return 'allow';
    case 'approve':
      return `approval by policy ${ruling.policy}`;
    case 'deny':
      return `deny${overrideText(ruling.override)}`;
  }
}

const overrideText = (override: string | null): string =>
  override === null ? '' : `, unless policy ${override} says yes`;
