import { ActivityFailure } from '@temporalio/workflow';
import type { Lease } from './lease.js';

/** A read that may fail: then the package is told so and goes on as it was. Null says nothing about the vendor. */
export async function tryRead<T>(lease: Lease, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    lease.tell(`the vendor could not be read: ${error.cause?.message ?? error.message}`);
    return null;
  }
}
