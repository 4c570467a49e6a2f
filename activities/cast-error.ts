import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { CloudReadError } from '../clouds/cloud-read-error.js';
import { RefusedCall } from './refused-call.js';

/**
 * Turns what a read threw into what Temporal's retries understand: the vendor's own delay travels with a throttled
 * one, and what would be refused again is not repeated.
 */
export function castError(error: unknown): unknown {
  if (error instanceof RefusedCall) {
    return ApplicationFailure.nonRetryable(`${error.message}. ${error.remedy}`, error.name);
  }
  if (!(error instanceof CloudReadError)) return error;
  const { kind, code, afterMs, remedy } = error;
  return ApplicationFailure.create({
    message: [`${code}: ${error.message}`, remedy].filter((part) => part !== null).join(' '),
    type: `Cloud.${kind}`,
    nonRetryable: kind === 'refused',
    ...(kind === 'throttled' ? { category: ApplicationFailureCategory.BENIGN } : {}),
    ...(afterMs === null ? {} : { nextRetryDelay: afterMs }),
  });
}
