import { ActivityFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import { type UnknownQuote, unknownPrice } from '../../../model/quote.js';

/** Why nothing was asked of an account. The same words whoever says them: the asker asks no more of it then. */
export const NO_WORKER = 'not asked: no worker answers for this account';

/** A question that could not be put is unknown, and its reason says why; it never fails whoever asked. */
export async function orUnknown<Answer>(ask: () => Promise<Answer>): Promise<Answer | UnknownQuote> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    const { cause } = error;
    if (cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_START') return unknownPrice(NO_WORKER);
    return unknownPrice(`the vendor could not be asked (${cause?.message ?? error.message})`);
  }
}

export const NOT_SHOWN = unknownPrice('the vendor does not show the package, so there is nothing to price');
