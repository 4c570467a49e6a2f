import { ActivityFailure } from '@temporalio/workflow';
import type { Lease } from './lease.js';

/** A read that may fail: then the package is told so and goes on as it was. Null says nothing about the vendor. */
export async function tryRead<T>(lease: Lease, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const what = `the vendor could not be read: ${error.cause?.message ?? error.message}`;
    // A vendor that stays away for days would push everything else out of the timeline.
    if (lease.state.timeline.at(-1)?.what !== what) lease.tell(what);
    return null;
  }
}
