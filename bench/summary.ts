import { PRODUCTS } from '../model/product.js';
import type { BenchFigures, Round } from './bench.js';
import { activityCount, type LifecycleHistory } from './histories.js';
import { isRead } from './simulated-clouds.js';
import type { Usage } from './usage.js';

export type Summary = ReturnType<typeof summarise>;

/** The figures as people and programs read them: rates, shares and means. */
export function summarise(figures: BenchFigures) {
  const { startedAt, machine, size, rounds, histories, desks, calls, memory, ledger } = figures;
  const perPackage = (count: number) => round(count / (size.packages * size.rounds), 2);
  const callList = Object.entries(calls).map(([action, count]) => ({ action, count, perPackage: perPackage(count) }));
  const total = (isWanted: (action: string) => boolean) =>
    callList.filter(({ action }) => isWanted(action)).reduce((sum, { count }) => sum + count, 0);
  return {
    startedAt,
    machine,
    size,
    throughput: {
      runs: rounds.map((one) => runOf(one, size.packages)),
      lifecyclesPerSecond: rate(
        rounds.map(({ lifecycles }) => lifecycles),
        size.packages,
      ),
      emptyWorkflowsPerSecond: rate(
        rounds.map(({ emptyActivities }) => emptyActivities),
        size.packages,
      ),
      ratio: round(elapsed(rounds, 'emptyActivities') / elapsed(rounds, 'lifecycles'), 2),
      cpuRatio: round(cpu(rounds, 'emptyActivities') / cpu(rounds, 'lifecycles'), 2),
    },
    history: {
      eventsPerLifecycle: eventsOf(histories),
      byProduct: PRODUCTS.map((product) => {
        const ofProduct = histories.filter((history) => history.product === product);
        return { product, ...eventsOf(ofProduct), activities: activitiesOf(ofProduct) };
      }),
      deskEventsPerPackage: round(desks.events / desks.packages, 2),
    },
    calls: {
      readsPerPackage: perPackage(total(isRead)),
      ordersPerPackage: perPackage(total((action) => action.startsWith('Create'))),
      byAction: callList.sort((one, other) => other.count - one.count),
    },
    memory: {
      readings: memory.map(({ openPackages, residentBytes }) => ({ openPackages, residentMib: mib(residentBytes) })),
      perOpenPackageKib: perOpenPackageKib(memory),
    },
    ledger: {
      ...ledger,
      ok: [ledger.orders, ledger.paid, ledger.resources].every((count) => count === ledger.ordered),
    },
  };
}

function runOf({ lifecycles, emptyActivities }: Round, packages: number) {
  return {
    lifecycles: usageOf(lifecycles, packages),
    emptyActivities: usageOf(emptyActivities, packages),
    ratio: round(emptyActivities.elapsedMs / lifecycles.elapsedMs, 2),
  };
}

function usageOf(usage: Usage, packages: number) {
  const perOne = Object.entries(usage.cpuMs).map(([name, spentMs]) => [name, round(spentMs / packages, 1)] as const);
  return {
    perSecond: round((packages * 1000) / usage.elapsedMs, 2),
    seconds: round(usage.elapsedMs / 1000, 1),
    cpuMsEach: Object.fromEntries(perOne),
    othersCores: round(usage.othersCores, 2),
  };
}

function rate(usages: readonly Usage[], packages: number): number {
  const elapsedMs = usages.reduce((sum, usage) => sum + usage.elapsedMs, 0);
  return round((usages.length * packages * 1000) / elapsedMs, 2);
}

const elapsed = (rounds: readonly Round[], what: keyof Round) =>
  rounds.reduce((sum, one) => sum + one[what].elapsedMs, 0);

/** Server and worker together; the simulator is no part of ours, and the other worker only polls. */
function cpu(rounds: readonly Round[], what: keyof Round): number {
  const worker = what === 'lifecycles' ? 'worker' : 'emptyWorker';
  return rounds.reduce((sum, { [what]: { cpuMs } }) => sum + (cpuMs.temporal ?? 0) + (cpuMs[worker] ?? 0), 0);
}

function eventsOf(histories: readonly LifecycleHistory[]) {
  const events = histories.map((history) => history.events);
  return {
    mean: mean(events),
    max: Math.max(0, ...events),
    activitiesMean: mean(histories.map(activityCount)),
  };
}

/** Mean number of each activity in one lifecycle. */
function activitiesOf(histories: readonly LifecycleHistory[]): Readonly<Record<string, number>> {
  const names = [...new Set(histories.flatMap(({ activities }) => Object.keys(activities)))].sort();
  return Object.fromEntries(
    names.map((name) => [name, mean(histories.map(({ activities }) => activities[name] ?? 0))] as const),
  );
}

function perOpenPackageKib(memory: BenchFigures['memory']): number {
  const first = memory.at(0);
  const last = memory.at(-1);
  if (first === undefined || last === undefined || last.openPackages === first.openPackages) return 0;
  return round((last.residentBytes - first.residentBytes) / 1024 / (last.openPackages - first.openPackages), 0);
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : round(values.reduce((sum, value) => sum + value, 0) / values.length, 1);

const mib = (bytes: number): number => round(bytes / 1024 / 1024, 0);

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
