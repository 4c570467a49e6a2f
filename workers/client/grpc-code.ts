import { isGrpcServiceError } from '@temporalio/client';

/** What Temporal's server answered with, also where the SDK wrapped it; null for any other error. */
export function grpcCodeOf(error: unknown): number | null {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return isGrpcServiceError(cause) ? Number(cause.code) : null;
}
