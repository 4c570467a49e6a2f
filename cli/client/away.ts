import { isGrpcServiceError } from '@temporalio/client';
import { ApiUnreachableError } from './http/api-unreachable.js';

/** True for what a server answers, or does not, while it is being restarted: worth asking again for a while. */
export function isAway(error: unknown): boolean {
  if (error instanceof ApiUnreachableError || isGrpcServiceError(error)) return true;
  return error instanceof Error && isGrpcServiceError(error.cause);
}
