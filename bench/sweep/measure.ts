import { setTimeout as sleep } from 'node:timers/promises';
import { note } from '../../cli/support/output.js';
import { deskOf } from '../../model/desk-region.js';
import { deskWorkflowId } from '../../model/ids.js';
import type { PackageSpec } from '../../model/package-spec.js';
import {
  type ActivityCounts,
  type DeskRun,
  type LifecycleHistory,
  readDesks,
  readHistories,
  sumOf,
} from '../histories.js';
import { runLifecycles } from '../load-runs.js';
import { benchPackage } from '../packages.js';
import { type CallCounts, callsBetween, isRead, type SimulatedClouds } from '../simulated-clouds.js';
import type { Stage } from '../stage.js';
import { measured, type Usage } from '../usage.js';
import type { SweepConfiguration } from './configuration.js';
import type { Delivery } from './ideal.js';

export interface SweepRound {
  readonly deliveries: readonly Delivery[];
  readonly histories: readonly LifecycleHistory[];
  /** Calls that only look, from the first order until nobody asked any more. */
  readonly reads: CallCounts;
  /** Those of them made when all packages were known to be Active. */
  readonly readsAfterActive: number;
  /** From the first order to the last Active. */
  readonly usage: Usage;
  /** Activities of all desks in this round. */
  readonly deskActivities: ActivityCounts;
}

export interface SweepFigures {
  readonly configuration: SweepConfiguration;
  readonly startedAt: string;
  readonly rounds: readonly SweepRound[];
  readonly desks: readonly DeskRun[];
  readonly ledger: {
    readonly ordered: number;
    readonly orders: number;
    readonly paid: number;
    readonly resources: number;
  };
}

const QUIET_LOOK_MS = 500;
/** A tick may come this much late and still be one. */
const TICK_MARGIN_MS = 2_000;
/** Who still asks after so many ticks will not stop by itself. */
const QUIET_TICKS_MOST = 6;

/** Orders all packages of each round at once, and counts what was asked until each is Active and all is quiet. */
export async function measureSweep(stage: Stage, configuration: SweepConfiguration): Promise<SweepFigures> {
  const { clouds, client } = stage;
  const { packages, rounds, regions } = configuration;
  const startedAt = new Date().toISOString();
  const done: SweepRound[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const team = `round-${round}`;
    const specs = Array.from({ length: packages }, (_, index) =>
      benchPackage((round - 1) * packages + index, { team, regions }),
    );
    note(`Round ${round} of ${rounds}: ${packages} packages at once`);
    done.push(await measureRound(stage, specs, team, configuration));
  }
  const desks = await readDesks(client);
  const ledger = { ordered: packages * rounds, ...(await clouds.purchases()) };
  return { configuration, startedAt, rounds: done, desks, ledger };
}

async function measureRound(
  stage: Stage,
  specs: readonly PackageSpec[],
  team: string,
  { busyMs, deliveryMs }: SweepConfiguration,
): Promise<SweepRound> {
  const { clouds, client, pids } = stage;
  const callsBefore = await clouds.calls();
  const deskBefore = await deskActivities(stage);
  const usage = await measured(pids, () =>
    runLifecycles(stage, specs, { team, atOnce: specs.length, restMs: deliveryMs }),
  );
  const callsAtActive = await clouds.calls();
  const callsAfter = await untilUnasked(clouds, busyMs);
  note('Reading the histories');
  const histories = await readHistories(client, specs);
  return {
    deliveries: deliveriesOf(specs, histories, await clouds.paidAtMs(), deliveryMs),
    histories,
    reads: readsIn(callsBetween(callsBefore, callsAfter)),
    readsAfterActive: total(readsIn(callsBetween(callsAtActive, callsAfter))),
    usage,
    deskActivities: callsBetween(deskBefore, await deskActivities(stage)),
  };
}

async function deskActivities({ client }: Stage): Promise<ActivityCounts> {
  return sumOf((await readDesks(client)).map(({ activities }) => activities));
}

/** Waits until a whole tick has passed in which nobody asked a vendor anything. */
async function untilUnasked(clouds: SimulatedClouds, busyMs: number): Promise<CallCounts> {
  const quietMs = busyMs + TICK_MARGIN_MS;
  const deadlineMs = performance.now() + QUIET_TICKS_MOST * quietMs;
  let calls = await clouds.calls();
  for (let askedMs = performance.now(); performance.now() - askedMs < quietMs && performance.now() < deadlineMs; ) {
    await sleep(QUIET_LOOK_MS);
    const now = await clouds.calls();
    if (total(now) !== total(calls)) askedMs = performance.now();
    calls = now;
  }
  return calls;
}

function deliveriesOf(
  specs: readonly PackageSpec[],
  histories: readonly LifecycleHistory[],
  paidAtMs: ReadonlyMap<string, number>,
  deliveryMs: number,
): readonly Delivery[] {
  return specs.map((spec, index) => {
    const active = histories[index]?.active;
    const paidMs = paidAtMs.get(active?.resourceId ?? '');
    if (active == null || paidMs === undefined) throw new Error(`the history of ${spec.name} does not show it Active`);
    return {
      product: spec.product,
      desk: deskWorkflowId(deskOf(spec)),
      paidAtMs: paidMs,
      readyAtMs: paidMs + deliveryMs,
      toldAtMs: active.toldAtMs,
      activeAtMs: active.atMs,
    };
  });
}

function readsIn(calls: CallCounts): CallCounts {
  return Object.fromEntries(Object.entries(calls).filter(([action]) => isRead(action)));
}

export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
