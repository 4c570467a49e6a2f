import { setTimeout as sleep } from 'node:timers/promises';
import { note } from '../cli/support/output.js';

export interface Load {
  /** For the progress lines: "packages active". */
  readonly what: string;
  readonly total: number;
  /** How many may be under way at the same time. */
  readonly atOnce: number;
  readonly start: (index: number) => Promise<void>;
  readonly countDone: () => Promise<number>;
  /** How long nothing may move for a good reason: the vendors' delivery. None when absent. */
  readonly restMs?: number;
  /** Called when nothing has moved for long, to say what does not. */
  readonly whatIsStuck: () => Promise<string>;
}

/** More starts in flight than this only queue up in the server. */
const STARTS_AT_ONCE = 100;
const LOOK_EVERY_MS = 200;
const TELL_EVERY_MS = 5_000;
const ASK_WHY_EVERY_MS = 20_000;
/** Longer than the slowest limit on the way, an activity's 90 s: after it nothing moves by itself. */
const STUCK_AFTER_MS = 120_000;

/** Starts one as soon as another is done, until all are done. */
export async function keepAtOnce(load: Load): Promise<void> {
  const { what, total, atOnce, start, countDone, restMs = 0, whatIsStuck } = load;
  let started = 0;
  let done = 0;
  let movedAt = performance.now();
  let askedAt = movedAt;
  let toldAt = performance.now();
  while (done < total) {
    const next = Math.min(total, done + atOnce);
    while (started < next) {
      const first = started;
      started = Math.min(next, first + STARTS_AT_ONCE);
      await Promise.all(Array.from({ length: started - first }, (_, offset) => start(first + offset)));
      movedAt = askedAt = performance.now();
    }
    await sleep(LOOK_EVERY_MS);
    const counted = await countDone();
    const nowMs = performance.now();
    if (counted > done) movedAt = askedAt = nowMs;
    done = counted;
    if (nowMs - movedAt > restMs + STUCK_AFTER_MS)
      throw new Error(`${done} of ${total} ${what}; stuck: ${await whatIsStuck()}`);
    if (nowMs - toldAt > TELL_EVERY_MS) {
      toldAt = nowMs;
      note(`  ${done} of ${total} ${what}`);
    }
    if (nowMs - Math.max(askedAt, movedAt + restMs) > ASK_WHY_EVERY_MS) {
      askedAt = nowMs;
      note(`  waiting for ${await whatIsStuck()}`);
    }
  }
}
