import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  log,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { DeskAnswer, DeskRequest, RegistryEntry } from '../model/desk.js';
import { DESK_QUERY_REGISTRY, DESK_SIGNAL_SWEEP, DESK_UPDATE, type DeskInput } from '../model/workflow-inputs.js';
import { sweeps } from './activity-proxies.js';
import { DeskBook, type DeskPages, emptyPages } from './desk/desk-book.js';
import { sweepIntervalMs } from './desk/rhythm.js';

const askUpdate = defineUpdate<DeskAnswer[], [DeskRequest[]]>(DESK_UPDATE);
const registryQuery = defineQuery<RegistryEntry[]>(DESK_QUERY_REGISTRY);
const sweepSignal = defineSignal(DESK_SIGNAL_SWEEP);

/** Sweeps of one run; then a new run, so that history stays small. */
const SWEEPS_PER_RUN = 300;
/** After a sweep that failed, never sooner than this. */
const RETRY_MS = 30_000;

/**
 * One desk for each account, product and region. It answers who owns what, hands out fences, and sweeps the vendor's
 * listing on behalf of every package that waits.
 */
export async function regionDesk(input: DeskInput, carried?: DeskPages): Promise<void> {
  const book = new DeskBook(carried ?? emptyPages(Date.now()));
  let sweepNow = false;
  setHandler(askUpdate, (requests) => requests.map((request) => book.answer(request, Date.now())));
  setHandler(registryQuery, () => book.entries());
  setHandler(sweepSignal, () => {
    sweepNow = true;
  });

  let lastSweepMs = 0;
  let pauseMs = 0;
  for (let sweepsDone = 0; ; ) {
    const revision = book.revision;
    const dueMs = untilNextSweep(book, input, lastSweepMs, pauseMs);
    const changed = () => sweepNow || book.revision !== revision;
    if (dueMs === null) {
      await condition(changed);
      if (!sweepNow) continue;
    } else if (dueMs > 0 && (await condition(changed, dueMs)) && !sweepNow) continue;

    sweepNow = false;
    lastSweepMs = Date.now();
    pauseMs = await sweepOnce(book, input, lastSweepMs);
    sweepsDone += 1;
    const full = sweepsDone >= SWEEPS_PER_RUN || workflowInfo().continueAsNewSuggested;
    if (full && allHandlersFinished()) await continueAsNew<typeof regionDesk>(input, book.pages);
  }
}

function untilNextSweep(book: DeskBook, input: DeskInput, lastSweepMs: number, pauseMs: number): number | null {
  const intervalMs = sweepIntervalMs(book.entries(), input.settings, Date.now());
  if (intervalMs === null) return null;
  return Math.max(0, lastSweepMs + Math.max(intervalMs, pauseMs) - Date.now());
}

/** @returns how long to leave the vendor alone, in milliseconds */
async function sweepOnce(book: DeskBook, input: DeskInput, nowMs: number): Promise<number> {
  const readAt = new Date(nowMs).toISOString();
  try {
    const report = await sweeps(input.desk.account).sweepRegion({ desk: input.desk, readAt });
    book.absorb(report);
    if (report.problem !== null) log.warn('sweep incomplete', { problem: report.problem });
    return report.problem === null ? 0 : RETRY_MS;
  } catch (error) {
    // Packages keep their own fallback look; a desk that cannot see delays them and never strands them.
    log.warn('sweep failed', { reason: error instanceof Error ? error.message : String(error) });
    return RETRY_MS;
  }
}
