import type { FenceId } from '../../model/desk.js';
import type { Outcome } from '../../model/outcome.js';
import type { sends } from '../activity-proxies.js';

/** Why the vendor cannot be told to renew by itself (BSS `SetRenewal`: 1, 2, 3, 6 or 12 months, or whole years). */
export const NOT_IN_MONTHS =
  "The vendor's own renewal cannot be switched on for the term it was bought for: its call counts in 1, 2, 3, 6 or 12 months or in years.";

/**
 * Switches Alibaba's own renewal of an instance. Nothing is sent where it would have to be switched on for a term the call
 * cannot name: another one would be a guess at somebody's money.
 */
export async function setRenewal(
  send: ReturnType<typeof sends>,
  wish: {
    readonly account: string;
    readonly fence: FenceId;
    readonly product: 'wuying' | 'cen';
    readonly instanceId: string;
    readonly isOn: boolean;
    readonly everyMonths: number | null;
  },
): Promise<Outcome<unknown>> {
  const { account, fence, product, instanceId, isOn, everyMonths } = wish;
  if (!isOn) return send.setRenewal({ account, fence, request: { product, instanceId } });
  if (everyMonths === null) {
    return { kind: 'refused', code: 'NotInMonths', message: NOT_IN_MONTHS, requestId: null, remedy: null };
  }
  return send.setRenewal({ account, fence, request: { product, instanceId, everyMonths } });
}
