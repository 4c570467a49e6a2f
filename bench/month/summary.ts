import { sumOf } from '../histories.js';
import type { Judged } from '../sweep/summary.js';
import { actionsIn, isSweep, timeOf } from './actions.js';
import { type Months, SWEEP } from './measure.js';

const GOAL = { eventsPerRenewal: 60, actionsPerMonth: 12 } as const;
/** Of one desk: they share its idle sweeps. */
export const PACKAGES_OF_A_DESK = 1_000;
/** A loop in a workflow that sleeps and looks: a timer and an activity a poll, and 11 events (measured). */
const NAIVE = { pollsPerMonth: (365 / 12) * 24 * 60, actionsPerPoll: 2, eventsPerPoll: 11 } as const;

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
 * A desk sweeps every six hours, and at the beginning of each of its runs, whoever is there: those sweeps, their timers and
 * the runs they fill are shared by all its packages. Everything else it does because a package asked: sooner sweeps, a
 * timer set anew after each visit.
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
  const { 'workflow started': runs = 0, timer = 0, 'activity sweepRegion': sweeps = 0, ...rest } = actionsIn(events);
  const caused = { ...rest, timer: Math.max(0, timer - idle), 'activity sweepRegion': sweeps - idle };
  return { caused, shared: { 'workflow started': runs, timer: Math.min(timer, idle), 'activity sweepRegion': idle } };
}

const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
const round = (value: number): number => Math.round(value * 100) / 100;
const judged = (measured: number, goal: number): Judged => ({ measured, goal, met: measured <= goal });

function mapped(counts: Readonly<Record<string, number>>, perMonth: (count: number) => number) {
  const entries = Object.entries(sumOf([counts])).filter(([, count]) => count > 0);
  return entries.map(([what, count]) => ({ what, perMonth: perMonth(count) })).sort((a, b) => b.perMonth - a.perMonth);
}
