import {
  ActivityFailure,
  ApplicationFailure,
  allHandlersFinished,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  log,
  patched,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { DeskAnswer, DeskRequest, DeskSight, DeskView } from '../model/desk.js';
import { areDeskRequests, isSurveyRequest } from '../model/desk-shape.js';
import type { Survey, SurveyRequest } from '../model/survey.js';
import {
  DESK_QUERY_SIGHT,
  DESK_QUERY_VIEW,
  DESK_SIGNAL_SWEEP,
  DESK_UPDATE,
  DESK_UPDATE_SURVEY,
  type DeskInput,
} from '../model/workflow-inputs.js';
import { sweeps } from './activity-proxies.js';
import { DeskBook } from './desk/desk-book.js';
import { packed } from './desk/pages.js';
import { nextSweepMs, ordersAreDue } from './desk/rhythm.js';
import { surveyOf } from './desk/survey.js';
import { type CarriedPages, presentPages } from './migrate.js';
import { beginNextRun } from './next-run.js';
import { ASK_RULE, takesOnly } from './takes-only.js';
import { listenForWake } from './wake.js';

const askUpdate = defineUpdate<DeskAnswer[], [DeskRequest[]]>(DESK_UPDATE);
const surveyUpdate = defineUpdate<Survey, [SurveyRequest]>(DESK_UPDATE_SURVEY);
const viewQuery = defineQuery<DeskView>(DESK_QUERY_VIEW);
const sightQuery = defineQuery<DeskSight>(DESK_QUERY_SIGHT);
const sweepSignal = defineSignal(DESK_SIGNAL_SWEEP);

/** Sweeps of one run; then a new run, so that history stays small. */
const SWEEPS_PER_RUN = 300;
/** After a sweep that failed, never sooner than this. */
const RETRY_MS = 30_000;
/** What a small desk knows travels with the sweep; a large one is asked for it, so that no history is crowded. */
const VIEW_BY_INPUT_MAX = 40;

interface AskedSurvey {
  readonly request: SurveyRequest;
  answer: Survey | null;
  problem: string | null;
}

/**
 * One desk for each account, product and region. It answers who owns what, hands out fences, sweeps the vendor's
 * listing on behalf of every package that waits, and tells what nobody owns.
 */
export async function regionDesk(input: DeskInput, carried?: CarriedPages): Promise<void> {
  const book = new DeskBook(presentPages(carried, Date.now()));
  const surveys: AskedSurvey[] = [];
  let sweepNow = false;
  let wake = false;
  let isReading = false;
  setHandler(askUpdate, (requests) => requests.map((request) => book.answer(request, Date.now())), {
    validator: takesOnly(areDeskRequests, ASK_RULE),
  });
  setHandler(
    surveyUpdate,
    async (request) => {
      const asked: AskedSurvey = { request, answer: null, problem: null };
      surveys.push(asked);
      await condition(() => asked.answer !== null || asked.problem !== null);
      if (asked.answer === null) throw ApplicationFailure.nonRetryable(asked.problem ?? '', 'SurveyFailed');
      return asked.answer;
    },
    { validator: takesOnly(isSurveyRequest, 'survey takes { fresh, resourceIds, orderIds }') },
  );
  listenForWake(() => {
    wake = true;
    return isReading ? { begins: 'later', busyWith: 'It reads the vendor.' } : { begins: 'now', busyWith: null };
  });
  setHandler(viewQuery, () => book.view());
  setHandler(sightQuery, () => book.sight());
  setHandler(sweepSignal, () => {
    sweepNow = true;
  });

  // Earlier builds looked after a sweep only: asked more often than the server lets one run be asked, such a desk answered
  // nobody until the next one, hours later.
  const looksWhenAsked = patched('full-desk-begins-anew');
  const isFull = () => looksWhenAsked && workflowInfo().continueAsNewSuggested;
  let lastSweepMs = 0;
  let pauseMs = 0;
  for (let sweepsDone = 0; ; ) {
    const { revision } = book;
    const nowMs = Date.now();
    const nextMs = nextSweepMs(book.pages, input.settings, lastSweepMs, nowMs);
    const dueMs = nextMs === null ? null : Math.max(nextMs, lastSweepMs + pauseMs) - nowMs;
    // A vendor that could not be read a moment ago is left alone, however many orders begin meanwhile.
    const isReadable = pauseMs === 0;
    const called = () => wake || isFull() || sweepNow || surveys.length > 0 || (book.wantsListing && isReadable);
    const changed = () => called() || book.revision !== revision;
    if (dueMs === null) {
      await condition(changed);
      if (!called()) continue;
    } else if (dueMs > 0 && (await condition(changed, Math.ceil(dueMs))) && !called()) continue;

    // The new run reads the vendor at once, so this one need not.
    if ((wake || isFull()) && surveys.length === 0 && allHandlersFinished()) {
      await beginNextRun<typeof regionDesk>(input, packed(book.pages, Date.now()));
    }
    const asked = surveys.splice(0);
    isReading = true;
    const wantsSweep = asked.length === 0 || asked.some(({ request }) => request.fresh) || book.pages.listedAt === null;
    if (wantsSweep) {
      sweepNow = false;
      book.wantsListing = false;
      lastSweepMs = Date.now();
      pauseMs = await sweepOnce(book, input, lastSweepMs);
      sweepsDone += 1;
      // Whoever asked for one meanwhile is served by this one: it is new enough. Earlier builds made another one at once.
      if (book.wantsListing && book.isFreshlyListed(Date.now()) && patched('one-listing-for-all')) {
        book.wantsListing = false;
      }
    }
    for (const one of asked) await answerSurvey(one, book, input);
    isReading = false;
    const full = wake || sweepsDone >= SWEEPS_PER_RUN || workflowInfo().continueAsNewSuggested;
    if (full && surveys.length === 0 && allHandlersFinished()) {
      await beginNextRun<typeof regionDesk>(input, packed(book.pages, Date.now()));
    }
  }
}

/** @returns how long to leave the vendor alone, in milliseconds */
async function sweepOnce(book: DeskBook, { desk, settings }: DeskInput, nowMs: number): Promise<number> {
  const readAt = new Date(nowMs).toISOString();
  const view = book.view();
  const size = view.registry.length + Object.keys(view.known).length;
  const { blindSince } = book.pages;
  const withOrders = ordersAreDue(book.pages, nowMs);
  try {
    const report = await sweeps(desk.account).sweepRegion({
      desk,
      readAt,
      view: size <= VIEW_BY_INPUT_MAX ? view : null,
      withOrders,
      blindSince: blindSince !== null && nowMs - Date.parse(blindSince) >= settings.fallbackLookMs ? blindSince : null,
    });
    const isNews = report.ready.length > 0;
    book.absorb(report, Date.now(), !isNews || patched('quickest-delivery-of-a-sweep') ? 'quickest' : 'each');
    if (report.problem !== null) log.warn('sweep incomplete', { problem: report.problem });
    if (report.problem === null) return 0;
    return report.moved === true ? Math.min(settings.sweepBusyMs, RETRY_MS) : RETRY_MS;
  } catch (error) {
    // Packages keep their own fallback look; a desk that cannot see delays them and never strands them.
    book.blind(readAt);
    log.warn('sweep failed', { reason: error instanceof Error ? error.message : String(error) });
    return RETRY_MS;
  }
}

async function answerSurvey(asked: AskedSurvey, book: DeskBook, input: DeskInput): Promise<void> {
  book.pages.isSurveyed = true;
  try {
    asked.answer = await surveyOf(asked.request, book, input.desk);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    asked.problem = error.cause?.message ?? error.message;
  }
}
