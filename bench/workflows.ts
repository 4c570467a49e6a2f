import { proxyActivities } from '@temporalio/workflow';
import type * as activities from './empty-activity.js';

const { emptyActivity } = proxyActivities<Pick<typeof activities, 'emptyActivity'>>({
  startToCloseTimeout: '90 seconds',
});

/** As many empty activities as a package's lifecycle has, one after the other as there. */
export async function emptyActivities(count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) await emptyActivity();
}
