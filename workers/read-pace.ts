import type { NativeConnection } from '@temporalio/worker';
import pThrottle from 'p-throttle';
import { readsQueue } from '../model/ids.js';

/** How often a process asks how many others read for the same account. */
const ASK_MS = 20_000;
const ACTIVITY_QUEUE = 2;
/** A little more than one: requests that leave a second apart may arrive closer together. */
const SECOND_MS = 1_100;

/** Holds one process's reads of an account to its share of the account's quota. */
export class ReadPace {
  readonly #perSecond: number;
  #processes = 1;
  #paced: () => Promise<void>;

  /** @param perSecond what the whole account may read, over all processes */
  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#paced = pacedAt(perSecond);
  }

  /** The quota is the account's, not the process's. */
  sharedBy(processes: number): void {
    if (processes === this.#processes || processes < 1) return;
    this.#processes = processes;
    this.#paced = pacedAt(this.#perSecond / processes);
  }

  readonly wait = (): Promise<void> => this.#paced();
}

function pacedAt(perSecond: number): () => Promise<void> {
  const isWhole = perSecond >= 1;
  const limit = isWhole ? Math.floor(perSecond) : 1;
  const interval = isWhole ? SECOND_MS : Math.ceil(SECOND_MS / perSecond);
  // Strict: in no second whatever more than the limit, also not across the end of one and the beginning of the next.
  return pThrottle({ limit, interval, strict: true })(async () => undefined);
}

/**
 * Keeps every account's reads within its quota over all worker processes: Temporal knows who polls an account's queue, so
 * nobody has to be told how many there are. A process that left is counted for up to five minutes more, which only slows.
 * @returns how to stop
 */
export function shareQuotas(
  connection: NativeConnection,
  namespace: string,
  paces: ReadonlyMap<string, ReadPace>,
): () => void {
  const ask = async (): Promise<void> => {
    for (const [account, pace] of paces) {
      const { pollers } = await connection.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: readsQueue(account) },
        taskQueueType: ACTIVITY_QUEUE,
      });
      pace.sharedBy(new Set((pollers ?? []).map(({ identity }) => identity)).size);
    }
  };
  // A server that is away changes nothing: the last share holds.
  const timer = setInterval(() => void ask().catch(() => undefined), ASK_MS);
  void ask().catch(() => undefined);
  return () => clearInterval(timer);
}
