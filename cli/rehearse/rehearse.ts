import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { accountNamed, type LeaselineConfig } from '../../model/config/leaseline-config.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { CliError } from '../support/errors.js';
import { type BookedOrder, type Books, bearsMark, playFaults, readBooks } from './books.js';
import { coverageOf, darkTimes } from './coverage.js';
import { eventsOf, type RehearsedStory } from './events.js';
import type { People } from './people.js';
import { play } from './play.js';
import { problemsOf } from './problems.js';
import { RehearsedLife } from './rehearsed-package.js';
import type { Rehearsal, RehearsalEvent, RehearsedPackage } from './report.js';
import { Stage, StandsStill } from './stage.js';
import { standInFor } from './stand-in.js';
import { totalsOf } from './totals.js';
import { troupesOf } from './troupes.js';
import { NO_TROUBLE, type VendorTrouble, vendorTrouble } from './vendor-trouble.js';

const TRIES = 3;
/** Far more than the seeds of one stage. */
const STAGES_APART = 1_000_003;

export interface RehearsalOptions {
  readonly config: LeaselineConfig;
  readonly people: People;
  /** When the packages are ordered; not before the machine's present. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** Seed of the vendor trouble; null: the vendors work as they should. */
  readonly faultSeed: number | null;
  /** What was noticed before, to be told among the problems. */
  readonly warnings: readonly string[];
  /** Path of Temporal's time-skipping server. */
  readonly testServer: string;
  readonly signal: AbortSignal;
  /** Told now and then how far the virtual clock is. */
  readonly onTime: (nowMs: number) => void;
}

/**
 * Plays the packages' lives on a virtual clock: the real workflows and activities, against simulated vendors. Nothing
 * of the configured endpoints and credentials is used.
 * @throws an error of the interrupted call when the signal is given; nothing is left running in any case
 */
export async function rehearse(specs: readonly PackageSpec[], options: RehearsalOptions): Promise<Rehearsal> {
  const { people, untilMs } = options;
  quietRuntime();
  const played = await playAll(troupesOf(specs), options);
  const until = new Date(untilMs).toISOString();
  const stories = inOrderOf(
    specs,
    played.flatMap(({ stories }) => stories),
  );
  return {
    from: new Date(Math.min(...played.map(({ begunMs }) => begunMs))).toISOString(),
    until,
    events: played
      .flatMap(({ events }) => events)
      .filter(({ at }) => at <= until)
      .toSorted((a, b) => a.at.localeCompare(b.at)),
    packages: stories.map(rehearsedPackage),
    totals: totalsOf(
      stories.flatMap(({ life, payer, charges }) =>
        charges
          .filter(({ at }) => at <= until)
          .map(({ amountMinor, currency, at }) => ({ package: life.spec.name, payer, amountMinor, currency, at })),
      ),
    ),
    problems: problemsOf(stories, options.warnings, people),
  };
}

interface Played {
  readonly begunMs: number;
  readonly stories: readonly RehearsedStory[];
  readonly events: readonly RehearsalEvent[];
}

/** All at the same time; when one fails, the others end too. */
async function playAll(
  troupes: readonly (readonly PackageSpec[])[],
  options: RehearsalOptions,
): Promise<readonly Played[]> {
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const reachedMs = troupes.map(() => options.fromMs);
  const playing = troupes.map(async (specs, index) => {
    // The slowest of them says how far it is.
    const onTime = (nowMs: number) => {
      reachedMs[index] = nowMs;
      options.onTime(Math.min(...reachedMs));
    };
    try {
      return await playOne(specs, index, { ...options, signal, onTime });
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  });
  const ends = await Promise.allSettled(playing);
  // Whatever the others ended with, this is what began it.
  if (failed.signal.aborted) throw failed.signal.reason;
  return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
}

/** A server that stands still is left, and all is played again on another one. */
async function playOne(specs: readonly PackageSpec[], index: number, options: RehearsalOptions): Promise<Played> {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await playOnce(specs, index, options);
    } catch (error) {
      if (!(error instanceof StandsStill)) throw error;
      if (left > 1) continue;
      throw new CliError({
        what: `Temporal's test server stood still, ${TRIES} times: ${error.message}`,
        remedy: 'Run it again; if it goes on like that, rehearse fewer files at a time',
      });
    }
  }
}

