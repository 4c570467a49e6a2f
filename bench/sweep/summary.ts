import { PRODUCTS, type Product } from '../../model/product.js';
import { type DeskRun, sumOf } from '../histories.js';
import { type Delivery, idealReads } from './ideal.js';
import { type SweepFigures, type SweepRound, total } from './measure.js';

/** What the Terraform provider needs for a package that is delivered after 60 s, as measured. */
export const TERRAFORM_CALLS_PER_PACKAGE = 9;

const GOAL = { ratioToIdeal: 1.2, eventsPerPackage: 60, delayBeyondTickSeconds: 2 } as const;

/** A figure, what it should be at most, and whether it is. A bench measures; nobody acts on it. */
export interface Judged {
  readonly measured: number;
  readonly goal: number;
  readonly met: boolean;
}

export type SweepSummary = ReturnType<typeof summariseSweep>;
export type RoundSummary = SweepSummary['rounds'][number];

export function summariseSweep({ configuration, startedAt, rounds, desks, ledger }: SweepFigures) {
  return {
    configuration,
    startedAt,
    rounds: rounds.map((round, index) => {
      const listed = rounds.slice(0, index + 1).flatMap(({ deliveries }) => deliveries);
      return {
        round: index + 1,
        reads: readsOf(round, idealReads(round.deliveries, listed, configuration.busyMs)),
        delaySeconds: delaysOf(round.deliveries, configuration.busyMs),
        eventsPerPackage: eventsOf(round),
        activities: { desks: round.deskActivities, packages: sumOf(round.histories.map((one) => one.activities)) },
        secondsFromFirstOrder: courseOf(round.deliveries),
        othersCores: roundTo(round.usage.othersCores, 2),
      };
    }),
    desks: [...new Set(desks.map(({ workflowId }) => workflowId))].sort().map((desk) => historyOf(desk, desks)),
    ledger: {
      ...ledger,
      ok: [ledger.orders, ledger.paid, ledger.resources].every((count) => count === ledger.ordered),
    },
  };
}

function readsOf({ reads, readsAfterActive, deliveries }: SweepRound, ideal: Readonly<Record<string, number>>) {
  const packages = deliveries.length;
  const actions = [...new Set([...Object.keys(ideal), ...Object.keys(reads)])];
  const byAction = actions.map((action) => ({
    action,
    count: reads[action] ?? 0,
    perPackage: roundTo((reads[action] ?? 0) / packages, 2),
    ideal: ideal[action] ?? 0,
  }));
  return {
    total: total(reads),
    perPackage: roundTo(total(reads) / packages, 2),
    ideal: total(ideal),
    ratioToIdeal: judged(roundTo(total(reads) / total(ideal), 2), GOAL.ratioToIdeal),
    terraform: packages * TERRAFORM_CALLS_PER_PACKAGE,
    afterLastActive: readsAfterActive,
    byAction: byAction.sort((one, other) => other.count - one.count),
  };
}

/** From the vendor's delivery to Active, and the part of it until the desk had told the package. */
function delaysOf(deliveries: readonly Delivery[], busyMs: number) {
  const ofProduct = (product: Product) => deliveries.filter((delivery) => delivery.product === product);
  const { p99, ...all } = delayOf(deliveries);
  return {
    ...all,
    p99: judged(p99, busyMs / 1000 + GOAL.delayBeyondTickSeconds),
    untilTold: untilToldOf(deliveries),
    byProduct: PRODUCTS.map((product) => ({
      product,
      ...delayOf(ofProduct(product)),
      untilTold: untilToldOf(ofProduct(product)),
    })),
  };
}

function delayOf(deliveries: readonly Delivery[]) {
  return spreadOf(deliveries.map(({ readyAtMs, activeAtMs }) => activeAtMs - readyAtMs));
}

function untilToldOf(deliveries: readonly Delivery[]) {
  return spreadOf(
    deliveries.flatMap(({ readyAtMs, toldAtMs }) => (toldAtMs === null ? [] : [Math.max(0, toldAtMs - readyAtMs)])),
  );
}

/** In seconds; nearest rank, so each is a delay that occurred. */
function spreadOf(delaysMs: readonly number[]) {
  const sorted = [...delaysMs].sort((one, other) => one - other);
  const at = (share: number) => roundTo((sorted[Math.ceil(sorted.length * share) - 1] ?? 0) / 1000, 2);
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

function eventsOf({ histories }: SweepRound) {
  const events = histories.map(({ active }) => active?.events ?? 0);
  const mean = events.reduce((sum, count) => sum + count, 0) / events.length;
  return { mean: judged(roundTo(mean, 1), GOAL.eventsPerPackage), max: Math.max(...events) };
}

function historyOf(desk: string, desks: readonly DeskRun[]) {
  const runs = desks.filter(({ workflowId }) => workflowId === desk);
  const sweeps = runs.flatMap((run) => run.sweeps).sort((one, other) => one.askedMs - other.askedMs);
  return {
    desk,
    runs: runs.length,
    eventsOfEachRun: runs.map(({ events }) => events).reverse(),
    sweepSeconds: {
      apart: spreadOf(sweeps.slice(1).map(({ askedMs }, index) => askedMs - (sweeps[index]?.askedMs ?? askedMs))),
      untilTaken: spreadOf(sweeps.map(({ askedMs, begunMs }) => begunMs - askedMs)),
      taking: spreadOf(sweeps.map(({ begunMs, endedMs }) => endedMs - begunMs)),
    },
  };
}

function courseOf(deliveries: readonly Delivery[]) {
  const firstMs = Math.min(...deliveries.map(({ paidAtMs }) => paidAtMs));
  const lastSeconds = (instants: readonly number[]) => roundTo((Math.max(...instants) - firstMs) / 1000, 1);
  return {
    lastOrder: lastSeconds(deliveries.map(({ paidAtMs }) => paidAtMs)),
    lastDelivery: lastSeconds(deliveries.map(({ readyAtMs }) => readyAtMs)),
    lastActive: lastSeconds(deliveries.map(({ activeAtMs }) => activeAtMs)),
  };
}

function judged(measured: number, goal: number): Judged {
  return { measured, goal, met: measured <= goal };
}

function roundTo(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
