import { ActivityFailure, TimeoutFailure } from '@temporalio/workflow';
import { ordersQueue } from '../model/ids.js';
import type { Outcome } from '../model/outcome.js';

/**
 * What is known of an attempt whose worker gave no answer.
 * @throws the error where it is none of an activity
 */
export function whyNoAnswer(error: unknown, account: string): Outcome<never> {
  if (!(error instanceof ActivityFailure)) throw error;
  const { cause } = error;
  if (cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_START') {
    return notSent(`no worker listens on ${ordersQueue(account)}, which sends for this account`);
  }
  return unknown(`the worker gave no answer (${cause?.message ?? error.message})`);
}

function unknown(why: string): Outcome<never> {
  return { kind: 'unknown', why, code: null, requestId: null };
}

function notSent(message: string): Outcome<never> {
  return { kind: 'throttled', afterMs: 0, code: 'NotSent', message, requestId: null, remedy: null };
}