async function playOnce(specs: readonly PackageSpec[], index: number, options: RehearsalOptions): Promise<Played> {
  const { config, people, fromMs, untilMs, faultSeed } = options;
  const standIn = standInFor(specs, config, { rehearsedMs: untilMs - fromMs, payAfterMs: people.payAfterMs });
  const trouble = faultSeed === null ? NO_TROUBLE : vendorTrouble(specs, faultSeed);
  // Numbers of orders and resources come from the seed: on every stage others.
  const behaviour = { ...trouble.behaviour, seed: (faultSeed ?? 1) + index * STAGES_APART };
  const stage = await Stage.open(standIn, behaviour, options.testServer);
  try {
    const { begunMs, lives } = await live(stage, specs, trouble, options);
    const books = await readBooks(stage.simulatorUrl);
    const stories = lives.map((life) => storyOf(life, books, config, new Date(untilMs).toISOString()));
    return { begunMs, stories, events: eventsOf(stories, books) };
  } finally {
    await stage.close();
  }
}

function inOrderOf(specs: readonly PackageSpec[], stories: readonly RehearsedStory[]): readonly RehearsedStory[] {
  return specs.flatMap(({ name }) => stories.filter(({ life }) => life.spec.name === name));
}

/** From the first order to the last day. */
async function live(
  stage: Stage,
  specs: readonly PackageSpec[],
  { rules }: VendorTrouble,
  { people, fromMs, untilMs, faultSeed, signal, onTime }: RehearsalOptions,
): Promise<{ begunMs: number; lives: readonly RehearsedLife[] }> {
  const leadMs = fromMs - (await stage.nowMs());
  if (leadMs > 0) await stage.pass(leadMs, signal, () => {});
  if (faultSeed !== null) await playFaults(stage.simulatorUrl, rules, faultSeed);
  const begunMs = await stage.nowMs();
  const lives = await Promise.all(specs.map((spec) => RehearsedLife.start(stage.client, spec, stage.config)));
  await play({ stage, lives, people, untilMs, anythingMayHappen: faultSeed !== null, signal, onTime });
  return { begunMs, lives };
}

function storyOf(life: RehearsedLife, books: Books, config: LeaselineConfig, until: string): RehearsedStory {
  const orders = ordersOf(life, books.orders);
  const coverage = coverageOf(orders);
  const orderIds = new Set(orders.map(({ orderId }) => orderId));
  return {
    life,
    payer: accountNamed(config, life.spec.account)?.payer ?? life.spec.account,
    orders,
    charges: books.charges.filter(({ orderId }) => orderIds.has(orderId)),
    coverage,
    dark: darkTimes(coverage, life.spec, life.state, until),
  };
}

/** The orders that bear this life's mark, and all later ones for what those bought. */
function ordersOf({ firstRunId }: RehearsedLife, orders: readonly BookedOrder[]): readonly BookedOrder[] {
  const marked = orders.filter((order) => order.kind === 'New' && bearsMark(order, firstRunId));
  const bought = new Set(marked.flatMap(({ resourceIds }) => resourceIds));
  return orders.filter((order) => marked.includes(order) || order.resourceIds.some((id) => bought.has(id)));
}

function rehearsedPackage({ life, payer, charges, coverage, dark }: RehearsedStory): RehearsedPackage {
  const { spec, state } = life;
  const { perPayer } = totalsOf(charges.map((charge) => ({ ...charge, package: spec.name, payer })));
  return {
    name: spec.name,
    product: spec.product,
    account: spec.account,
    payer,
    status: state.status,
    waitingFor: state.waitingFor,
    reason: state.reason,
    resourceId: state.resourceId,
    boughtAt: coverage.boughtAt,
    expiresAt: coverage.expiresAt,
    renewals: coverage.renewals.length,
    dark,
    spent: perPayer.map(({ amountMinor, currency }) => ({ amountMinor, currency })),
  };
}

/** Who ends this process says so to us alone: workers that heard it too would leave the server waiting for them. */
function quietRuntime(): void {
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter, forward: {} } },
    shutdownSignals: [],
  });
}
