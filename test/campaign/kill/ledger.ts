import { z } from 'zod';

/** The simulated vendors' own books: the only judge of what was really ordered and paid. */

const orderSchema = z.object({
  orderId: z.string(),
  product: z.enum(['wuying', 'cen', 'ugn']),
  kind: z.enum(['New', 'Renew', 'Upgrade', 'Downgrade', 'Refund']),
  paymentStatus: z.enum(['Unpaid', 'Paid', 'Cancelled', 'Suspended']),
  createdAt: z.string(),
  resourceIds: z.array(z.string()),
  clientToken: z.string().optional(),
  request: z.record(z.string(), z.string()),
});
export type BookedOrder = z.infer<typeof orderSchema>;

const packageSchema = z.object({
  resourceId: z.string(),
  product: z.enum(['wuying', 'cen', 'ugn']),
  status: z.string(),
  expiresAt: z.string().nullable(),
  bandwidthMbps: z.number(),
});
export type BookedPackage = z.infer<typeof packageSchema>;

export interface Ledger {
  readonly orders: readonly BookedOrder[];
  readonly packages: readonly BookedPackage[];
}

const ordersSchema = z.object({ orders: z.array(orderSchema) });
const packagesSchema = z.object({ packages: z.array(packageSchema) });
const READ_MS = 5_000;

/** @throws while the simulator is being started again */
export async function readLedger(simulatorUrl: string): Promise<Ledger> {
  // Packages first: whatever is among them has its order among the orders.
  const { packages } = packagesSchema.parse(await read(`${simulatorUrl}/_sim/packages`));
  return { packages, orders: await readOrders(simulatorUrl) };
}

export async function readOrders(simulatorUrl: string): Promise<readonly BookedOrder[]> {
  return ordersSchema.parse(await read(`${simulatorUrl}/_sim/orders`)).orders;
}

async function read(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(READ_MS) });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return response.json();
}

const MARK = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d+)/;

/** The mark an order carries in tag, remark or token: which life of a package, and which of its operations. */
export function markOf(order: BookedOrder): { readonly firstRunId: string; readonly mark: string } | null {
  const texts = [order.clientToken ?? '', ...Object.values(order.request)];
  const found = texts.map((text) => MARK.exec(text)).find((match) => match !== null);
  return found?.[1] === undefined ? null : { firstRunId: found[1], mark: found[0] };
}

/** A resource that is paid for and not given back. */
export const isKept = ({ status }: BookedPackage): boolean =>
  !['Unpaid', 'Withdrawn', 'Released', 'Releasing'].includes(status);
