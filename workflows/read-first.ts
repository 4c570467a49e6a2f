import { patched } from '@temporalio/workflow';
import { isTakenBack } from './approval.js';
import type { Lease } from './lease.js';
import { untilNextLookMs } from './patience.js';
import type { ProductModule } from './products/product.js';
import { lookAtResource, SEEN_LATELY_MS, unseenForMs } from './readiness.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Renewals add up, so what is to be renewed is seen first: days may have passed, and somebody else may have renewed it. In the
 * last day of its term it is renewed unseen: a term too many is better than a line that is gone.
 * @param before its expiry as it was seen last, ISO 8601
 * @returns false when the vendor could not be read and that was waited for; then everything is to be looked at anew
 */
export async function readFirst(lease: Lease, product: ProductModule, before: string): Promise<boolean> {
  const { inbox, settings } = lease;
  const unseenMs = unseenForMs(lease);
  if (unseenMs <= SEEN_LATELY_MS) return true;
  const seenMs = Date.now() - unseenMs;
  if ((await lookAtResource(lease, product)) !== 'unread') return true;
  const spareMs = Date.parse(before) - DAY_MS - Date.now();
  // Earlier builds went by what was seen last, whenever that was.
  if (!patched('renewed-when-it-was-read')) return true;
  if (spareMs <= 0) {
    lease.tell(`it is renewed unseen: the vendor cannot be read, and as far as is known it expires at ${before}`);
    return true;
  }
  const why = `It is not renewed before the vendor can be read, or a day before its end: somebody may have renewed it. It expires at ${before}.`;
  lease.stand('Active', 'cloud', why, { what: 'renew', at: before });
  const { news } = lease;
  const pauseMs = untilNextLookMs(Date.now() - seenMs, settings.fallbackLookMs);
  await lease.until(() => lease.news !== news || isTakenBack(inbox), Math.min(pauseMs, spareMs));
  return false;
}
