import { note } from '../cli/support/output.js';
import { activityCount, type LifecycleHistory, readDesks, readHistories, sumOf } from './histories.js';
import { runEmptyActivities, runLifecycles } from './load-runs.js';
import { type Machine, machineNow } from './machine.js';
import { benchPackage } from './packages.js';
import { type CallCounts, callsBetween } from './simulated-clouds.js';
import type { Stage } from './stage.js';
import { measured, residentBytes, type Usage, untilQuiet } from './usage.js';

export interface BenchSize {
  /** Packages in each measured run. */
  readonly packages: number;
  /** How many are under way at the same time. */
  readonly concurrency: number;
  /** Runs of lifecycles, each followed by one of empty activities. */
  readonly rounds: number;
  /** Open packages at which the worker's memory is taken. */
  readonly open: number;
}

export interface Round {
  readonly lifecycles: Usage;
  readonly emptyActivities: Usage;
}

export interface MemoryReading {
  readonly openPackages: number;
  readonly residentBytes: number;
}

export interface BenchFigures {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly size: BenchSize;
  readonly rounds: readonly Round[];
  readonly histories: readonly LifecycleHistory[];
  /** Packages ordered up to the end of the rounds, and what their desks wrote for them. */
  readonly desks: { readonly packages: number; readonly events: number };
  /** Vendor calls made during the rounds' lifecycles. */
  readonly calls: CallCounts;
  readonly memory: readonly MemoryReading[];
  readonly ledger: {
    readonly ordered: number;
    readonly orders: number;
    readonly paid: number;
    readonly resources: number;
  };
}

/** Regions of the WUYING packages; with one desk for CEN and one for UGN, six desks serve all. */
export const REGIONS = 4;

/** Code that has never run is slow the first time; one of each product and a few workflows are not measured. */
const WARM_UP = 6;

/** The most packages a bench of this size orders. */
export function packagesOrdered({ packages, rounds, open }: BenchSize): number {
  return Math.max(WARM_UP + packages * rounds, open);
}

export async function runBench(stage: Stage, size: BenchSize): Promise<BenchFigures> {
  const { clouds, client, pids } = stage;
  const startedAt = new Date().toISOString();
  const { worker = 0 } = pids;
  const atOnce = size.concurrency;
  let ordered = 0;
  const next = (total: number, team: string) =>
    Array.from({ length: total }, () => {
      ordered += 1;
      return benchPackage(ordered - 1, { team, regions: REGIONS });
    });
  const memory: MemoryReading[] = [];
  const takeMemory = async () => {
    await untilQuiet(worker);
    memory.push({ openPackages: ordered, residentBytes: await residentBytes(worker) });
  };

  await takeMemory();
  note('Warming up');
  await runLifecycles(stage, next(WARM_UP, 'warm-up'), { team: 'warm-up', atOnce });
  await runEmptyActivities(stage, Array(WARM_UP).fill(1), { team: 'empty-warm-up', atOnce });

  const rounds: Round[] = [];
  const histories: LifecycleHistory[] = [];
  const calls: CallCounts[] = [];
  for (let round = 1; round <= size.rounds; round += 1) {
    const team = `run-${round}`;
    const specs = next(size.packages, team);
    const callsBefore = await clouds.calls();
    note(`Round ${round} of ${size.rounds}: ${specs.length} lifecycles, ${atOnce} at once`);
    const lifecycles = await measured(pids, () => runLifecycles(stage, specs, { team, atOnce }));
    await takeMemory();
    calls.push(callsBetween(callsBefore, await clouds.calls()));
    const written = await readHistories(client, specs);
    histories.push(...written);
    note(`Round ${round} of ${size.rounds}: ${specs.length} workflows with as many empty activities`);
    const emptyActivities = await measured(pids, () =>
      runEmptyActivities(stage, written.map(activityCount), { team: `empty-${team}`, atOnce }),
    );
    rounds.push({ lifecycles, emptyActivities });
  }
  const deskRuns = await readDesks(client);
  const desks = { packages: ordered, events: deskRuns.reduce((sum, { events }) => sum + events, 0) };

  if (ordered < size.open) {
    note(`Opening ${size.open - ordered} more packages, to have ${size.open}`);
    await runLifecycles(stage, next(size.open - ordered, 'open'), { team: 'open', atOnce });
    await takeMemory();
  }
  return {
    startedAt,
    machine: machineNow(),
    size,
    rounds,
    histories,
    desks,
    calls: sumOf(calls),
    memory,
    ledger: { ordered, ...(await clouds.purchases()) },
  };
}
