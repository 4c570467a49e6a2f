import { activityInfo } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';

/** How many activities run at this moment, and how many have ended well. */
export class BusyActivities implements ActivityInboundCallsInterceptor {
  done = 0;
  readonly #running = new Map<symbol, { readonly what: string; readonly sinceMs: number }>();

  get none(): boolean {
    return this.#running.size === 0;
  }

  /** What has run for longer than this, in real time. */
  runningFor(leastMs: number): string[] {
    const nowMs = Date.now();
    return [...this.#running.values()]
      .filter(({ sinceMs }) => nowMs - sinceMs >= leastMs)
      .map(({ what, sinceMs }) => `${what} for ${Math.round((nowMs - sinceMs) / 1000)} s`);
  }

  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    const { activityType, workflowExecution } = activityInfo();
    const key = Symbol(activityType);
    this.#running.set(key, { what: `${activityType} of ${workflowExecution?.workflowId}`, sinceMs: Date.now() });
    try {
      const result = await next(input);
      this.done += 1;
      return result;
    } finally {
      this.#running.delete(key);
    }
  }
}
