import { ApplicationFailure } from '@temporalio/workflow';

/** A validator for what only Leaseline sends: anything else is refused before a handler stumbles over it. */
export const takesOnly = (fits: (said: unknown) => boolean, rule: string) => (said: unknown) => {
  if (!fits(said)) throw ApplicationFailure.nonRetryable(rule, 'InvalidInput');
};

/** To a desk, or a budget. */
export const ASK_RULE = 'ask takes a list of requests as packages send them';
