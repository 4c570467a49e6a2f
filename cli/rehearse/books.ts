import { z } from 'zod';
import { ORDER_KINDS } from './report.js';

const instant = z.string();

const orderSchema = z.object({
  orderId: z.string(),
  kind: z.enum(ORDER_KINDS),
  paymentStatus: z.enum(['Unpaid', 'Paid', 'Cancelled', 'Suspended']),
  amountMinor: z.number(),
  currency: z.string(),
  createdAt: instant,
  paidAt: instant.nullable(),
  cancelledAt: instant.nullable(),
  suspendedAt: instant.nullable(),
  resourceIds: z.array(z.string()),
  caller: z.string(),
  account: z.string(),
  clientToken: z.string().optional(),
  request: z.record(z.string(), z.string()),
  changes: z.array(
    z.object({ resourceId: z.string(), expiresBefore: instant.nullable(), expiresAfter: instant.nullable() }),
  ),
});

const chargeSchema = z.object({
  orderId: z.string(),
  resourceId: z.string(),
  amountMinor: z.number(),
  currency: z.string(),
  at: instant,
});

const packageSchema = z.object({ resourceId: z.string(), status: z.string(), expiresAt: instant.nullable() });

const hitSchema = z.object({ fault: z.string(), action: z.string(), at: instant });

export type BookedOrder = z.infer<typeof orderSchema>;
export type BookedCharge = z.infer<typeof chargeSchema>;
export type BookedPackage = z.infer<typeof packageSchema>;
type FaultHit = z.infer<typeof hitSchema>;

/** The simulated vendors' own books: what was ordered, what money moved, what is there. */
export interface Books {
  readonly orders: readonly BookedOrder[];
  readonly charges: readonly BookedCharge[];
  readonly packages: readonly BookedPackage[];
  readonly faults: readonly FaultHit[];
}

export async function readBooks(simulatorUrl: string): Promise<Books> {
  const [{ orders }, { charges }, { packages }, { hits }] = await Promise.all([
    read(simulatorUrl, 'orders', z.object({ orders: z.array(orderSchema) })),
    read(simulatorUrl, 'charges', z.object({ charges: z.array(chargeSchema) })),
    read(simulatorUrl, 'packages', z.object({ packages: z.array(packageSchema) })),
    read(simulatorUrl, 'faults', z.object({ hits: z.array(hitSchema) })),
  ]);
  return { orders, charges, packages, faults: hits };
}

/** Puts fault rules in force. */
export async function playFaults(simulatorUrl: string, rules: readonly object[], seed: number): Promise<void> {
  const response = await change(simulatorUrl, 'faults', { rules, seed });
  if (!response.ok) throw new Error(`the simulator refused the faults: ${await response.text()}`);
  await response.body?.cancel();
}

/** Somebody renews it at the vendor's console. @returns whether the vendor took it */
export async function renewAtConsole(
  simulatorUrl: string,
  resourceId: string,
  { period, unit }: { readonly period: number; readonly unit: string },
): Promise<boolean> {
  const response = await change(simulatorUrl, `packages/${resourceId}/renew`, { count: period, unit });
  await response.body?.cancel();
  return response.ok;
}

/** Whether an order carries the mark or token of this life of a package. */
export function bearsMark({ clientToken, request }: BookedOrder, firstRunId: string): boolean {
  return (clientToken ?? '').startsWith(firstRunId) || Object.values(request).some((text) => text.includes(firstRunId));
}

function change(simulatorUrl: string, subject: string, body: object): Promise<Response> {
  return fetch(`${simulatorUrl}/_sim/${subject}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function read<Out>(simulatorUrl: string, subject: string, schema: z.ZodType<Out>): Promise<Out> {
  const response = await fetch(`${simulatorUrl}/_sim/${subject}`, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`the simulator's ${subject}: HTTP ${response.status}`);
  return schema.parse(await response.json());
}
