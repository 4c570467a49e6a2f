import { cancellationSignal } from '@temporalio/activity';
import type { DeskName } from '../model/ids.js';
import { billingWindow } from './billing-window.js';
import { alibaba } from './context.js';

/** An unpaid order is cancelled by the vendor after seven days; one more, for clocks and days of other zones. */
const UNPAID_LIVES_MS = 8 * 24 * 60 * 60 * 1000;

/** Ids of the account's orders for this product that wait to be paid. UGN has none: its orders are charged at once. */
export async function listUnpaidOrders({
  desk,
  now,
}: {
  readonly desk: DeskName;
  /** The workflow's clock, ISO 8601 UTC. */
  readonly now: string;
}): Promise<string[]> {
  if (desk.product === 'ugn') return [];
  const { bss, billing } = alibaba(desk.account);
  const nowMs = Date.parse(now);
  const { items } = await bss.queryAllOrders(
    {
      ...billingWindow(nowMs - UNPAID_LIVES_MS, nowMs),
      PaymentStatus: 'Unpaid',
      ProductCode: billing[desk.product].productCode,
    },
    { signal: cancellationSignal() },
  );
  return [...new Set(items.filter((order) => order.PaymentStatus === 'Unpaid').map((order) => order.OrderId))];
}
