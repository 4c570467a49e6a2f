import type { Lease } from './lease.js';

/** The mark and the token of an operation: the same after a reset, a crash or continue-as-new. */
export function markOf(lease: Lease, operation: number): string {
  return `${lease.holder.firstExecutionRunId}-${operation}`;
}
