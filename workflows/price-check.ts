import { assertNever } from '../model/assert-never.js';
import type { BalanceQuestion, PriceCheckInput, PriceCheckResult, PriceQuestion } from '../model/price-check.js';
import { type Balance, type Quote, type UnknownQuote, unknownPrice } from '../model/quote.js';
import { briefReads } from './activity-proxies.js';
import { NO_WORKER, orUnknown } from './products/quotes/or-unknown.js';
import { quotesOf } from './products/quotes/quotes-of.js';

/** Of one account at a time: its quota of reads is shared with the packages that run. */
const AT_ONCE = 8;
/** Somebody waits at a terminal: what could not be asked by then is answered as unknown. */
const PATIENCE_MS = 45_000;
const TOO_LATE = unknownPrice('not asked: the answers before it took too long');

/**
 * Asks the vendors for prices and balances, each account's on its own queue, all accounts at once. It spends nothing, lives
 * for moments, and always answers every question.
 */
export async function priceCheck({ prices, balances }: PriceCheckInput): Promise<PriceCheckResult> {
  const quotes: Quote[] = [];
  const amounts: Balance[] = [];
  const questions = [
    ...balances.map((question, index) => ({
      account: question.account,
      put: async () => {
        amounts[index] = await balanceOf(question);
        return amounts[index];
      },
      skip: (why: UnknownQuote) => {
        amounts[index] = why;
      },
    })),
    ...prices.map((question, index) => ({
      account: question.spec.account,
      put: async () => {
        quotes[index] = await priceOf(question);
        return quotes[index];
      },
      skip: (why: UnknownQuote) => {
        quotes[index] = why;
      },
    })),
  ];
  const accounts = [...new Set(questions.map(({ account }) => account))];
  const endMs = Date.now() + PATIENCE_MS;
  await Promise.all(
    accounts.map((name) =>
      putAll(
        questions.filter(({ account }) => account === name),
        endMs,
      ),
    ),
  );
  return { prices: quotes, balances: amounts };
}

interface Question {
  put(): Promise<Quote | Balance | undefined>;
  skip(why: UnknownQuote): void;
}

/** One account's questions. When nobody serves it, that is found out once and not for each question. */
async function putAll(questions: readonly Question[], endMs: number): Promise<void> {
  const waiting = [...questions];
  let away: UnknownQuote | null = null;
  const askOn = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (away === null && Date.now() > endMs) away = TOO_LATE;
      if (away !== null) {
        next.skip(away);
        continue;
      }
      const answer = await next.put();
      if (answer?.kind === 'unknown' && answer.reason === NO_WORKER) away = answer;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOn));
}

function priceOf(question: PriceQuestion): Promise<Quote> {
  const quotes = quotesOf(question.spec, briefReads(question.spec.account));
  switch (question.kind) {
    case 'order':
      return quotes.quoteOrder(question.term ?? undefined);
    case 'renewal':
      return quotes.quoteRenewal(question.resourceId, question.term);
    case 'resize':
      return quotes.quoteResize(question.resourceId, question.bandwidthMbps);
    case 'refund':
      return quotes.quoteRefund(question.resourceId);
    default:
      return assertNever(question);
  }
}

function balanceOf({ account, vendor }: BalanceQuestion): Promise<Balance> {
  const read = briefReads(account);
  return orUnknown(() => (vendor === 'alibaba' ? read.queryAccountBalance({ account }) : read.getBalance({ account })));
}
