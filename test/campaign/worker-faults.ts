import { setTimeout as sleep } from 'node:timers/promises';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { ACTIVITY_TIMEOUT_MS } from './campaign-config.js';
import type { WorkerFault } from './schedule.js';

/** Thrown instead of an activity's result: what a worker that died would leave behind. */
class LostWorker extends Error {
  constructor(activity: string) {
    super(`the worker of ${activity} was lost`);
    this.name = 'LostWorker';
  }
}

/** Longer than the server waits for the activity. */
const HANG_MS = ACTIVITY_TIMEOUT_MS + 300;

const HELD_LIMIT_MS = 2_000;
const HELD_MORE_MS = 500;

/** The faults of the worker itself: at which activity, the how-manieth time it runs. */
export class WorkerFaults {
  #rules: readonly WorkerFault[] = [];
  #runs = new Map<string, number>();
  #running = 0;
  /** Somebody in a hurry has just asked for a sweep. */
  #isHurried = false;
  readonly #struck = new Set<string>();

  begin(rules: readonly WorkerFault[]): void {
    this.#rules = rules;
    this.#runs = new Map();
    this.#struck.clear();
  }

  end(): void {
    this.#rules = [];
  }

  hurry(): void {
    this.#isHurried = true;
  }

  /** `activity boundary` of every rule that has struck. */
  struck(): string[] {
    return [...this.#struck];
  }

  /** True while no activity runs in this process. */
  get isQuiet(): boolean {
    return this.#running === 0;
  }

  interceptor(activity: string): ActivityInboundCallsInterceptor {
    return { execute: (input, next) => this.#execute(activity, input, next) };
  }

  async #execute(
    activity: string,
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    const run = (this.#runs.get(activity) ?? 0) + 1;
    this.#runs.set(activity, run);
    const rule = this.#ruleFor(activity, run);
    this.#running += 1;
    try {
      switch (rule?.boundary) {
        case undefined:
          return await next(input);
        case 'failBefore':
          throw new LostWorker(activity);
        case 'loseAnswer':
          await next(input);
          throw new LostWorker(activity);
        case 'hangAfter': {
          const result = await next(input);
          await sleep(HANG_MS);
          return result;
        }
        case 'runTwice':
          await next(input);
          return await next(input);
        case 'heldBack':
          if (this.#isHurried) await this.#untilRun(rule.until ?? '', rule.untilRuns ?? 1);
          return await next(input);
      }
    } finally {
      this.#running -= 1;
    }
  }

  /** Waits until that activity has run so many times more and what it brought is known; not for ever. */
  async #untilRun(activity: string, more: number): Promise<void> {
    this.#isHurried = false;
    const runs = (this.#runs.get(activity) ?? 0) + more;
    for (const until = Date.now() + more * HELD_LIMIT_MS; Date.now() < until; ) {
      await sleep(10);
      if ((this.#runs.get(activity) ?? 0) >= runs) return sleep(HELD_MORE_MS);
    }
  }

  #ruleFor(activity: string, run: number): WorkerFault | undefined {
    const rule = this.#rules.find((one) => one.activity === activity && run > one.skip && run <= one.skip + one.count);
    if (rule !== undefined) this.#struck.add(`${activity} ${rule.boundary}`);
    return rule;
  }
}
