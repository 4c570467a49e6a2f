import { z } from 'zod';
import type { Harness, PackageHandle } from '../support/harness.js';

/** The simulator's own books about one package: what the vendor was really asked, and what it really charged. */

const orderSchema = z.object({
  orderId: z.string(),
  kind: z.string(),
  caller: z.string(),
  paymentStatus: z.string(),
  amountMinor: z.number(),
  resourceIds: z.array(z.string()),
  clientToken: z.string().optional(),
  request: z.record(z.string(), z.string()),
});
export type BookedOrder = z.infer<typeof orderSchema>;

const packageSchema = z.object({
  resourceId: z.string(),
  status: z.string(),
  expiresAt: z.string().nullable(),
  autoRenew: z.boolean(),
  billing: z.boolean(),
  attachedTo: z.string().nullable(),
  tags: z.array(z.object({ key: z.string(), value: z.string() })),
});
export type BookedPackage = z.infer<typeof packageSchema>;

/** Every order that carries the package's mark, and every later one for a resource it bought. */
export async function ordersOf(pack: PackageHandle): Promise<BookedOrder[]> {
  const { orders } = z.object({ orders: z.array(orderSchema) }).parse(await read(pack.harness, 'orders'));
  const mark = pack.workflow.firstExecutionRunId;
  const bought = orders.filter((order) => order.kind === 'New' && JSON.stringify(order.request).includes(mark));
  const resourceIds = new Set(bought.flatMap((order) => order.resourceIds));
  return orders.filter((order) => bought.includes(order) || order.resourceIds.some((id) => resourceIds.has(id)));
}

export async function ordersOfKind(pack: PackageHandle, kind: string): Promise<BookedOrder[]> {
  return (await ordersOf(pack)).filter((order) => order.kind === kind);
}

/** The one order it was bought with; fails when there is none or a second one. */
export async function theOrderOf(pack: PackageHandle): Promise<BookedOrder> {
  const [only, second] = await ordersOfKind(pack, 'New');
  if (only === undefined || second !== undefined) {
    throw new Error(`expected exactly one order: ${JSON.stringify(await ordersOf(pack), null, 1)}`);
  }
  return only;
}

export async function bookedPackage(harness: Harness, resourceId: string | null): Promise<BookedPackage> {
  const { packages } = z.object({ packages: z.array(packageSchema) }).parse(await read(harness, 'packages'));
  const found = packages.find((one) => one.resourceId === resourceId);
  if (found === undefined) throw new Error(`the vendor knows no ${resourceId}`);
  return found;
}

/** How often the vendor was asked for an operation. */
export async function callsTo(harness: Harness, action: string): Promise<number> {
  return (await harness.control.calls())[action] ?? 0;
}

async function read(harness: Harness, subject: string): Promise<unknown> {
  const response = await fetch(`${harness.simulator.url}/_sim/${subject}`);
  if (!response.ok) throw new Error(`simulator ${subject}: ${response.status}`);
  return response.json();
}
