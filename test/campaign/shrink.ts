import type { Governance } from './governance.js';
import type { Schedule } from './schedule.js';

/** Plays a schedule and says which invariants it breaks. */
export type Breaks = (schedule: Schedule) => Promise<ReadonlySet<string>>;

export interface Shrunk {
  readonly schedule: Schedule;
  /** Schedules played to get there. */
  readonly plays: number;
}

export const SHRINK_PLAYS = 60;

/** Takes away whatever it can, one thing at a time, as long as one of the same invariants is still broken. */
export async function shrink(schedule: Schedule, broken: ReadonlySet<string>, breaks: Breaks): Promise<Shrunk> {
  let smallest = schedule;
  let plays = 0;
  for (let smaller = true; smaller && plays < SHRINK_PLAYS; ) {
    smaller = false;
    for (const candidate of simpler(smallest)) {
      if (plays >= SHRINK_PLAYS) break;
      plays += 1;
      const still = await breaks(candidate);
      if (![...still].some((name) => broken.has(name))) continue;
      smallest = candidate;
      smaller = true;
      break;
    }
  }
  return { schedule: smallest, plays };
}

/** Everything that is one thing less, the largest things first. */
function* simpler(schedule: Schedule): Iterable<Schedule> {
  const {
    packages,
    rules,
    boundaries,
    console: bought,
    restartAfter,
    livesDays,
    behaviour,
    people,
    governance,
  } = schedule;
  if (packages.length > 1) {
    for (const fewer of withoutEach(packages)) yield { ...schedule, packages: fewer };
  }
  for (const fewer of withoutEach(rules)) yield { ...schedule, rules: fewer };
  for (const fewer of withoutEach(boundaries)) yield { ...schedule, boundaries: fewer };
  if (bought.length > 0) yield { ...schedule, console: [] };
  if (restartAfter.length > 0) yield { ...schedule, restartAfter: [] };
  if (livesDays > 0) yield { ...schedule, livesDays: 0 };
  for (const [at, plan] of packages.entries()) {
    const withPlan = (changed: Partial<typeof plan>) => ({
      ...schedule,
      packages: packages.map((one, index) => (index === at ? { ...plan, ...changed } : one)),
    });
    for (const acts of withoutEach(plan.acts)) yield withPlan({ acts });
    if (plan.approval) yield withPlan({ approval: false });
    if (plan.startsInRound > 0) yield withPlan({ startsInRound: 0 });
  }
  for (const key of Object.keys(behaviour)) {
    const less = Object.fromEntries(Object.entries(behaviour).filter(([name]) => name !== key));
    yield { ...schedule, behaviour: less };
  }
  for (const [at, rule] of rules.entries()) {
    const withRule = (changed: typeof rule) => ({
      ...schedule,
      rules: rules.map((one, index) => (index === at ? changed : one)),
    });
    if ((rule.count ?? 0) > 1) yield withRule({ ...rule, count: 1 });
    if ((rule.skip ?? 0) > 0) yield withRule({ ...rule, skip: 0 });
  }
  if (governance !== undefined) yield* lessGoverned(schedule, governance);
  if (people.answer !== 'honest') yield { ...schedule, people: { ...people, answer: 'honest' } };
  if (people.tell) yield { ...schedule, people: { ...people, tell: false } };
}

function* lessGoverned(schedule: Schedule, governance: Governance): Iterable<Schedule> {
  const { governance: _, ...free } = schedule;
  yield free;
  if (governance.budgetMinor !== null) yield { ...schedule, governance: { ...governance, budgetMinor: null } };
  if (governance.rise !== null) yield { ...schedule, governance: { ...governance, rise: null } };
  if (governance.quorum > 1) yield { ...schedule, governance: { ...governance, quorum: 1 } };
  if (governance.approvers !== 'prompt') yield { ...schedule, governance: { ...governance, approvers: 'prompt' } };
}

function withoutEach<T>(all: readonly T[]): T[][] {
  return all.map((_, at) => all.filter((__, index) => index !== at));
}
