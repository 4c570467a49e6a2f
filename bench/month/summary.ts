import { sumOf } from '../histories.js';
import type { Judged } from '../sweep/summary.js';
import { actionsIn, isSweep, PATCH, timeOf } from './actions.js';
import { type Months, SWEEP } from './measure.js';

const GOAL = { eventsPerRenewal: 60, actionsPerMonth: 12 } as const;
/** Of one desk: they share its idle sweeps. */
export const PACKAGES_OF_A_DESK = 1_000;
/** A loop in a workflow that sleeps and looks: a timer and an activity a poll, and 11 events (measured). */
const NAIVE = { pollsPerMonth: (365 / 12) * 24 * 60, actionsPerPoll: 2, eventsPerPoll: 11 } as const;

/** What a desk does once a run: a patch is noted the first time a run comes to it, whoever is there. */
const PER_RUN: readonly string[] = ['workflow started', PATCH.noted, PATCH.listed];

export type MonthSummary = ReturnType<typeof summariseMonths>;

export function summariseMonths(measured: readonly Months[]) {
  return {
    packagesOfADesk: PACKAGES_OF_A_DESK,
    naive: {
      actions: Math.round(NAIVE.pollsPerMonth * NAIVE.actionsPerPoll),
      events: Math.round(NAIVE.pollsPerMonth * NAIVE.eventsPerPoll),
    },
    products: measured.map(summaryOf),
  };
}

function summaryOf({ product, renewals, runs, desk, charged }: Months) {
  const own = actionsIn(runs.flat());
  const { caused, shared } = deskActions(desk);
  const perMonth = (count: number) => round(count / renewals);
  const sharedPerMonth = total(shared) / renewals / PACKAGES_OF_A_DESK;
  const all = (total(own) + total(caused)) / renewals + sharedPerMonth;
  return {
    product,
    renewals,
    charged,
    eventsPerRenewal: judged(round(runs.flat().length / renewals), GOAL.eventsPerRenewal),
    mostEvents: Math.max(...runs.map((run) => run.length)),
    actionsPerMonth: judged(round(all), GOAL.actionsPerMonth),
    own: mapped(own, perMonth),
    /** Of the desk, for this package alone. */
    desk: mapped(caused, perMonth),
    /** Of the desk's idle sweeps, a share. */
    sweepShare: round(sharedPerMonth),
    deskActionsPerMonth: perMonth(total(shared)),
  };
}

/**
 * A desk sweeps every six hours, and at the beginning of each of its runs, whoever is there: those sweeps, their timers,
 * the runs they fill and what each run notes once, as the patches it begins with (a marker and an upsert each), are shared
 * by all its packages. Everything else it does because a package asked: sooner sweeps, a timer set anew after each visit.
 */
function deskActions(events: Months['desk']) {
  let idle = 0;
  let sweptMs = -Infinity;
  for (const event of events) {
    if (event.workflowExecutionStartedEventAttributes) sweptMs = -Infinity;
    if (!isSweep(event)) continue;
    if (timeOf(event) - sweptMs >= SWEEP.idleMs - 1_000) idle += 1;
    sweptMs = timeOf(event);
  }
  const { timer = 0, 'activity sweepRegion': sweeps = 0, ...rest } = actionsIn(events);
  const perRun = Object.fromEntries(PER_RUN.map((what) => [what, rest[what] ?? 0]));
  const visits = Object.fromEntries(Object.entries(rest).filter(([what]) => !PER_RUN.includes(what)));
  const caused = { ...visits, timer: Math.max(0, timer - idle), 'activity sweepRegion': sweeps - idle };
  return { caused, shared: { ...perRun, timer: Math.min(timer, idle), 'activity sweepRegion': idle } };
}

const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
const round = (value: number): number => Math.round(value * 100) / 100;
const judged = (measured: number, goal: number): Judged => ({ measured, goal, met: measured <= goal });

function mapped(counts: Readonly<Record<string, number>>, perMonth: (count: number) => number) {
  const entries = Object.entries(sumOf([counts])).filter(([, count]) => count > 0);
  return entries.map(([what, count]) => ({ what, perMonth: perMonth(count) })).sort((a, b) => b.perMonth - a.perMonth);
}
