import { z } from 'zod';

const ordersSchema = z.object({
  orders: z.array(z.object({ orderId: z.string(), paymentStatus: z.string() })),
});

/**
 * Plays the person who pays: settles those of our orders that the simulator shows as unpaid, through the same control
 * plane its billing page uses. Knows nothing of Leaseline but the order ids.
 * @returns the orders that were paid now
 */
export async function payOrders(simulatorUrl: string, orderIds: ReadonlySet<string>): Promise<readonly string[]> {
  if (orderIds.size === 0) return [];
  const response = await fetch(`${simulatorUrl}/_sim/orders`, { signal: AbortSignal.timeout(5_000) });
  const { orders } = ordersSchema.parse(await response.json());
  const unpaid = orders.filter((order) => order.paymentStatus === 'Unpaid' && orderIds.has(order.orderId));
  const paid: string[] = [];
  for (const { orderId } of unpaid) {
    const answer = await fetch(`${simulatorUrl}/_sim/orders/${encodeURIComponent(orderId)}/pay`, {
      method: 'POST',
      signal: AbortSignal.timeout(5_000),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`order ${orderId}: HTTP ${answer.status}`);
    paid.push(orderId);
  }
  return paid;
}
