import { ActivityFailure, defineSignal, isCancellation, log, patched, setHandler } from '@temporalio/workflow';
import { isNotice } from '../model/message-shape.js';
import { KEPT_FOR_OUTLET_MS, type Notice } from '../model/notice.js';
import { REDELIVERY_SIGNAL_ALSO, type RedeliveryInput } from '../model/workflow-inputs.js';
import { redeliveries } from './activity-proxies.js';

/** More wait for nobody: the oldest are told by the digest, too. */
const KEPT = 100;

/**
 * Holds what an outlet that is down has not heard of one package, and offers it in order until it is taken or three days old.
 * So neither the package nor any other outlet waits, and nothing is lost when a receiver is down for a day. Cancelled in
 * Temporal, it drops what it holds.
 */
export async function redelivery({ outlet, notices }: RedeliveryInput): Promise<void> {
  const waiting = [...notices];
  setHandler(defineSignal<[Notice]>(REDELIVERY_SIGNAL_ALSO), (notice) => {
    // Earlier builds stood still, and what they held was told to nobody.
    if (!isNotice(notice) && patched('odd-notices')) return;
    waiting.push(notice);
    // Not the first one: it is being offered.
    if (waiting.length > KEPT) waiting.splice(1, 1);
  });
  for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
    const leftMs = Date.parse(next.at) + KEPT_FOR_OUTLET_MS - Date.now();
    if (leftMs > 0) await offer(outlet, next, leftMs);
    else log.warn('an outlet never heard a notice', { notice: next.key, outlet });
    waiting.shift();
  }
}

async function offer(outlet: string, notice: Notice, withinMs: number): Promise<void> {
  try {
    await redeliveries(withinMs).notify(notice, { only: outlet });
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    log.warn('an outlet never heard a notice', { notice: notice.key, outlet, reason: error.cause?.message });
  }
}
