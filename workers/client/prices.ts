import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import { MAIN_QUEUE, pricesWorkflowId, WORKFLOW_TYPES } from '../../model/ids.js';
import type { PriceCheckInput, PriceCheckResult } from '../../model/price-check.js';
import { type UnknownQuote, unknownPrice } from '../../model/quote.js';
import { countPollers } from './pollers.js';
import type { Reach } from './reach.js';

/** Why nothing is known of any price. */
const NOBODY = 'not asked: no worker answers';
/** A worker that is there takes a workflow up at once. */
const TAKEN_UP_MS = 5_000;
/** Longer than the workflow's own patience with the vendors. */
const ANSWERED_MS = 60_000;
/** One workflow's questions and answers must fit into one message of Temporal's. */
const QUESTIONS_AT_ONCE = 200;
/** Events of a workflow that nobody has taken up: that it was started, and that somebody shall take it up. */
const UNTOUCHED_EVENTS = 2;

/**
 * Asks vendors for prices and balances through a worker that holds their keys. It never fails for want of one: then every
 * answer is unknown, and says so.
 */
export async function askPrices(reach: Reach, questions: PriceCheckInput): Promise<PriceCheckResult> {
  const { prices, balances } = questions;
  if (prices.length + balances.length === 0) return { prices: [], balances: [] };
  if ((await countPollers(reach, MAIN_QUEUE, 'workflow')) === 0) return unanswered(questions, NOBODY);
  const answers: PriceCheckResult[] = [];
  for (let first = 0; first === 0 || first < prices.length; first += QUESTIONS_AT_ONCE) {
    const part = {
      prices: prices.slice(first, first + QUESTIONS_AT_ONCE),
      balances: first === 0 ? balances : [],
    };
    const isAway = answers.some(({ prices }) => prices.some((answer) => isUnanswered(answer)));
    answers.push(isAway ? unanswered(part, NOBODY) : await ask(reach, part));
  }
  return {
    prices: answers.flatMap((answer) => answer.prices),
    balances: answers.flatMap((answer) => answer.balances),
  };
}

async function ask({ client }: Reach, questions: PriceCheckInput): Promise<PriceCheckResult> {
  const handle = await client.workflow.start(WORKFLOW_TYPES.prices, {
    workflowId: pricesWorkflowId(randomUUID()),
    taskQueue: MAIN_QUEUE,
    args: [questions],
    workflowExecutionTimeout: ANSWERED_MS,
  });
  const answered: Promise<PriceCheckResult> = handle.result();
  try {
    // The answer comes, or the time limit: an idle timer must not keep the command from ending.
    const first = await Promise.race([answered, delay(TAKEN_UP_MS, null, { ref: false })]);
    if (first !== null) return first;
    if ((await handle.describe()).historyLength > UNTOUCHED_EVENTS) return await answered;
    // Ended so that nobody asks the vendors for somebody who has gone.
    answered.catch(() => undefined);
    await handle.terminate('nobody took it up').catch(() => undefined);
    return unanswered(questions, NOBODY);
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return unanswered(questions, `not asked: the question ended unanswered (${error.cause?.message ?? error.message})`);
  }
}

function unanswered({ prices, balances }: PriceCheckInput, reason: string): PriceCheckResult {
  const unknown = unknownPrice(reason);
  return { prices: prices.map(() => unknown), balances: balances.map(() => unknown) };
}

/** True when there was nobody to ask, so that it need not be said of each package. */
export function isUnanswered(answer: { readonly kind: 'known' } | UnknownQuote): boolean {
  return answer.kind === 'unknown' && answer.reason === NOBODY;
}
