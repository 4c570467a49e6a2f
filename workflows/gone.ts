import { sleep } from '@temporalio/workflow';
import type { Lease } from './lease.js';
import type { ProductModule } from './products/product.js';
import { tryRead } from './try-read.js';

/** Looks, half of `timing.fallbackLook` apart (a minute): a page that moved or a list that flickers comes right within that. */
const LOOKS = 3;
/** A list that shows nothing at all may be one that shows nothing of anybody: that is believed only after longer. */
const LOOKS_AT_NOTHING = 7;
const NOTHING_PAUSE = 4;

/**
 * Whether the vendor really has the resource no more: three looks by its id, some time apart, and the word of a second,
 * independent list of the vendor's. One that is called gone too early is forgotten while it costs money.
 * @param isExpected the vendor accepted that it goes, so that an empty list is no wonder
 * @returns false also when it cannot be told
 */
export async function isProvedGone(
  lease: Lease,
  product: ProductModule,
  resourceId: string,
  isExpected = false,
): Promise<boolean> {
  let isEmpty = false;
  for (let looks = 0; looks < (isEmpty ? LOOKS_AT_NOTHING : LOOKS); looks += 1) {
    if (looks > 0) await sleep((lease.settings.fallbackLookMs / 2) * (isEmpty ? NOTHING_PAUSE : 1));
    const look = await tryRead(lease, () => product.look(resourceId));
    if (look?.resource?.phase === 'released') return true;
    if (look === null || !look.complete || look.resource !== null) return false;
    isEmpty = look.showsNothing === true && !isExpected;
  }
  const billed = await tryRead(lease, () => product.isBilled(resourceId));
  return billed === 'no' || billed === 'cannotSay';
}
